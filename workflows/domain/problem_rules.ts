import { refuseFarAhead } from './dates.ts';
import { dayMs } from './durations.ts';
import { priorityOf } from './intake.ts';
import { checkKnown } from './known_words.ts';
import {
  evolveProblem,
  isDiagnosed,
  type ProblemCommand,
  type ProblemCommandName,
  type ProblemCommands,
  type ProblemEvent,
  type ProblemEventData,
  type ProblemEventType,
  type ProblemState,
} from './problem.ts';
import type { ProcessSnapshot } from './process.ts';
import { type Refusal, Refused, refusalOf } from './refusals.ts';
import type { Actor, Priority } from './ticket.ts';

export type ProblemDecision =
  | { kind: 'events'; events: ProblemEvent[]; state: ProblemState }
  | { kind: 'refusal'; refusal: Refusal };

/** Until the first look, the most urgent first; and from a resolution to the look whether it held. */
const reviewDays = [1, 3, 7, 14];
const afterResolutionDays = 14;

/**
 * What happens to a problem when somebody asks something of it: the events, none where it already
 * is so, or a refusal. Pure, as the ticket's `decide`.
 */
export function decideProblem(
  state: ProblemState | null,
  command: ProblemCommand,
  at: number,
  process: ProcessSnapshot,
): ProblemDecision {
  const draft = startProblemDraft(state, command.actor, at);
  try {
    if (command.name === 'log') log(draft, command, process);
    else change(draft, command.name, command, process);
    return { kind: 'events', events: draft.events, state: draft.state };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { kind: 'refusal', refusal };
  }
}

const openOffers = [
  'describe',
  'classify',
  'assign',
  'planReview',
  'diagnose',
  'resolve',
] as const satisfies readonly ProblemCommandName[];

/** What people choose among; incidents are linked and unlinked beside it. */
export const offeredProblemCommands = [
  ...openOffers,
  'reopen',
  'close',
] as const satisfies readonly ProblemCommandName[];

export type OfferedProblemCommand = (typeof offeredProblemCommands)[number];

const closedOffers: readonly OfferedProblemCommand[] = [];
const resolvedOffers: readonly OfferedProblemCommand[] = ['planReview', 'reopen', 'close'];

/** What can be offered now. Incidents can be linked and unlinked until it is closed. */
export function allowedOnProblem({ status }: ProblemState): readonly OfferedProblemCommand[] {
  if (status === 'closed') return closedOffers;
  return status === 'resolved' ? resolvedOffers : openOffers;
}

interface ProblemDraft {
  readonly at: number;
  readonly events: ProblemEvent[];
  readonly state: ProblemState;
  emit<T extends ProblemEventType>(type: T, data: ProblemEventData[T]): void;
}

function startProblemDraft(initial: ProblemState | null, actor: Actor, at: number): ProblemDraft {
  let current = initial;
  const events: ProblemEvent[] = [];
  return {
    at,
    events,
    get state(): ProblemState {
      if (current === null) throw new Error('The problem was not logged yet');
      return current;
    },
    emit(type, data) {
      const seq = (current?.seq ?? 0) + 1;
      const event = { seq, type, at, actor, data } as ProblemEvent;
      current = evolveProblem(current, event);
      events.push(event);
    },
  };
}

function log(draft: ProblemDraft, command: ProblemCommand<'log'>, process: ProcessSnapshot): void {
  const { problemId, titleId, descriptionId = null, group = process.entryGroup, owner } = command;
  checkKnown(process, command);
  const impact = command.impact ?? process.defaults.impact;
  const urgency = command.urgency ?? process.defaults.urgency;
  draft.emit('problem_logged', {
    problemId,
    processId: process.id,
    titleId,
    descriptionId,
    category: command.category ?? null,
    service: command.service ?? null,
    impact,
    urgency,
    priority: command.priority ?? priorityOf(process, impact, urgency),
    priorityOverridden: command.priority !== undefined,
    group,
  });
  if (command.reviewAt === undefined) planLook(draft, firstLookDays(draft, process), 'logged');
  else planReview(draft, command.reviewAt);
  if (owner) assign(draft, { owner }, process);
}

type ChangeName = Exclude<ProblemCommandName, 'log'>;

type Handler<N extends ChangeName> = (
  draft: ProblemDraft,
  command: ProblemCommand<N>,
  process: ProcessSnapshot,
) => void;

const handlers: { [N in ChangeName]: Handler<N> } = {
  describe,
  classify,
  assign,
  diagnose,
  planReview: (draft, command) => planReview(draft, command.reviewAt),
  resolve,
  reopen: (draft, command, process) => reopen(draft, command.noteId ?? null, process),
  close: (draft, command) => close(draft, command.noteId ?? null),
  linkPastIncident: (draft, { ticketId }) => draft.emit('past_incident_linked', { ticketId }),
  unlinkPastIncident: (draft, { ticketId }) => draft.emit('past_incident_unlinked', { ticketId }),
};

/** What is known of a resolved problem stays as it is until it is reopened. */
const openOnly: readonly ChangeName[] = ['describe', 'classify', 'assign', 'diagnose', 'resolve'];

function change<N extends ChangeName>(
  draft: ProblemDraft,
  name: N,
  command: ProblemCommand<N>,
  process: ProcessSnapshot,
): void {
  const { status } = draft.state;
  if (status === 'closed') throw new Refused('problem_closed');
  if (status === 'resolved' && openOnly.includes(name)) {
    throw new Refused('problem_resolved');
  }
  const handler: Handler<N> = handlers[name];
  handler(draft, command, process);
}

function describe(draft: ProblemDraft, command: ProblemCommands['describe']): void {
  const { titleId, descriptionId } = draft.state;
  emitChanged(draft, 'problem_described', {
    titleId: command.titleId ?? titleId,
    descriptionId: command.descriptionId === undefined ? descriptionId : command.descriptionId,
  });
}

function classify(
  draft: ProblemDraft,
  command: ProblemCommands['classify'],
  process: ProcessSnapshot,
): void {
  checkKnown(process, command);
  const { state } = draft;
  const impact = command.impact ?? state.impact;
  const urgency = command.urgency ?? state.urgency;
  const set = command.priority === undefined ? overriddenPriority(state) : command.priority;
  emitChanged(draft, 'problem_classified', {
    category: command.category === undefined ? state.category : command.category,
    service: command.service === undefined ? state.service : command.service,
    impact,
    urgency,
    priority: set ?? priorityOf(process, impact, urgency),
    priorityOverridden: set !== null,
  });
}

function overriddenPriority(state: ProblemState): Priority | null {
  return state.priorityOverridden ? state.priority : null;
}

/** Whoever owns it looks into it. Without an owner it stays with its group, as far as it came. */
function assign(
  draft: ProblemDraft,
  command: ProblemCommands['assign'],
  process: ProcessSnapshot,
): void {
  checkKnown(process, command);
  const { state } = draft;
  const owner = command.owner === undefined ? state.owner : command.owner;
  emitChanged(draft, 'problem_assigned', { group: command.group ?? state.group, owner });
  if (owner !== null && draft.state.status === 'logged') draft.emit('investigation_started', {});
}

function diagnose(draft: ProblemDraft, command: ProblemCommands['diagnose']): void {
  const { state } = draft;
  const keep = (given: string | null | undefined, before: string | null) =>
    given === undefined ? before : given;
  emitChanged(draft, 'diagnosis_recorded', {
    rootCauseId: keep(command.rootCauseId, state.rootCauseId),
    workaroundId: keep(command.workaroundId, state.workaroundId),
  });
  const isKnown = isDiagnosed(draft.state);
  if (isKnown && draft.state.status !== 'known_error') draft.emit('known_error_declared', {});
  if (!isKnown && draft.state.status === 'known_error') draft.emit('known_error_withdrawn', {});
}

function resolve(draft: ProblemDraft, command: ProblemCommands['resolve']): void {
  const { noteId, code = null, incidents = [] } = command;
  draft.emit('problem_resolved', { noteId, code, incidents });
  planLook(draft, afterResolutionDays, 'resolved');
}

/** The most urgent priority the first of the lengths, the least the last, others as they lie between. */
function firstLookDays({ state }: ProblemDraft, { priorities }: ProcessSnapshot): number {
  const rank = Math.max(0, priorities.indexOf(state.priority));
  const share = priorities.length < 2 ? 1 : rank / (priorities.length - 1);
  return reviewDays[Math.round(share * (reviewDays.length - 1))] as number;
}

/** It came back: as far as it had been understood, it still is. */
function reopen(draft: ProblemDraft, noteId: string | null, process: ProcessSnapshot): void {
  checkResolved(draft.state);
  draft.emit('problem_reopened', { noteId });
  planLook(draft, firstLookDays(draft, process), 'reopened');
}

function close(draft: ProblemDraft, noteId: string | null): void {
  checkResolved(draft.state);
  draft.emit('problem_closed', { noteId });
}

function checkResolved({ status }: ProblemState): void {
  if (status !== 'resolved') throw new Refused('problem_not_resolved');
}

function planReview(draft: ProblemDraft, reviewAt: number): void {
  if (reviewAt <= draft.at) throw new Refused('review_in_past');
  refuseFarAhead(draft.at, reviewAt);
  if (reviewAt !== draft.state.reviewAt)
    draft.emit('review_planned', { reviewAt, cause: 'manual' });
}

function planLook(
  draft: ProblemDraft,
  days: number,
  cause: ProblemEventData['review_planned']['cause'],
): void {
  draft.emit('review_planned', { reviewAt: draft.at + days * dayMs, cause });
}

/** What is already so is not said again. */
function emitChanged<
  T extends 'problem_described' | 'problem_classified' | 'problem_assigned' | 'diagnosis_recorded',
>(draft: ProblemDraft, type: T, data: ProblemEventData[T]): void {
  const before: Record<string, unknown> = { ...draft.state };
  if (Object.entries(data).some(([name, value]) => before[name] !== value)) draft.emit(type, data);
}
