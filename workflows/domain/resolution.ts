import { acceptHandOff, requestAgent, withdrawHandOff } from './assignment.ts';
import { addWorkingMs } from './calendar.ts';
import { calendarOf, meetClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import type { EventData } from './events.ts';
import { ownOf } from './keys.ts';
import { speaksForReceiver } from './membership.ts';
import { endPending } from './pending.ts';
import { Refused } from './refusals.ts';
import { refuseWithoutFields } from './required_fields.ts';
import { refuseWithOpenTasks } from './tasks.ts';
import { askedBySurvey, childrenOf, openEscalation } from './ticket.ts';

/** We say it is solved: that gives the resolution that was promised, unless the requester did it alone. */
export function resolve(draft: Draft, payload: CommandPayload['resolve']): void {
  checkResolution(draft, payload);
  refuseWithoutFields(draft, 'resolve');
  refuseWithOpenTasks(draft);
  if (payload.isForChildren) checkForChildren(draft);
  if (draft.state.pending) endPending(draft, 'resolved');
  record(draft, payload);
}

/**
 * The process ends the ticket itself, with a code of its own that asks nothing of anybody.
 *
 * @param isUnfulfilled nobody has given the requester anything: the resolution that was promised is
 *   neither met nor missed by that, and is promised still where the ticket is reopened
 */
export function resolveByProcess(draft: Draft, code: string, isUnfulfilled: boolean): void {
  record(draft, { code, isUnfulfilled });
}

function record(
  draft: Draft,
  payload: CommandPayload['resolve'] & { isUnfulfilled?: boolean },
): void {
  // Left open it would lapse later, and take the ticket out of its resolution.
  const handOff = openEscalation(draft.state);
  if (handOff && speaksForReceiver(draft, handOff)) acceptHandOff(draft, handOff.n);
  else withdrawHandOff(draft);
  const { rules, at, state } = draft;
  const n = (state.resolution?.n ?? 0) + 1;
  const window = rules.process.reopenWindow;
  const windowMs = window.minutes * minuteMs;
  draft.emit('ticket_resolved', {
    n,
    code: payload.code,
    noteId: payload.noteId ?? null,
    rootCauseId: payload.rootCauseId ?? null,
    articleId: payload.articleId ?? null,
    byTier: state.tier,
    group: state.group,
    autoCloseAt: addWorkingMs(calendarOf(rules, window.calendar), at, windowMs),
    ...(payload.isForChildren && { isForChildren: true as const }),
    ...(payload.isUnfulfilled && { isUnfulfilled: true as const }),
  });
  if (draft.state.firstResolvedAt !== null) meetClocks(draft, 'resolution');
  requestSurvey(draft, n);
}

function checkForChildren({ actor, state }: Draft): void {
  if (actor.kind === 'requester') {
    throw new Refused('only_agents');
  }
  if (childrenOf(state).length === 0) {
    throw new Refused('no_children');
  }
}

function checkResolution(draft: Draft, payload: CommandPayload['resolve']): void {
  const { resolutionCodes } = draft.rules.process;
  const code = ownOf(resolutionCodes, payload.code);
  if (!code) {
    const allowed = Object.keys(resolutionCodes);
    throw new Refused('code_unknown', { word: payload.code, allowed });
  }
  const given = {
    note: payload.noteId,
    rootCause: payload.rootCauseId,
    article: payload.articleId,
  };
  const missing =
    draft.actor.kind === 'agent' ? code.requires.filter((field) => !given[field]) : [];
  if (missing.length > 0) throw new Refused('field_required', { step: 'resolve', missing });
}

function requestSurvey(draft: Draft, n: number): void {
  const { survey } = draft.rules.process;
  if (!survey) return;
  const calendar = calendarOf(draft.rules, survey.calendar);
  const expiresAt = addWorkingMs(calendar, draft.at, survey.expiresMinutes * minuteMs);
  draft.emit('survey_requested', { n, expiresAt });
}

/** An agent, or else the requester or the desk for them, says it is not solved. */
export function reopenByPeople(draft: Draft, { noteId }: CommandPayload['reopen']): void {
  reopen(draft, draft.actor.kind === 'agent' ? 'agent' : 'requester', noteId ?? null);
}

/** Not solved after all. Its agent gets it back if they are there; else whoever is. */
export function reopen(
  draft: Draft,
  cause: EventData['ticket_reopened']['cause'],
  noteId: string | null,
): void {
  const { state, forTicketId } = draft;
  const n = state.resolution?.n ?? 0;
  const forIt = cause === 'requester_message' && forTicketId !== undefined && { forTicketId };
  draft.emit('ticket_reopened', { n, cause, noteId, ...forIt });
  if (state.survey && askedBySurvey(state).length > 0) {
    draft.emit('survey_cancelled', { n: state.survey.n });
  }
  const { assignee } = state;
  if (cause === 'agent' && assignee === draft.actor.id) return;
  if (assignee !== null) draft.emit('ticket_unassigned', { assignee, cause: 'reopened' });
  requestAgent(draft, assignee);
}

export function closeByPeople(draft: Draft, { noteId }: CommandPayload['close']): void {
  close(draft, 'manual', noteId ?? null);
}

export function close(draft: Draft, cause: 'manual' | 'timeout', noteId: string | null): void {
  if (draft.state.firstResolvedAt !== null) {
    meetClocks(draft, 'total_resolution');
    meetClocks(draft, 'tier_work');
  }
  draft.emit('ticket_closed', { cause, noteId });
}

/** The requester no longer wants it. Promises that were broken stay broken; others are cancelled. */
export function cancel(draft: Draft, { noteId }: CommandPayload['cancel']): void {
  withdrawHandOff(draft);
  draft.emit('ticket_cancelled', { noteId: noteId ?? null });
}

export function recordSatisfaction(
  draft: Draft,
  payload: CommandPayload['recordSatisfaction'],
): void {
  const { actor, state } = draft;
  const { survey } = state;
  // Whoever the desk says is the requester is; only others have to be among those who wait.
  const isOfAnother =
    actor.id !== state.requesterId &&
    state.mergedFrom.some(({ requesterId }) => requesterId === actor.id);
  const asked = isOfAnother ? askedBySurvey(state).includes(actor.id) : survey?.state === 'open';
  if (!survey || !asked) throw new Refused('no_survey');
  if (!Number.isInteger(payload.score) || payload.score < 1 || payload.score > 5) {
    throw new Refused('score_out_of_range', { score: payload.score });
  }
  draft.emit('satisfaction_recorded', {
    n: survey.n,
    score: payload.score,
    commentId: payload.commentId ?? null,
    ...(payload.channel && { channel: payload.channel }),
    ...(isOfAnother && { isOfAnother: true as const }),
  });
}

export function expireSurvey(draft: Draft): void {
  const { survey } = draft.state;
  if (survey) draft.emit('survey_expired', { n: survey.n });
}
