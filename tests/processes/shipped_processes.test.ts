import test from 'ava';
import { hospital } from '../../packages/examples/hospital/hospital.ts';
import type { OpenTicket } from '../../workflows/domain/actions.ts';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { Actor, ClockName, TicketState } from '../../workflows/domain/ticket.ts';
import { advance } from '../../workflows/domain/timeline.ts';
import { checkProcess } from '../../workflows/processes/check/check.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { followTheSun } from '../../workflows/processes/follow_the_sun.ts';
import {
  compileCalendars,
  findFacts,
  processDefinitions,
  titleOf,
} from '../../workflows/processes/index.ts';
import { serviceRequests } from '../../workflows/processes/service_requests.ts';

const dayMs = 86_400_000;
const requester: Actor = { kind: 'requester', id: 'requester' };
const manager: Actor = { kind: 'agent', id: 'manager' };
const agent: Actor = { kind: 'agent', id: 'agent' };

const sun = followTheSun as ProcessDefinition;
const checked = [...processDefinitions(), hospital as ProcessDefinition];
const requests = serviceRequests as ProcessDefinition;

interface Asked extends Partial<OpenTicket> {
  /** What the requester wrote: its facts are found as at the real intake. */
  text?: string;
}

/** A ticket in the real core, under the calendars of its own year. */
class Ticket {
  state: TicketState;
  readonly events: TicketEvent[] = [];
  private readonly rules: Rules;
  private commands = 0;

  constructor(definition: ProcessDefinition, openedAt: string, { text = '', ...asked }: Asked) {
    const at = Date.parse(openedAt);
    const calendars = compileCalendars(definition, at - 7 * dayMs, at + 180 * dayMs);
    this.rules = { process: compileProcess(definition), calendars };
    const opening = {
      ticketId: 'ticket',
      channel: 'portal',
      requesterId: requester.id,
      requesterTier: 'standard',
      facts: findFacts(definition, text, ''),
      ...asked,
    } as const;
    const by = { actor: requester, commandId: 'open' };
    const decision = decide(null, { name: 'open', ...by, ...opening }, at, this.rules);
    if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
    this.events.push(...decision.events);
    this.state = decision.state;
  }

  /** The refusal's code, or null where it was done. */
  try<N extends CommandName>(
    at: string,
    actor: Actor,
    name: N,
    payload: CommandPayload[N],
  ): string | null {
    this.commands += 1;
    const action = { name, actor, commandId: `command-${this.commands}`, ...payload };
    const decision = decide(this.state, action as never, Date.parse(at), this.rules);
    if (decision.kind === 'refusal') return decision.refusal.code;
    this.events.push(...decision.events);
    this.state = decision.state;
    return null;
  }

  does<N extends CommandName>(at: string, actor: Actor, name: N, payload: CommandPayload[N]): this {
    const refusal = this.try(at, actor, name, payload);
    if (refusal) throw new Error(`${name} was refused: ${refusal}`);
    return this;
  }

  passes(until: string): this {
    const { state, events } = advance(this.state, Date.parse(until), this.rules);
    this.state = state;
    this.events.push(...events);
    return this;
  }

  due(name: ClockName): string | null {
    const clock = this.state.clocks.find((one) => one.name === name);
    return instant(clock?.dueAt ?? null);
  }

  /** The data of every event of this type. */
  told(type: TicketEvent['type']): unknown[] {
    return this.events.filter((event) => event.type === type).map(({ data }) => data);
  }
}

function instant(at: number | null): string | null {
  return at === null ? null : `${new Date(at).toISOString().slice(0, 16)}Z`;
}

for (const definition of checked) {
  test(`every title of ${definition.id} is there in both languages`, (t) => {
    t.notThrows(() => compileProcess(definition));
    const titles = [...titlesIn(definition)];
    t.true(titles.length > 5);
    for (const [path, text] of titles) {
      t.deepEqual(Object.keys(text).sort(), ['en', 'fr'], path);
      for (const words of Object.values(text)) t.regex(words, /\p{L}{2}/u, path);
    }
    for (const [key, hours] of Object.entries(definition.calendars)) {
      if (hours !== 'always') t.truthy(hours.title, `the hours ${key} have a title`);
    }
  });
}

function* titlesIn(part: unknown, path = ''): Generator<[string, Record<string, string>]> {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    const isTitle = (key === 'title' || key === 'text') && typeof value === 'object';
    if (isTitle) yield [`${path}.${key}`, value];
    else yield* titlesIn(value, `${path}.${key}`);
  }
}

// What `palier process check` does of them, which takes a minute and more: here, and nowhere else.
for (const definition of checked) {
  test(`no ticket of ${definition.id} can be forgotten`, (t) => {
    const { violations, notices } = checkProcess(definition, Date.now());
    t.deepEqual(violations, []);
    t.deepEqual(notices, []);
  });
}

test('titles of the shipped processes are found by their keys', (t) => {
  t.is(titleOf('follow_the_sun', 'group', 'duty_desk', 'fr'), 'Permanence');
  t.is(titleOf('service_requests', 'resolutionCode', 'not_approved', 'fr'), 'Non approuvée');
  t.is(titleOf('follow_the_sun', 'calendar', 'paris_office', 'fr'), 'Heures de bureau de Paris');
  t.is(titleOf('follow_the_sun', 'calendar', 'gone_since', 'fr'), 'Gone since');
  t.is(titleOf('service_requests', 'pendingReason', 'approval'), 'Waiting for an approval');
});

test('somebody is on shift at every minute of two years, whatever the clocks do', (t) => {
  const from = Date.parse('2026-01-01T00:00Z');
  const calendars = compileCalendars(sun, from, from + 731 * dayMs);
  const intervals = ['singapore_shift', 'paris_shift', 'new_york_shift', 'weekend_shift']
    .flatMap((id) => pairsOf(calendars[id]?.minutes ?? []))
    .sort(([a], [b]) => a - b);
  let staffedUntil = from / 60_000;
  for (const [start, end] of intervals) {
    t.true(start <= staffedUntil, `a gap before ${instant(start * 60_000)}`);
    staffedUntil = Math.max(staffedUntil, end);
  }
  t.is(staffedUntil, from / 60_000 + 731 * 1440);
});

test('the three sites leave only weekends to who is on call', (t) => {
  const from = Date.parse('2026-01-05T00:00Z');
  const calendars = compileCalendars(sun, from, from + 728 * dayMs);
  const intervals = ['singapore_shift', 'paris_shift', 'new_york_shift']
    .flatMap((id) => pairsOf(calendars[id]?.minutes ?? []))
    .sort(([a], [b]) => a - b);
  const gaps: number[] = [];
  let staffedUntil = from / 60_000;
  for (const [start, end] of intervals) {
    if (start > staffedUntil) gaps.push(staffedUntil);
    staffedUntil = Math.max(staffedUntil, end);
  }
  t.is(gaps.length, 104, 'one in each of the 104 weeks');
  for (const gap of gaps) {
    // Friday 19:00 in New York is 23:00 UTC in its summer and midnight in its winter.
    t.regex(new Date(gap * 60_000).toUTCString(), /^(Fri.* 23:00|Sat.* 00:00)/);
  }
});

function pairsOf(minutes: readonly number[]): [number, number][] {
  return Array.from({ length: minutes.length / 2 }, (_, index) => [
    minutes[index * 2] as number,
    minutes[index * 2 + 1] as number,
  ]);
}

/** Counted by hand: priority, group, first response and resolution due; null while it is paused. */
type Golden = [
  words: string,
  openedAt: string,
  asked: Asked,
  promised: [string, string, string | null, string | null],
];

const friday = '2026-11-27T17:30Z';
const goldenSun: Golden[] = [
  [
    'on Friday evening an outage in Toronto is answered in ten minutes, by who is awake',
    friday,
    { text: 'Toronto: the platform is down' },
    ['p1', 'duty_desk', '2026-11-27T17:40Z', '2026-11-27T19:30Z'],
  ],
  [
    'an alarm on Friday evening is urgent, wherever it rings',
    friday,
    { channel: 'monitoring', service: 'platform_asia' },
    ['p2', 'duty_desk', '2026-11-27T18:00Z', '2026-11-28T01:30Z'],
  ],
  [
    'what can wait on Friday evening waits for Monday in Paris',
    friday,
    { service: 'platform_europe' },
    ['p3', 'paris_desk', '2026-11-30T12:00Z', '2026-12-01T17:00Z'],
  ],
  [
    'the same Friday is half past noon in New York',
    friday,
    { service: 'platform_americas' },
    ['p3', 'new_york_desk', '2026-11-27T21:30Z', '2026-12-01T17:30Z'],
  ],
  [
    'and already Saturday in Singapore, found in the text',
    friday,
    { text: 'Singapore is slow' },
    ['p3', 'singapore_desk', '2026-11-30T05:00Z', '2026-12-01T10:00Z'],
  ],
  [
    'what is of no region is promised by the clock',
    friday,
    {},
    ['p3', 'duty_desk', '2026-11-28T01:30Z', '2026-11-30T17:30Z'],
  ],
  [
    'Paris puts its clocks forward over the weekend: Monday begins an hour earlier in UTC',
    '2026-03-27T16:00Z',
    { service: 'platform_europe' },
    ['p3', 'paris_desk', '2026-03-30T10:00Z', '2026-03-31T15:00Z'],
  ],
  [
    'New York does so three weeks before',
    '2026-03-06T22:00Z',
    { service: 'platform_americas' },
    ['p3', 'new_york_desk', '2026-03-09T16:00Z', '2026-03-10T21:00Z'],
  ],
  [
    'two hours round the clock are two hours through the change',
    '2026-03-28T23:30Z',
    { service: 'platform_europe', impact: 'high', urgency: 'high' },
    ['p1', 'duty_desk', '2026-03-28T23:40Z', '2026-03-29T01:30Z'],
  ],
];

const fridayAtFive = '2026-11-27T16:00Z';
const goldenRequests: Golden[] = [
  [
    'a laptop is promised nothing before it is approved',
    fridayAtFive,
    { text: 'A new laptop please' },
    ['p4', 'request_desk', null, null],
  ],
  [
    'a request that names nothing we offer is not approved beforehand',
    fridayAtFive,
    { text: 'Something odd' },
    ['p4', 'request_desk', null, null],
  ],
  [
    'a headset needs nobody: half an hour of Friday counts, the weekend does not',
    fridayAtFive,
    { text: 'A headset' },
    ['p4', 'request_desk', '2026-12-01T16:00Z', '2026-12-11T16:00Z'],
  ],
  [
    'who leaves on Monday loses the accounts on Monday',
    fridayAtFive,
    { text: 'Her last day is Monday' },
    ['p2', 'access_administration', '2026-11-30T11:00Z', '2026-11-30T16:00Z'],
  ],
  [
    'over the change of clocks and Easter Monday, in working hours of Paris',
    '2026-03-27T15:30Z',
    { service: 'standard_software' },
    ['p4', 'request_desk', '2026-03-31T14:30Z', '2026-04-13T14:30Z'],
  ],
];

const promises = test.macro({
  title: (_, definition: ProcessDefinition, [words]: Golden) => `${definition.id}: ${words}`,
  exec(t, definition: ProcessDefinition, [, openedAt, asked, promised]: Golden) {
    const ticket = new Ticket(definition, openedAt, asked);
    const { priority, group } = ticket.state;
    t.deepEqual(
      [priority, group, ticket.due('first_response'), ticket.due('resolution')],
      promised,
    );
  },
});
for (const golden of goldenSun) test(promises, sun, golden);
for (const golden of goldenRequests) test(promises, requests, golden);

test('words for two services choose the one that costs money', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { text: 'A laptop with a mouse' });
  t.is(ticket.state.service, 'laptop');
  t.is(ticket.state.approvals[0]?.approverGroup, 'line_managers');
});

test('at night the duty desk is late: management knows, and is told in the morning', (t) => {
  const ticket = new Ticket(sun, '2026-11-28T02:00Z', { category: 'outage' });
  ticket.passes('2026-11-28T02:10Z');
  t.is(ticket.state.hierarchyLevel, 1);
  t.deepEqual(ticket.told('notification_requested'), [
    {
      rule: 'urgent_and_late_to_answer',
      recipients: ['duty_manager'],
      sendAt: Date.parse('2026-11-28T06:00Z'),
    },
  ]);
});

test('made urgent while its region sleeps, it goes to operations', (t) => {
  const ticket = new Ticket(sun, '2026-11-28T02:00Z', { service: 'platform_europe' });
  t.is(ticket.state.group, 'paris_desk');
  ticket
    .does('2026-11-28T02:01Z', agent, 'classify', { impact: 'high', urgency: 'high' })
    .passes('2026-11-28T02:06Z');
  t.is(ticket.state.group, 'platform_operations');
  t.is(ticket.state.escalations[0]?.reason, 'urgent_and_nobody_has_answered');
});

test('a hand-off that nobody takes stays where it is, and management is told', (t) => {
  const ticket = new Ticket(sun, '2026-11-28T02:00Z', { category: 'outage' });
  ticket
    .does('2026-11-28T02:05Z', agent, 'addMessage', { messageId: 'm', visibility: 'public' })
    .passes('2026-11-28T03:09Z');
  t.is(ticket.state.group, 'platform_operations');
  t.is(ticket.state.hierarchyLevel, 0);
  ticket.passes('2026-11-28T03:10Z');
  t.is(ticket.state.group, 'platform_operations');
  t.is(ticket.state.hierarchyLevel, 1);
});

test('a laptop is asked of the line manager, then of the budget holder, then of us', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'laptop' });
  t.is(ticket.state.waitingForAgent, null);
  ticket.does('2026-11-30T09:00Z', manager, 'approve', {});
  t.deepEqual(approvalsOf(ticket), [
    ['line_manager', 'granted'],
    ['budget_holder', 'open'],
  ]);
  t.is(ticket.due('resolution'), null);
  t.is(ticket.try('2026-12-01T09:00Z', manager, 'approve', {}), 'granted_another');
  ticket.does('2026-12-01T10:00Z', agent, 'approve', {});
  t.is(ticket.state.pending, null);
  t.is(ticket.state.waitingForAgent?.since, Date.parse('2026-12-01T10:00Z'));
  t.is(ticket.due('first_response'), '2026-12-03T10:00Z');
  t.is(ticket.due('resolution'), '2026-12-15T10:00Z');
});

test('access to a program costs nothing: the line manager alone grants it', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'application_access' });
  ticket.does('2026-11-30T09:00Z', manager, 'approve', {});
  t.deepEqual(approvalsOf(ticket), [['line_manager', 'granted']]);
  t.not(ticket.state.waitingForAgent, null);
});

test('refused by the budget holder, it ends as not approved without anybody having worked', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'laptop' })
    .does('2026-11-30T09:00Z', manager, 'approve', {})
    .does('2026-11-30T10:00Z', manager, 'refuseApproval', { noteId: 'no-budget' });
  t.is(ticket.state.status, 'resolved');
  t.is(ticket.state.resolution?.code, 'not_approved');
  t.deepEqual(ticket.told('assignment_requested'), []);
});

test('not decided in ten working days, it ends as not approved', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'laptop' });
  t.is(ticket.passes('2026-12-11T15:59Z').state.status, 'pending');
  ticket.passes('2026-12-11T16:00Z');
  t.is(ticket.state.resolution?.code, 'not_approved');
  t.deepEqual(approvalsOf(ticket), [['line_manager', 'lapsed']]);
});

test('nobody approves their own request, and nobody works on it before', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'laptop', requesterId: agent.id });
  t.is(ticket.try('2026-11-30T09:00Z', agent, 'approve', {}), 'not_own_approval');
  t.is(ticket.try('2026-11-30T09:00Z', manager, 'accept', {}), 'waits_for_approval');
});

test('merged while it waited for an approval and taken out again, it waits for it again', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'application_access' })
    .does('2026-11-30T09:00Z', agent, 'merge', { into: 'another' })
    .does('2026-11-30T09:10Z', agent, 'unmerge', {});
  t.is(ticket.state.pending?.reason, 'approval');
  t.is(ticket.state.waitingForAgent, null);
  t.is(ticket.due('resolution'), null);
  ticket.does('2026-11-30T09:20Z', manager, 'approve', {});
  t.not(ticket.state.waitingForAgent, null);
});

test('a request climbs to who delivers it, and no further', (t) => {
  const ticket = new Ticket(requests, fridayAtFive, { service: 'accessory' });
  const step = { stepId: 's', kind: 'information', hasRuledOut: false } as const;
  ticket
    .does('2026-11-30T09:00Z', agent, 'accept', {})
    .does('2026-11-30T09:05Z', agent, 'addDiagnosticStep', step)
    .does('2026-11-30T09:10Z', agent, 'escalate', {
      kind: 'functional',
      reason: 'must_be_delivered',
    });
  t.is(ticket.state.group, 'equipment_fulfilment');
  ticket.does('2026-11-30T09:20Z', manager, 'accept', {});
  const further = { kind: 'functional', reason: 'must_be_delivered' } as const;
  t.is(ticket.try('2026-11-30T09:30Z', manager, 'escalate', further), 'no_higher_tier');
});

function approvalsOf(ticket: Ticket): [string, string][] {
  return ticket.state.approvals.map(({ rule, outcome }) => [rule, outcome]);
}
