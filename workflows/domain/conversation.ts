import { beginWork, giveTo } from './assignment.ts';
import { meetClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { groupWhereTheyWork } from './escalation.ts';
import { followMentioned } from './followers.ts';
import { endPending, isEndedByRequester } from './pending.ts';
import { Refused } from './refusals.ts';
import { reopen } from './resolution.ts';
import { isInCopy, isOpen, openApproval } from './ticket.ts';

/**
 * A message, by whatever channel it came. A public one of an agent answers the requester; one of
 * the requester ends the waiting for them and asks for an answer. An internal note is never a
 * response, and an automatic reply moves nothing.
 */
export function addMessage(draft: Draft, payload: CommandPayload['addMessage']): void {
  const { actor, forTicketId } = draft;
  if (actor.kind === 'requester' && payload.visibility === 'internal') {
    throw new Refused('only_agents');
  }
  const { mentionedAgents = [], mentionedGroups = [] } = payload;
  const isMentioning = mentionedAgents.length + mentionedGroups.length > 0;
  if (isMentioning && payload.visibility === 'public') throw new Refused('mentions_are_internal');
  const isAutomatic = payload.isAutomatic ?? false;
  const isAnswer = payload.visibility === 'public' && actor.kind === 'agent' && !isAutomatic;
  if (isAnswer) refuseSecondAnswer(draft, payload.seenSeq);
  if (isAnswer) takeByAnswer(draft);
  // A note on a merged ticket goes back to that one, and is no work on this.
  const isWork = payload.visibility === 'public' || forTicketId === undefined;
  if (actor.kind === 'agent' && draft.state.status === 'assigned' && isWork) beginWork(draft);
  draft.emit('message_added', {
    messageId: payload.messageId,
    visibility: payload.visibility,
    isFirstResponse: isAnswer && draft.state.firstResponseAt === null,
    isAutomatic,
    ...(forTicketId !== undefined && { forTicketId }),
    ...(mentionedAgents.length > 0 && { mentionedAgents }),
    ...(mentionedGroups.length > 0 && { mentionedGroups }),
  });
  followMentioned(draft, mentionedAgents);
  if (isAnswer) answerClocks(draft);
  if (actor.kind === 'requester' && !isAutomatic) requesterWrote(draft);
}

/**
 * What an agent said on the major incident this ticket reports: an answer to its requester too, but
 * nobody has begun to work on it for that.
 */
export function receiveMessage(draft: Draft, payload: CommandPayload['receiveMessage']): void {
  const { messageId, fromTicketId } = payload;
  const isAnswer = draft.actor.kind === 'agent';
  draft.emit('message_added', {
    messageId,
    visibility: 'public',
    isFirstResponse: isAnswer && draft.state.firstResponseAt === null,
    isAutomatic: false,
    fromTicketId,
  });
  if (isAnswer) answerClocks(draft);
}

/**
 * What was said while the ticket was merged into another is its own again, by whom and when it was
 * said: a word of the requester is owed an answer still, an answer was given, and a note is kept.
 */
export function regainMessages(draft: Draft, payload: CommandPayload['regainMessages']): void {
  for (const message of payload.messages) {
    const { messageId, fromTicketId, actor, at: saidAt, isAutomatic, visibility } = message;
    const isAnswer = actor.kind === 'agent' && !isAutomatic && visibility === 'public';
    // Said to a ticket that this one still stands for, it goes back to that one.
    const forTicketId =
      message.forTicketId === draft.state.ticketId ? undefined : message.forTicketId;
    draft.emit(
      'message_added',
      {
        messageId,
        visibility,
        isFirstResponse: isAnswer && draft.state.firstResponseAt === null,
        isAutomatic,
        fromTicketId,
        saidAt,
        ...(forTicketId !== undefined && { forTicketId }),
      },
      actor,
    );
    if (isAnswer) answerClocks(draft);
    const isWaitedFor = isEndedByRequester(draft);
    if (actor.kind === 'requester' && !isAutomatic && isWaitedFor) {
      endPending(draft, 'requester_message', forTicketId);
    }
  }
}

/**
 * Two people may answer at once, and neither knows. On a merged ticket what was seen is of another
 * one, and says nothing.
 */
function refuseSecondAnswer({ state, actor, forTicketId }: Draft, seenSeq?: number): void {
  const { lastAnswer } = state;
  if (seenSeq === undefined || forTicketId !== undefined || !lastAnswer) return;
  if (lastAnswer.seq > seenSeq && lastAnswer.by !== actor.id) {
    throw new Refused('answered_meanwhile', { seq: lastAnswer.seq });
  }
}

/**
 * Whoever answers a ticket that nobody has takes it, as far as the process lets them. A word from a
 * tier above helps those who have it, and takes it up to nobody.
 */
function takeByAnswer(draft: Draft): void {
  const { state, rules, actor, memberships } = draft;
  if (rules.process.answerTakesTicket === false || openApproval(state)) return;
  if (!isOpen(state) || state.assignee !== null) return;
  if (groupWhereTheyWork(draft, memberships) === null)
    giveTo(draft, actor.id, 'self', null, draft.skills);
}

function answerClocks(draft: Draft): void {
  meetClocks(draft, 'first_response');
  meetClocks(draft, 'next_response');
}

function requesterWrote(draft: Draft): void {
  const { state, rules, actor, forTicketId } = draft;
  // Whether it is solved, its requester says, and nobody who has a copy of it.
  const mayReopen = rules.process.messageReopens && !isInCopy(state, actor);
  if (state.status === 'resolved' && mayReopen) {
    reopen(draft, 'requester_message', null);
  }
  if (isEndedByRequester(draft)) {
    endPending(draft, 'requester_message', forTicketId);
  }
}

export function addDiagnosticStep(
  draft: Draft,
  payload: CommandPayload['addDiagnosticStep'],
): void {
  if (draft.state.status === 'assigned') beginWork(draft);
  draft.emit('diagnostic_step_recorded', {
    stepId: payload.stepId,
    kind: payload.kind,
    runbookStep: payload.runbookStep ?? null,
    hasRuledOut: payload.hasRuledOut,
    tier: draft.state.tier,
  });
}
