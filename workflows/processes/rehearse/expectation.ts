import type { EventType, TicketEvent } from '../../domain/events.ts';
import type { Addressee } from '../../domain/recipients.ts';
import type { Clock, Status, TicketState, TicketType } from '../../domain/ticket.ts';
import { instant } from '../ledger_table.ts';
import { isInstant } from './instants.ts';
import type { NamesUnder } from './names.ts';

export const clockStates = ['running', 'paused', 'met', 'breached', 'cancelled', 'none'] as const;
/** How a clock stands: `breached` once it has been, whatever became of it; `none` where it never began. */
export type ClockState = (typeof clockStates)[number];

/** What a ticket is expected to be; what is not named is not looked at. */
export interface Expectation<Definition> {
  status?: Status;
  type?: TicketType;
  group?: NamesUnder<Definition, 'groups'>;
  tier?: NamesUnder<Definition, 'tiers'>;
  /** Who has it; null where nobody does. */
  assignee?: string | null;
  category?: NamesUnder<Definition, 'categories'> | null;
  service?: NamesUnder<Definition, 'services'> | null;
  priority?: string;
  impact?: string;
  urgency?: string;
  /** Why it is pending; null where it is not. */
  pending?: NamesUnder<Definition, 'pending'> | null;
  /** The code of its resolution; null while it has none. */
  code?: NamesUnder<Definition, 'resolutionCodes'> | null;
  fields?: Readonly<Record<string, string | number | null>>;
  /** The latest clock of each name. */
  clocks?: Readonly<Record<string, ClockState>>;
  /**
   * When the latest clock of each name is due, as `Mon 10:30` or `2026-12-24 10:30`; null while it is
   * paused.
   */
  due?: Readonly<Record<string, string | null>>;
  /** What became of each approval, by its rule; `none` where it was not asked. */
  approvals?: Readonly<Record<string, TicketState['approvals'][number]['outcome'] | 'none'>>;
  /** All who were told something since the last expectation: accounts, groups, `management 1`. */
  told?: readonly string[];
  /** These happened since the last expectation, in this order; others may have between them. */
  events?: readonly EventType[];
  /** None of these happened since the last expectation. */
  without?: readonly EventType[];
}

/** What is compared with an expectation. */
export interface Seen {
  state: TicketState;
  /** All there were. */
  clocks: readonly Clock[];
  /** Those since the last expectation. */
  events: readonly TicketEvent[];
  told: readonly string[];
  zone: string;
  /** What the process calls them. */
  tiers: readonly string[];
}

/** What is not as it is expected, a sentence each. */
export function mismatchesOf<D>(expected: Expectation<D>, seen: Seen): string[] {
  const { clocks = {}, due = {}, approvals = {}, fields = {} } = expected;
  return [
    ...plainMismatches(expected, seen),
    ...Object.entries(fields).flatMap(([name, value]) =>
      compare(`field ${name}`, value, seen.state.fields?.[name] ?? null),
    ),
    ...Object.entries(clocks).flatMap(([name, state]) =>
      compare(`clock ${name}`, state, stateOf(latest(seen, name))),
    ),
    ...Object.entries(due).flatMap(([name, when]) => dueMismatch(name, when, seen)),
    ...Object.entries(approvals).flatMap(([rule, outcome]) =>
      compare(
        `approval ${rule}`,
        outcome,
        seen.state.approvals.findLast((one) => one.rule === rule)?.outcome ?? 'none',
      ),
    ),
    ...toldMismatches(expected.told, seen.told),
    ...eventMismatches(expected, seen.events),
  ];
}

function plainMismatches<D>(expected: Expectation<D>, { state, tiers }: Seen): string[] {
  const actual: { [K in keyof Expectation<D>]: unknown } = {
    status: state.status,
    type: state.type,
    group: state.group,
    tier: tiers[state.tier - 1],
    assignee: state.assignee,
    category: state.category,
    service: state.service,
    priority: state.priority,
    impact: state.impact,
    urgency: state.urgency,
    pending: state.pending?.reason ?? null,
    code: state.status === 'resolved' || state.status === 'closed' ? state.resolution?.code : null,
  };
  return Object.entries(actual).flatMap(([key, is]) => {
    const wanted = expected[key as keyof Expectation<D>];
    return wanted === undefined ? [] : compare(key, wanted, is);
  });
}

function compare(what: string, expected: unknown, is: unknown): string[] {
  return expected === is ? [] : [`${what}: expected ${shown(expected)}, is ${shown(is)}`];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value ?? 'nothing');
}

function latest({ clocks }: Seen, name: string): Clock | undefined {
  return clocks.findLast((clock) => clock.name === name);
}

function stateOf(clock: Clock | undefined): ClockState {
  if (!clock) return 'none';
  if (clock.breachedAt !== null) return 'breached';
  if (clock.outcome !== null) return clock.outcome;
  return clock.pausedBy === null ? 'running' : 'paused';
}

function dueMismatch(name: string, when: string | null, seen: Seen): string[] {
  const dueAt = latest(seen, name)?.dueAt ?? null;
  const isMet =
    when === null || dueAt === null ? when === dueAt : isInstant(when, dueAt, seen.zone);
  const is = dueAt === null ? 'nothing' : instant(dueAt, seen.zone);
  return isMet ? [] : [`clock ${name}: expected due ${when ?? 'nothing'}, is ${is}`];
}

function toldMismatches(expected: readonly string[] | undefined, told: readonly string[]) {
  if (!expected) return [];
  const [wanted, were] = [expected, told].map((names) => [...new Set(names)].sort().join(', '));
  return wanted === were ? [] : [`told: expected ${wanted || 'nobody'}, were ${were || 'nobody'}`];
}

function eventMismatches<D>(
  { events: expected = [], without = [] }: Expectation<D>,
  events: readonly TicketEvent[],
): string[] {
  let from = 0;
  const missing = expected.find((type) => {
    const index = events.findIndex((event, place) => place >= from && event.type === type);
    from = index + 1;
    return index < 0;
  });
  const unwanted = without.filter((type) => events.some((event) => event.type === type));
  const happened = [...new Set(events.map(({ type }) => type))].join(', ');
  return [
    ...(missing ? [`events: expected ${missing}, happened ${happened || 'nothing'}`] : []),
    ...unwanted.map((type) => `events: expected no ${type}, and it happened`),
  ];
}

/** Whom an expectation names so. */
export function addresseeName(to: Addressee): string {
  return to.kind === 'management' ? `management ${to.level}` : to.id;
}
