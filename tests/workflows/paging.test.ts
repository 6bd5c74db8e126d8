import test from 'ava';
import { insertAbsence } from '../../database/absences.ts';
import { writeOnCall } from '../../database/on_call.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { Page } from '../../workflows/domain/ticket.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { lea, marc, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveTicket,
  openLiveTicket,
  projected,
  rowsOf,
  rulesFrom,
  type StartedDesk,
  startLiveDesk,
} from '../support/live_desk.ts';

/** The first Saturday in a week or more, at 03:00 UTC, and the Monday before it. */
const now = new Date();
const night = Date.UTC(
  now.getUTCFullYear(),
  now.getUTCMonth(),
  now.getUTCDate() + 7 + ((6 - now.getUTCDay() + 7) % 7),
  3,
);
const monday = new Date(night - 5 * 24 * hourMs).toISOString().slice(0, 10);

/** Out of office hours Léa has this week, and Marc the next. */
const plan: OnCallPlan = {
  zone: 'UTC',
  layers: [
    {
      name: 'nights',
      members: [lea.id, marc.id],
      handOver: { every: 'week', on: 'monday', at: '08:00' },
      startsOn: monday as `${number}-${number}-${number}`,
      hours: {
        kind: 'week',
        windows: [
          { days: ['monday', 'tuesday', 'wednesday', 'thursday'], from: '18:00', until: '08:00' },
          { days: ['friday'], from: '18:00', until: '24:00' },
          { days: ['saturday', 'sunday'], from: '00:00', until: '24:00' },
        ],
      },
    },
  ],
  levels: [
    { target: 'on_call', layer: null, person: null, waitMinutes: 5 },
    { target: 'next_on_call', layer: null, person: null, waitMinutes: 5 },
  ],
  repeats: 0,
};

const pagingRules = (): Rules => {
  const rules = rulesFrom(Date.now());
  const page = {
    name: 'page_for_p1',
    on: { event: 'classified' as const },
    when: { field: 'priority' as const, in: ['p1'] },
    do: [{ do: 'page' as const, group: 'network' }],
  };
  return { ...rules, process: { ...rules.process, rules: [page] } };
};

let desk: StartedDesk;

test.before(async () => {
  desk = await startLiveDesk({ rules: pagingRules() });
  const people = [lea, marc, requester].map(({ id }) => ({
    ...{ account_id: id, roles: ['agent' as const], display_name: id },
  }));
  await desk.database('accounts').insert(people).onConflict('account_id').ignore();
  const key = { processId: desk.rules.process.id, groupId: 'network' };
  const change = { version: null, commandId: 'c', fingerprint: 'f', by: lea.id };
  await desk.database.transaction((trx) => writeOnCall(trx, key, plan, change));
});

/** A ticket that is a P1 on Saturday at 03:00, or a minute after. */
async function outageAtNight(): Promise<LiveTicket> {
  const ticket = await openLiveTicket(desk);
  await ticket.fastForward(night - Date.now() + 1_000);
  await ticket.does(requester.id === lea.id ? marc : lea, 'classify', { priority: 'p1' });
  return ticket;
}

/** Waits until the page stands so. */
async function page(
  ticket: LiveTicket,
  isIt: (page: Page | undefined) => boolean,
): Promise<Page | undefined> {
  let found: Page | undefined;
  await eventually(async () => {
    [found] = (await ticket.state()).pages ?? [];
    return isIt(found);
  });
  return found;
}

async function told(ticket: LiveTicket) {
  const { seq } = await ticket.state();
  await projected(desk, ticket.ticketId, seq);
  return rowsOf(desk, ticket.ticketId);
}

test.serial(
  'a P1 on Saturday at 03:00 pages whoever has the night, and the next, who acknowledges it',
  async (t) => {
    const ticket = await outageAtNight();
    const first = await page(ticket, (one) => one?.person === lea.id);
    const { requestedAt = 0, pagedAt = 0, nextAt = 0 } = first ?? {};
    t.true(requestedAt >= night && requestedAt < night + hourMs);
    t.is((nextAt ?? 0) - (pagedAt ?? 0), 5 * minuteMs);
    await ticket.fastForward(5 * minuteMs);
    const second = await page(ticket, (one) => one?.person === marc.id);
    t.is(second?.level, 2);
    await ticket.does(marc, 'acknowledgePage', { n: 1 });
    await ticket.fastForward(hourMs);
    const { events } = await told(ticket);
    t.deepEqual(
      events.flatMap(({ type }) => (type.startsWith('page') ? [type] : [])),
      ['page_requested', 'paged', 'page_escalated', 'paged', 'page_acknowledged'],
    );
    const news = await desk
      .database('notifications')
      .where({ ticket_id: ticket.ticketId, reason: 'paged' })
      .orderBy('seq');
    t.deepEqual(
      news.map(({ account_id }) => account_id),
      [lea.id, marc.id],
    );
  },
);

test.serial(
  'the next in turn is paged for whoever is away that night, and nobody answers',
  async (t) => {
    const other = { absence_id: 'abs-night', account_id: lea.id };
    const away = { from_at: new Date(night - hourMs), until_at: new Date(night + 10 * hourMs) };
    await desk.database.transaction((trx) => insertAbsence(trx, { ...other, ...away }));
    t.teardown(() => desk.database('absences').where('absence_id', 'abs-night').delete());
    const ticket = await outageAtNight();
    await page(ticket, (one) => one?.person === marc.id && one.level === 1);
    await ticket.fastForward(5 * minuteMs);
    await page(ticket, (one) => one === undefined);
    const { events } = await told(ticket);
    const last = events.findLast(({ type }) => type.startsWith('page'));
    t.like(last, { type: 'page_unanswered', data: { level: 2, cause: 'nobody_left' } });
  },
);
