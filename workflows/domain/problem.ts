import type { Actor, Classification, Level, Priority } from './ticket.ts';

/**
 * The problem: the cause behind incidents, known or not yet. It is a record of its own; incidents
 * are linked to it and go their own way.
 *
 * - **Logged**: said, owned by nobody yet. **Under investigation**: an agent owns it.
 * - **Known error**: its root cause or a workaround is written down. Without either it is not one.
 * - **Resolved**: the cause is gone, by our word; it can be reopened. **Closed** is final.
 * - **Review**: the instant by which somebody looks again. Every problem that is not closed has one,
 *   so that none is forgotten; past it, the problem is *overdue*.
 *
 * As in a ticket, instants are milliseconds and texts are the ids of their rows.
 */

export type ProblemStatus =
  | 'logged'
  | 'under_investigation'
  | 'known_error'
  | 'resolved'
  | 'closed';

/** Plain JSON: it lies in Postgres as it is. */
export interface ProblemState extends Classification {
  v: 1;
  problemId: string;
  seq: number;
  processId: string;
  status: ProblemStatus;
  titleId: string;
  descriptionId: string | null;
  group: string;
  owner: string | null;
  rootCauseId: string | null;
  workaroundId: string | null;
  /** Null once closed. */
  reviewAt: number | null;
  openedBy: Actor;
  openedAt: number;
  updatedAt: number;
  knownErrorAt: number | null;
  resolvedAt: number | null;
  resolutionNoteId: string | null;
  closedAt: number | null;
}

/** The data of every event. Append-only: a field may be added, never renamed or given a new meaning. */
export interface ProblemEventData {
  problem_logged: Classification & {
    problemId: string;
    processId: string;
    titleId: string;
    descriptionId: string | null;
    group: string;
  };
  problem_described: { titleId: string; descriptionId: string | null };
  problem_classified: Classification;
  problem_assigned: { group: string; owner: string | null };
  investigation_started: Record<string, never>;
  diagnosis_recorded: { rootCauseId: string | null; workaroundId: string | null };
  known_error_declared: Record<string, never>;
  known_error_withdrawn: Record<string, never>;
  review_planned: { reviewAt: number; cause: 'manual' | 'logged' | 'resolved' | 'reopened' };
  /** `incidents` were open and are being resolved with it. */
  problem_resolved: { noteId: string; code: string | null; incidents: string[] };
  problem_reopened: { noteId: string | null };
  problem_closed: { noteId: string | null };
  /** Of tickets that are over: they can no longer say it themselves. */
  past_incident_linked: { ticketId: string };
  past_incident_unlinked: { ticketId: string };
}

export type ProblemEventType = keyof ProblemEventData;

export type ProblemEvent = {
  [T in ProblemEventType]: {
    /** 1, 2, 3 … without gaps on each problem. */
    seq: number;
    type: T;
    at: number;
    actor: Actor;
    data: ProblemEventData[T];
  };
}[ProblemEventType];

/** What can be asked of a problem. Null takes a value away; a missing field says nothing about it. */
export interface ProblemCommands {
  log: {
    problemId: string;
    titleId: string;
    descriptionId?: string | null;
    category?: string | null;
    service?: string | null;
    impact?: Level;
    urgency?: Level;
    priority?: Priority;
    group?: string;
    owner?: string | null;
    reviewAt?: number;
  };
  describe: { titleId?: string; descriptionId?: string | null };
  classify: {
    category?: string | null;
    service?: string | null;
    impact?: Level;
    urgency?: Level;
    /** Null goes back to impact × urgency. */
    priority?: Priority | null;
  };
  assign: { group?: string; owner?: string | null };
  planReview: { reviewAt: number };
  diagnose: { rootCauseId?: string | null; workaroundId?: string | null };
  resolve: { noteId: string; code?: string | null; incidents?: string[] };
  reopen: { noteId?: string | null };
  close: { noteId?: string | null };
  linkPastIncident: { ticketId: string };
  unlinkPastIncident: { ticketId: string };
}

export type ProblemCommandName = keyof ProblemCommands;
export type ProblemCommand<N extends ProblemCommandName = ProblemCommandName> = {
  [K in N]: { name: K; actor: Actor } & ProblemCommands[K];
}[N];

/** The problem after all of its events. */
export function problemOf(events: readonly ProblemEvent[]): ProblemState {
  const state = events.reduce<ProblemState | null>(evolveProblem, null);
  if (state === null) throw new Error('A problem without an event');
  return state;
}

/** True while its cause is not gone. */
export function isProblemOpen({ status }: Pick<ProblemState, 'status'>): boolean {
  return status !== 'resolved' && status !== 'closed';
}

/** True where nobody has looked by the time somebody promised to. */
export function isProblemOverdue(state: ProblemState, now: number): boolean {
  return state.reviewAt !== null && state.reviewAt < now;
}

/** True where a root cause or a workaround is written down. */
export function isDiagnosed({
  rootCauseId,
  workaroundId,
}: Pick<ProblemState, 'rootCauseId' | 'workaroundId'>): boolean {
  return rootCauseId !== null || workaroundId !== null;
}

/** The problem after one more event. @throws Error where the events are out of order. */
export function evolveProblem(state: ProblemState | null, event: ProblemEvent): ProblemState {
  if (event.type === 'problem_logged') return logged(state, event);
  if (state === null) throw new Error(`Event ${event.type} before the problem was logged`);
  if (event.seq !== state.seq + 1) {
    throw new Error(`Problem ${state.problemId}: event ${event.seq} after ${state.seq}`);
  }
  return { ...applied(state, event), seq: event.seq, updatedAt: event.at };
}

type Later = Exclude<ProblemEvent, { type: 'problem_logged' }>;

function applied(state: ProblemState, event: Later): ProblemState {
  switch (event.type) {
    case 'problem_described':
    case 'problem_classified':
    case 'problem_assigned':
    case 'diagnosis_recorded':
      return { ...state, ...event.data };
    case 'investigation_started':
      return { ...state, status: 'under_investigation' };
    case 'known_error_declared':
      return { ...state, status: 'known_error', knownErrorAt: state.knownErrorAt ?? event.at };
    case 'known_error_withdrawn':
      return { ...state, status: 'under_investigation', knownErrorAt: null };
    case 'review_planned':
      return { ...state, reviewAt: event.data.reviewAt };
    case 'problem_resolved': {
      const { noteId } = event.data;
      return { ...state, status: 'resolved', resolvedAt: event.at, resolutionNoteId: noteId };
    }
    case 'problem_reopened':
      return { ...state, status: statusBefore(state), resolvedAt: null, resolutionNoteId: null };
    case 'problem_closed':
      return { ...state, status: 'closed', closedAt: event.at, reviewAt: null };
    case 'past_incident_linked':
    case 'past_incident_unlinked':
      return state;
  }
}

function statusBefore(state: ProblemState): ProblemStatus {
  return isDiagnosed(state) ? 'known_error' : 'under_investigation';
}

function logged(
  state: ProblemState | null,
  event: ProblemEvent & { type: 'problem_logged' },
): ProblemState {
  if (state !== null) throw new Error(`Problem ${state.problemId} was logged twice`);
  return {
    v: 1,
    seq: event.seq,
    status: 'logged',
    owner: null,
    rootCauseId: null,
    workaroundId: null,
    reviewAt: null,
    openedBy: event.actor,
    openedAt: event.at,
    updatedAt: event.at,
    knownErrorAt: null,
    resolvedAt: null,
    resolutionNoteId: null,
    closedAt: null,
    ...event.data,
  };
}
