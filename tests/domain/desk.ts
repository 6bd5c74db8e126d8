import type { Action } from '../../workflows/domain/actions.ts';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { EventType, TicketEvent } from '../../workflows/domain/events.ts';
import type { PendingRule, ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { recordOf, type TicketRecord } from '../../workflows/domain/record.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import type { Actor, Clock, ClockName, TicketState } from '../../workflows/domain/ticket.ts';
import type { DatedAction } from '../../workflows/domain/timeline.ts';

/**
 * A small desk for the rules' tests: three tiers, an office calendar (Monday to Friday, 09:00 to
 * 12:00 and 13:00 to 17:00 UTC) and one that never ends. Day 0 is Monday 2026-01-05.
 */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
const day0 = Date.UTC(2026, 0, 5);

/** `at(0, '09:30')` is Monday 2026-01-05 at 09:30 UTC; day 7 is the Monday after. */
export function at(dayNumber: number, time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return day0 + dayNumber * day + (hours ?? 0) * hour + (minutes ?? 0) * minute;
}

function officeMinutes(days: number): number[] {
  const minutes: number[] = [];
  for (let number = 0; number < days; number++) {
    if (number % 7 > 4) continue;
    for (const time of ['09:00', '12:00', '13:00', '17:00']) {
      minutes.push(at(number, time) / minute);
    }
  }
  return minutes;
}

const horizonDays = 400;
const bounds = { fromMinute: day0 / minute, toMinute: (day0 + horizonDays * day) / minute };

export const office: CompiledCalendar = {
  id: 'office',
  version: 'office-1',
  ...bounds,
  minutes: officeMinutes(horizonDays),
};

export const always: CompiledCalendar = {
  id: 'always',
  version: 'always-1',
  ...bounds,
  minutes: [bounds.fromMinute, bounds.toMinute],
};

const everywhere = { all: [] };
const isP1 = { field: 'priority', in: ['p1'] } as const;
const target = (clock: ClockName, targetMinutes: number) => ({
  clock,
  when: everywhere,
  targetMinutes,
  calendar: 'office',
});

/** A process of which the reasons to wait are known. */
type SmallDesk = ProcessSnapshot & {
  pending: Record<'requester' | 'supplier' | 'change', PendingRule>;
};

export const process: SmallDesk = {
  id: 'small_desk',
  version: 1,
  engine: 1,
  hash: 'small-1',
  tiers: ['first_line', 'second_line', 'third_line'],
  groups: {
    desk: { tier: 1, calendar: 'office', strategy: 'least_loaded', escalatesTo: 'network' },
    network: { tier: 2, calendar: 'office', strategy: 'round_robin', escalatesTo: 'core' },
    core: { tier: 3, calendar: 'always', strategy: 'longest_idle', escalatesTo: null },
  },
  entryGroup: 'desk',
  categories: {
    vpn: {
      group: 'desk',
      skills: ['vpn'],
      escalation: { second_line: 'network' },
      runbook: ['ping'],
    },
    printer: { group: 'desk', skills: [], escalation: {}, runbook: [] },
    routing: { group: 'network', skills: [], escalation: {}, runbook: [] },
  },
  services: ['intranet'],
  priorities: ['p1', 'p2', 'p3', 'p4'],
  impacts: ['high', 'medium', 'low'],
  urgencies: ['high', 'medium', 'low'],
  priorityMatrix: {
    high: { high: 'p1', medium: 'p2', low: 'p3' },
    medium: { high: 'p2', medium: 'p3', low: 'p4' },
    low: { high: 'p3', medium: 'p4', low: 'p4' },
  },
  defaults: { impact: 'medium', urgency: 'medium' },
  triage: [
    { name: 'outage', when: { fact: 'outage' }, set: { impact: 'high', urgency: 'high' } },
    {
      name: 'vip',
      when: { field: 'requesterTier', in: ['vip'] },
      set: { priority: 'p2' },
    },
  ],
  targets: [
    {
      clock: 'first_response',
      when: { ...isP1, in: ['p1'] },
      targetMinutes: 15,
      calendar: 'always',
    },
    target('first_response', 120),
    target('next_response', 240),
    { clock: 'resolution', when: { ...isP1, in: ['p1'] }, targetMinutes: 240, calendar: 'always' },
    target('resolution', 840),
    target('total_resolution', 1680),
    target('acknowledgement', 60),
  ],
  warnings: [
    { clock: 'resolution', percent: 50 },
    { clock: 'first_response', percent: 75 },
  ],
  escalationRules: [
    {
      name: 'first_line_time',
      clock: 'resolution',
      atPercent: 75,
      when: { field: 'tier', in: ['first_line'] },
      then: { functional: true },
    },
    {
      name: 'resolution_breach',
      clock: 'resolution',
      atPercent: 100,
      when: everywhere,
      then: { hierarchical: 1 },
    },
  ],
  escalationReasons: ['more_skill', 'access_rights'],
  gates: [
    {
      fromTier: 'first_line',
      requires: [
        { kind: 'information', min: 1 },
        { kind: 'test', min: 2 },
      ],
    },
  ],
  bounceLimit: 2,
  onLapse: 'return',
  hierarchyLevels: 2,
  pending: {
    requester: {
      pauses: ['resolution', 'total_resolution', 'next_response'],
      reminderMinutes: [840, 1680],
      limitMinutes: 2520,
      calendar: 'office',
      then: { resolve: 'no_answer' },
      endsOn: 'requester_message',
    },
    supplier: {
      pauses: [],
      reminderMinutes: [],
      limitMinutes: 4200,
      calendar: 'office',
      then: 'resume',
    },
    change: {
      pauses: ['resolution', 'total_resolution'],
      reminderMinutes: [],
      limitMinutes: 8400,
      calendar: 'office',
      then: 'resume',
    },
  },
  assignmentMinutes: 60,
  attention: { minutes: 840, calendar: 'office' },
  reopenWindow: { minutes: 2100, calendar: 'office' },
  messageReopens: true,
  survey: { expiresMinutes: 14 * 24 * 60, calendar: 'always' },
  resolutionCodes: {
    solved: { requires: ['note'] },
    no_answer: { requires: [] },
    solved_by_requester: { requires: [] },
  },
  calendars: ['office', 'always'],
};

export const rules: Rules & { process: SmallDesk } = { process, calendars: { office, always } };
/** The same desk, where nothing must be done before a ticket goes up. */
export const ungated: Rules = { ...rules, process: { ...process, gates: [] } };

export const requester: Actor = { kind: 'requester', id: 'acc-camille' };
export const lea: Actor = { kind: 'agent', id: 'acc-lea' };
export const marc: Actor = { kind: 'agent', id: 'acc-marc' };
export const allocator: Actor = { kind: 'system', id: 'allocator' };

let commandCount = 0;

export type OpenFields = Partial<Omit<Extract<Action, { name: 'open' }>, 'name'>>;

export function openAction(fields: OpenFields = {}): Extract<Action, { name: 'open' }> {
  return {
    name: 'open',
    actor: requester,
    commandId: 'open',
    ticketId: 'tkt-00000000000000000000000001',
    channel: 'portal',
    requesterId: requester.id,
    requesterTier: 'standard',
    ...fields,
  };
}

export function command<N extends CommandName>(
  name: N,
  actor: Actor,
  payload: CommandPayload[N],
): DatedAction['action'] {
  commandCount += 1;
  return { name, actor, commandId: `cmd-${commandCount}`, ...payload } as DatedAction['action'];
}

/** What a command carries, as an argument that is left out where nothing has to be said. */
export type PayloadOf<N extends CommandName> =
  Record<never, never> extends CommandPayload[N] ? [CommandPayload[N]?] : [CommandPayload[N]];

/** A ticket in the hands of a test: time and people act on it in the order written. */
export class Ticket {
  state: TicketState;
  events: TicketEvent[];
  /** Those of the version it follows. */
  rules: Rules;

  constructor(openedAt: number, fields: OpenFields = {}, deskRules: Rules = rules) {
    this.rules = deskRules;
    const decision = decide(null, openAction(fields), openedAt, deskRules);
    if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
    this.state = decision.state;
    this.events = decision.events;
  }

  /** Applies an action; a refusal fails the test. */
  act(when: number, action: Action): this {
    const refusal = this.refusalOf(when, action);
    if (refusal) throw new Error(`Refused: ${JSON.stringify(refusal)}`);
    return this;
  }

  does<N extends CommandName>(when: number, actor: Actor, name: N, ...payload: PayloadOf<N>): this {
    return this.act(when, command(name, actor, (payload[0] ?? {}) as CommandPayload[N]));
  }

  /** Applies an action and gives the refusal, if it was refused. */
  refusalOf(when: number, action: Action): Refusal | undefined {
    const decision = decide(this.state, action, when, this.rules);
    if (decision.kind === 'refusal') return decision.refusal;
    this.state = decision.state;
    this.events = [...this.events, ...decision.events];
    if (action.name === 'migrateProcess') {
      this.rules = { process: action.process, calendars: action.calendars };
    }
    return undefined;
  }

  waitUntil(when: number): this {
    return this.act(when, { name: 'timeout' });
  }

  clock(name: ClockName, cycle = 1): Clock {
    const clock = this.record().clocks.find((one) => one.name === name && one.cycle === cycle);
    if (!clock) throw new Error(`The ticket has no clock ${name} ${cycle}`);
    return clock;
  }

  /** What happened to it in full, as its events tell it. */
  record(): TicketRecord {
    return recordOf(this.events);
  }

  types(): EventType[] {
    return this.events.map((event) => event.type);
  }

  last<T extends EventType>(type: T): Extract<TicketEvent, { type: T }> {
    const event = this.events.findLast((one) => one.type === type);
    if (!event) throw new Error(`No ${type} among ${this.types().join(', ')}`);
    return event as Extract<TicketEvent, { type: T }>;
  }
}
