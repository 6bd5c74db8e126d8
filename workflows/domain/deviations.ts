import { courseOf, stateOf, type Whereabouts } from './course.ts';
import type { EventData } from './events.ts';
import type { ProcessSnapshot } from './process.ts';
import { type RecordedEvent, unknownGroup } from './record.ts';

/**
 * What a ticket's history has that its process, as it was written then, does not provide for:
 *
 * - `gate_unmet`: it went up although the gate of its tier asked for more. Only time does that.
 * - `tier_skipped`: it went up by more than one tier.
 * - `hand_off_lapsed`: nobody above accepted or refused it within their promise.
 * - `ping_pong`: it was sent back, or came back unanswered, more often than the bounce limit.
 * - `group_unknown`: it was in a group that the process does not have, or nobody knows in which.
 * - `unapproved`: work began, or it was resolved as done, without an approval that was asked for.
 * - `resolution_incomplete`: resolved without what its resolution code requires.
 * - `resolution_code_unknown`: resolved with a code that the process does not have.
 * - `unpromised`: no target of the process applied to its resolution.
 * - `time_disorder`: an event lies before the one it follows.
 * - `step_refused`: a log says a step that the life of a ticket does not allow where it was.
 * - `repaired`: its state was made whole by a repair and not by a command.
 */
export const deviationKinds = [
  'gate_unmet',
  'tier_skipped',
  'hand_off_lapsed',
  'ping_pong',
  'group_unknown',
  'unapproved',
  'resolution_incomplete',
  'resolution_code_unknown',
  'unpromised',
  'time_disorder',
  'step_refused',
  'repaired',
] as const;
export type DeviationKind = (typeof deviationKinds)[number];

/** One place where a history departs from its process. */
export interface Deviation {
  kind: DeviationKind;
  /** The event that shows it. */
  seq: number;
  at: number;
  /** What was missing, skipped, unknown or refused, by its name in the process or the core. */
  detail: string | null;
  /** The state it was in then, as drawings name it. */
  state: string;
  group: string;
}

export type NumberedEvent = RecordedEvent & { seq: number };
type Found = [kind: DeviationKind, detail?: string | null];

/**
 * Every deviation of a ticket, in order: told from what its events say, so that each can be looked
 * up in the timeline.
 *
 * @param processOf the process by its version; undefined where nobody kept it: what only it could say
 *   is then left unsaid
 */
export function deviationsOf(
  events: Iterable<NumberedEvent>,
  processOf: (version: number) => ProcessSnapshot | undefined,
): Deviation[] {
  const found: Deviation[] = [];
  const reader = new Reader(processOf);
  for (const [event, where] of courseOf(events)) {
    for (const [kind, detail = null] of reader.read(event, where)) {
      const { seq, at } = event;
      found.push({ kind, seq, at, detail, state: stateOf(where), group: where.group });
    }
  }
  return found;
}

type Event<T extends RecordedEvent['type']> = Extract<RecordedEvent, { type: T }>;

class Reader {
  private readonly processOf: (version: number) => ProcessSnapshot | undefined;
  private process: ProcessSnapshot | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private bounceCount = 0;
  private isPromised = false;
  private isTold = false;
  /** Approvals that were asked for and not granted, by their numbers. */
  private readonly owed = new Map<number, string>();

  constructor(processOf: (version: number) => ProcessSnapshot | undefined) {
    this.processOf = processOf;
  }

  *read(event: NumberedEvent, _where: Whereabouts): Generator<Found> {
    if (event.at < this.lastAt) yield ['time_disorder'];
    this.lastAt = Math.max(this.lastAt, event.at);
    switch (event.type) {
      case 'ticket_opened':
        this.process = this.processOf(event.data.processVersion);
        return;
      case 'process_migrated':
        this.process = this.processOf(event.data.toVersion);
        return;
      case 'clock_started':
        if (event.data.clock.name === 'resolution') this.isPromised = true;
        return;
      case 'ticket_routed':
        yield* this.routed(event);
        return;
      case 'escalated':
        yield* escalated(event);
        return;
      case 'escalation_lapsed':
        yield ['hand_off_lapsed'];
        yield* this.bounced();
        return;
      case 'escalation_refused':
        yield* this.bounced();
        return;
      case 'history_noted':
        if (event.data.refused !== null) yield ['step_refused', event.data.refused];
        return;
      case 'history_repaired':
        yield ['repaired', event.data.cause];
        return;
      case 'work_started':
        yield* this.unapproved();
        return;
      case 'ticket_resolved':
        yield* this.resolved(event);
        return;
      default:
        this.hear(event);
    }
  }

  private hear(event: RecordedEvent): void {
    switch (event.type) {
      case 'approval_requested':
        // Asked of others, or again: of each rule the last one counts.
        for (const [n, rule] of this.owed) if (rule === event.data.rule) this.owed.delete(n);
        this.owed.set(event.data.n, event.data.rule);
        break;
      case 'approval_granted':
      case 'approval_withdrawn':
        this.owed.delete(event.data.n);
    }
  }

  private *routed({ data }: Event<'ticket_routed'>): Generator<Found> {
    const { group, tier, fromTier, fromGroup, cause } = data;
    const isKnown = this.process === undefined || group in this.process.groups;
    if (group === unknownGroup || !isKnown) yield ['group_unknown', group];
    const isWithin = fromTier !== null && fromGroup !== unknownGroup && cause !== 'triage';
    if (isWithin && tier > fromTier + 1) yield ['tier_skipped', `${fromTier} → ${tier}`];
  }

  private *bounced(): Generator<Found> {
    this.bounceCount += 1;
    const { bounceLimit = Number.POSITIVE_INFINITY } = this.process ?? {};
    if (this.bounceCount > bounceLimit) yield ['ping_pong', String(this.bounceCount)];
  }

  private *unapproved(): Generator<Found> {
    for (const [n, rule] of this.owed) {
      this.owed.delete(n);
      yield ['unapproved', rule];
    }
  }

  private *resolved({ data }: Event<'ticket_resolved'>): Generator<Found> {
    // What the process ended itself, say for want of an approval, was not done.
    if (data.isUnfulfilled) return;
    yield* this.unapproved();
    yield* this.unfilled(data);
    if (this.process && this.process.targets.length > 0 && !this.isPromised && !this.isTold) {
      this.isTold = true;
      yield ['unpromised'];
    }
  }

  private *unfilled(data: EventData['ticket_resolved']): Generator<Found> {
    if (!this.process) return;
    const code = this.process.resolutionCodes[data.code];
    if (!code) {
      yield ['resolution_code_unknown', data.code];
      return;
    }
    const given = { note: data.noteId, rootCause: data.rootCauseId, article: data.articleId };
    const missing = code.requires.filter((text) => given[text] === null);
    if (missing.length > 0) yield ['resolution_incomplete', missing.join(', ')];
  }
}

function* escalated({ data }: Event<'escalated'>): Generator<Found> {
  const { handOff, kind } = data.escalation;
  if (kind !== 'functional' || !handOff || handOff.missing.length === 0) return;
  const steps = handOff.missing.map((one) => ('kind' in one ? one.kind : one.runbookStep));
  yield ['gate_unmet', steps.join(', ')];
}
