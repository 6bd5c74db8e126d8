import { courseOf, stateOf, type Whereabouts } from './course.ts';
import type { EventData } from './events.ts';
import { ownOf } from './keys.ts';
import type { ProcessSnapshot } from './process.ts';
import { type RecordedEvent, unknownGroup } from './record.ts';
import { type ClockKind, type ClockName, kindOf } from './ticket.ts';
import { UnmetTasks } from './unmet_tasks.ts';

/**
 * What a ticket's history has that its process, as it was written then, does not provide for:
 *
 * - `gate_unmet`: it went up although the gate of its tier asked for more. Only time does that.
 * - `tier_skipped`: it went up by more than one tier.
 * - `hand_off_lapsed`: nobody above accepted or refused it within their promise, whether it went back
 *   then or management was told.
 * - `ping_pong`: it was sent back, or came back unanswered, more often than the bounce limit.
 * - `group_unknown`: it was in a group that the process does not have, or nobody knows in which.
 * - `unapproved`: work began, or it was resolved as done, without an approval that was asked for.
 * - `approval_lapsed`: nobody decided an approval in the time it had.
 * - `rule_refused`: what a rule was to do the ticket refused.
 * - `rules_stopped`: its rules had acted so often that they act no more.
 * - `task_late`: a task of the process, or of a playbook, was not done in its time.
 * - `task_undone`: one that had to be done was cancelled, or was open when the ticket was resolved.
 * - `playbook_parked`: a step of a playbook could not be done, and somebody had to look.
 * - `playbook_cancelled`: somebody ended a playbook before its last step.
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
  'approval_lapsed',
  'rule_refused',
  'rules_stopped',
  'task_late',
  'task_undone',
  'playbook_parked',
  'playbook_cancelled',
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
  /** What its clocks measure, by their names. */
  private readonly kinds = new Map<ClockName, ClockKind>();
  private isTold = false;
  /** Approvals that were asked for and not granted, by their numbers. */
  private readonly owed = new Map<number, string>();
  /** What each approval is called that was ever asked for. */
  private readonly approvals = new Map<number, string>();
  private readonly tasks = new UnmetTasks();

  constructor(processOf: (version: number) => ProcessSnapshot | undefined) {
    this.processOf = processOf;
  }

  *read(event: NumberedEvent, _where: Whereabouts): Generator<Found> {
    if (event.at < this.lastAt) yield ['time_disorder'];
    this.lastAt = Math.max(this.lastAt, event.at);
    yield* this.tasks.read(event);
    yield* this.unmet(event);
    switch (event.type) {
      case 'ticket_opened':
        this.process = this.processOf(event.data.processVersion);
        return;
      case 'process_migrated':
        this.process = this.processOf(event.data.toVersion);
        return;
      case 'clock_started':
        this.kinds.set(event.data.clock.name, kindOf(event.data.clock));
        if (kindOf(event.data.clock) === 'resolution') this.isPromised = true;
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
      case 'sla_breach':
        // Where management is told instead, nothing else says so once all of it was.
        if (
          this.process?.onLapse === 'tell' &&
          this.kinds.get(event.data.name) === 'acknowledgement'
        )
          yield ['hand_off_lapsed'];
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

  /** What the code asked for and did not come about. */
  private *unmet(event: NumberedEvent): Generator<Found> {
    switch (event.type) {
      case 'approval_lapsed':
        yield ['approval_lapsed', this.approvals.get(event.data.n) ?? null];
        return;
      case 'rule_refused':
        yield ['rule_refused', `${event.data.rule}: ${event.data.action}`];
        return;
      case 'rules_stopped':
        yield ['rules_stopped', event.data.rule];
        return;
      case 'playbook_parked':
        yield ['playbook_parked', stepOf(event.data)];
        return;
      case 'playbook_ended':
        if (event.data.outcome === 'cancelled') yield ['playbook_cancelled', event.data.playbook];
        return;
    }
  }

  private hear(event: RecordedEvent): void {
    switch (event.type) {
      case 'approval_requested':
        this.approvals.set(event.data.n, event.data.rule);
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
    const isKnown = this.process === undefined || Object.hasOwn(this.process.groups, group);
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
    const code = ownOf(this.process.resolutionCodes, data.code);
    if (!code) {
      yield ['resolution_code_unknown', data.code];
      return;
    }
    const given = { note: data.noteId, rootCause: data.rootCauseId, article: data.articleId };
    const missing = code.requires.filter((text) => given[text] === null);
    if (missing.length > 0) yield ['resolution_incomplete', missing.join(', ')];
  }
}

function stepOf({ playbook, step }: EventData['playbook_parked']): string {
  return step === null ? playbook : `${playbook}: ${step}`;
}

function* escalated({ data }: Event<'escalated'>): Generator<Found> {
  const { handOff, kind } = data.escalation;
  if (kind !== 'functional' || !handOff || handOff.missing.length === 0) return;
  const steps = handOff.missing.map((one) => ('kind' in one ? one.kind : one.runbookStep));
  yield ['gate_unmet', steps.join(', ')];
}
