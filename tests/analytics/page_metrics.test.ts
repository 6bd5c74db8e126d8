import test from 'ava';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { at, hour, lea, marc, minute, Ticket, ungated } from '../domain/desk.ts';
import { type Cut, inColumnsOf, nextTicketId, rowsOfMetric, warehouseOf } from './given.ts';

/** Whom pages reach, how fast somebody has what they ring for, and how often nobody does at first. */

const january: Cut = { from: '2026-01-01', to: '2026-01-31' };
const program = { kind: 'system', id: 'on_call' } as const;
const rules: Rules = {
  ...ungated,
  process: {
    ...ungated.process,
    rules: [
      {
        ...{ name: 'page_at_night', on: { event: 'opened' }, when: { all: [] } },
        do: [{ do: 'page', group: 'network' }],
      },
    ],
  },
};

/** Saturday. */
const night = at(5, '03:00');

const first = { n: 1, level: 1, round: 1, next: { level: 2, round: 1 } } as const;
const last = { n: 1, level: 2, round: 1, next: null } as const;

function found(person: string): Pick<CommandPayload['placePage'], 'found'> {
  return { found: { kind: 'person', person, layer: 'nights', cause: 'turn', waitMinutes: 5 } };
}

function paging(openedAt = night): Ticket {
  const ticket = new Ticket(openedAt, { ticketId: nextTicketId() }, rules);
  return ticket.does(openedAt, program, 'placePage', { ...first, ...found(lea.id) });
}

function passedOn(openedAt = night): Ticket {
  const ticket = paging(openedAt).waitUntil(openedAt + 5 * minute);
  return ticket.does(openedAt + 5 * minute, program, 'placePage', { ...last, ...found(marc.id) });
}

interface Case {
  metric: string;
  given: Ticket[];
  cut?: Partial<Cut>;
  zone?: string;
  expect: Record<string, unknown>[];
}

const says = test.macro(async (t, { metric, given, cut, zone, expect }: Case) => {
  const warehouse = await warehouseOf(given, at(24, '12:00'), zone);
  const rows = await rowsOfMetric(warehouse, metric, { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

const said = (ticket: Ticket, after: number, who = lea) =>
  ticket.does(night + after, who, 'acknowledgePage', { n: 1 });

test('a page is acknowledged from when it was asked for, whoever of its levels has it', says, {
  metric: 'page_acknowledgement',
  given: [
    said(paging(), 2 * minute),
    said(passedOn(), 8 * minute, marc),
    paging(),
    passedOn().waitUntil(night + hour),
  ],
  expect: [{ acknowledged_count: 2, first_level_count: 1, median_minutes: 5, mean_minutes: 5 }],
});

test('to take the ticket acknowledges its page, and counts for whoever took it', says, {
  metric: 'page_acknowledgement',
  given: [paging().does(night + 3 * minute, marc, 'accept')],
  cut: { segment: 'agent' },
  expect: [{ segment: marc.id, acknowledged_count: 1, median_minutes: 3 }],
});

test('a page was passed on once, to however many it went; an open one is in no share', says, {
  metric: 'page_escalations',
  given: [
    said(paging(), minute),
    said(passedOn(), 8 * minute, marc),
    passedOn().waitUntil(night + hour),
    paging(at(24, '11:58')),
  ],
  cut: { segment: 'group' },
  expect: [
    {
      ...{ segment: 'network', page_count: 4, ended_count: 3, open_count: 1, withdrawn_count: 0 },
      ...{ acknowledged_first_count: 1, acknowledged_later_count: 1 },
      ...{ escalated_count: 2, escalated_share: 2 / 3 },
      ...{ unanswered_count: 1, unanswered_share: 1 / 3 },
    },
  ],
});

test('everybody who was woken counts, by the night that it began in', says, {
  metric: 'pages_by_hour',
  given: [passedOn(), paging(at(4, '23:00')), paging(at(6, '14:00'))],
  cut: { segment: 'agent' },
  expect: [
    {
      ...{ segment: lea.id, page_count: 3, night_count: 2, weekend_count: 2 },
      woken_night_count: 1,
    },
    {
      ...{ segment: marc.id, page_count: 1, night_count: 1, weekend_count: 1 },
      woken_night_count: 1,
    },
  ],
});

test('the hours of pages are those of the business zone', says, {
  metric: 'pages_by_hour',
  given: [paging(at(4, '20:30')), paging(at(4, '21:30'))],
  cut: { segment: 'hour' },
  zone: 'Europe/Paris',
  expect: [
    { segment: 21, page_count: 1, night_count: 0 },
    { segment: 22, page_count: 1, night_count: 1 },
  ],
});

test('a level at which nobody is on call rings for nobody, and says why', async (t) => {
  const nobody = { found: { kind: 'nobody', reason: 'all_absent' } } as const;
  const ticket = new Ticket(night, { ticketId: nextTicketId() }, rules)
    .does(night, program, 'placePage', { ...first, ...nobody })
    .does(night, program, 'placePage', { ...last, ...found(marc.id) })
    .does(night + minute, marc, 'acknowledgePage', { n: 1 });
  const warehouse = await warehouseOf([ticket], at(24, '12:00'));
  const rows = await warehouse.connection.runAndReadAll(
    'select attempt, level, person_id, outcome, ended_why, acknowledged_by_id from pages order by attempt',
  );
  warehouse.close();
  t.deepEqual(rows.getRowsJson(), [
    [1, 1, null, 'escalated', 'all_absent', null],
    [2, 2, marc.id, 'acknowledged', 'said', marc.id],
  ]);
});
