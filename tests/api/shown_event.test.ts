import test from 'ava';
import type { TimelineEvent } from '../../api/contract.ts';
import { namedIn } from '../../api/http/shown_data.ts';
import type { Account } from '../../api/people/directory.ts';
import { shownFields } from '../../api/tickets/timeline/shown_event.ts';
import { type EventRow, timelineEventView } from '../../api/tickets/timeline/timeline_view.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { EventData, EventType } from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Does not compile where two types differ. */
const same = <_ extends true>() => {};

/** The names of all fields, at any depth; a whole ticket is shown to nobody. */
type NamesIn<T> = T extends readonly (infer Item)[]
  ? NamesIn<Item>
  : T extends TicketState
    ? never
    : T extends object
      ? string extends keyof T
        ? never
        : Extract<keyof T, string> | NamesIn<T[keyof T]>
      : never;
type NamesOfEvents = NamesIn<EventData[EventType]>;
type NotShown<Names extends string> = Exclude<
  Extract<NamesOfEvents, Names>,
  keyof typeof shownFields
>;

const openedAt = Date.parse('2026-11-24T09:00:00Z');

const agent: Account = {
  id: 'acc-agent',
  name: 'Ada',
  roles: ['agent'],
  locale: 'en',
  requesterTier: 'standard',
  memberships: {},
};
const requester: Account = { ...agent, id: 'acc-req', name: 'Remy', roles: ['requester'] };

const parts = {
  processId: 'it_support',
  processVersion: 1,
  locale: 'en' as const,
  names: new Map([
    [agent.id, agent.name],
    [requester.id, requester.name],
  ]),
  texts: new Map([
    ['txt-1', { body: 'It works again', outcome: null, ruledOut: null }],
    ['txt-2', { body: 'Pinged it', outcome: 'No answer', ruledOut: null }],
  ]),
  attachments: new Map(),
  tickets: new Map([['tkt-2', { number: 1042, subject: 'The printer is silent' }]]),
};

function rowOf<T extends EventType>(type: T, data: EventData[T], by: Account = agent): EventRow {
  const actor = { kind: by.roles.includes('agent') ? 'agent' : 'requester', id: by.id } as const;
  return { seq: 7, type, at: new Date(openedAt), actor, data, source: null } as EventRow;
}

const shownTo = (account: Account, row: EventRow) => timelineEventView(row, parts, account);

test('every instant, duration and text that an event has is shown as one', (t) => {
  same<Same<NotShown<'at' | 'until' | `${string}At` | `${string}Since`>, never>>();
  same<Same<NotShown<`${string}Ms`>, never>>();
  // These are ids of records, and stay what they are.
  type Records = 'processId' | 'articleId' | 'decisionId' | 'runId' | 'inputId';
  same<Same<NotShown<`${string}Id`>, Records>>();
  t.true(Object.keys(shownFields).length > 30);
});

test('an event keeps the data of its type on its way to the screens', (t) => {
  same<Same<TimelineEvent['type'], EventType>>();
  type Breach = TimelineEvent<'sla_breach'>['data'];
  same<Same<Breach['dueAt'], string>>();
  same<Same<Breach['targetMinutes'], number>>();
  type Assigned = TimelineEvent<'ticket_assigned'>['data'];
  same<Same<Assigned['fromAssignee'], { id: string; name: string | null } | null>>();
  same<Same<Assigned['candidates'][number]['agent'], { id: string; name: string | null }>>();
  type Escalated = TimelineEvent<'escalated'>['data']['escalation'];
  same<Same<Escalated['settledAt'], string | null>>();
  t.pass();
});

test('instants are ISO 8601, durations minutes, people and texts by what they name', (t) => {
  const data = shownTo(
    agent,
    rowOf('clock_resumed', {
      name: 'resolution',
      cycle: 1,
      dueAt: openedAt + hourMs,
      warnings: [{ percent: 80, beforeMs: 90 * minuteMs, at: null, firedAt: openedAt }],
    }),
  ).data;
  t.deepEqual(data as unknown, {
    name: 'resolution',
    cycle: 1,
    dueAt: '2026-11-24T10:00:00.000Z',
    warnings: [{ percent: 80, beforeMinutes: 90, at: null, firedAt: '2026-11-24T09:00:00.000Z' }],
  });
  const assigned = rowOf('ticket_assigned', {
    assignee: agent.id,
    fromAssignee: null,
    group: 'nowhere',
    cause: 'manual',
    decisionId: null,
    strategy: null,
    candidates: [{ agent: agent.id, load: 1, capacity: 2, verdict: 'chosen' }],
    noteId: 'txt-1',
  });
  t.like(shownTo(agent, assigned).data, {
    assignee: { id: agent.id, name: 'Ada' },
    fromAssignee: null,
    group: { id: 'nowhere' },
    candidates: [{ agent: { id: agent.id, name: 'Ada' } }],
    note: 'It works again',
  });
  t.deepEqual(namedIn(assigned.data, shownFields), {
    texts: ['txt-1'],
    people: [agent.id, agent.id],
    tickets: [],
  });
  const step = rowOf('diagnostic_step_recorded', {
    stepId: 'txt-2',
    kind: 'test',
    runbookStep: null,
    hasRuledOut: false,
    tier: 1,
  });
  t.like(shownTo(agent, step).data, { stepId: 'txt-2', step: 'Pinged it', outcome: 'No answer' });
});

test('a requester reads what is theirs of an event, and the reason they gave themselves', (t) => {
  const reopened = { n: 1, cause: 'requester', noteId: 'txt-1' } as const;
  t.deepEqual(shownTo(requester, rowOf('ticket_reopened', reopened)).data as unknown, {
    n: 1,
    cause: 'requester',
  });
  const own = rowOf('ticket_reopened', reopened, requester);
  t.deepEqual(shownTo(requester, own).data as unknown, {
    n: 1,
    cause: 'requester',
    note: 'It works again',
  });
});
