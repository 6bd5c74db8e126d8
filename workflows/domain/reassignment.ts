import { beginWork, giveTo, requestAgent, routeTo, supportGroup } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { groupWhereTheyWork, handUp, passDown } from './escalation.ts';
import { unknownGroup } from './record.ts';
import { releaseTasks } from './tasks.ts';
import { isOpen } from './ticket.ts';

/** Why a ticket was handed over that somebody assigned to a group above: no reason of the process. */
export const assignmentReason = 'assignment';

/** A person moves the ticket: to a group, to an agent, or back to the allocator. */
export function assign(draft: Draft, payload: CommandPayload['assign']): void {
  const { assignee, assigneeMemberships, assigneeSkills } = payload;
  const noteId = payload.noteId ?? null;
  const group = payload.group ?? (assignee ? groupWhereTheyWork(draft, assigneeMemberships) : null);
  const isHandedUp = group !== null && moveTo(draft, group, noteId);
  if (assignee) {
    const isOwn = assignee === draft.actor.id;
    const skills = assigneeSkills ?? (isOwn ? draft.skills : undefined);
    giveTo(draft, assignee, isOwn ? 'self' : 'manual', noteId, skills);
  }
  // Handed up, it is in the queue of that group already.
  else if (!isHandedUp) freeTicket(draft);
}

/** An agent takes the ticket, up to their tier where they work above it, and begins to work on it. */
export function accept(draft: Draft): void {
  const { actor, memberships } = draft;
  if (draft.state.assignee !== actor.id) {
    const group = groupWhereTheyWork(draft, memberships);
    if (group !== null) moveTo(draft, group, null);
    giveTo(draft, actor.id, 'self', null, draft.skills);
  }
  beginWork(draft);
}

/** Up is a hand-off, whichever command it was. @returns whether it was one */
function moveTo(draft: Draft, group: string, noteId: string | null): boolean {
  const { state } = draft;
  if (group === state.group) return false;
  const { tier } = supportGroup(draft, group);
  // Where a log does not say who had it, nobody handed it over.
  if (tier > state.tier && state.group !== unknownGroup) {
    handUp(draft, group, { reason: assignmentReason, noteId });
    return true;
  }
  if (tier < state.tier) passDown(draft, group, noteId);
  else routeTo(draft, group, 'manual', noteId);
  return false;
}

/** Whoever had it, or tasks on it, has left. Somebody else may have it by now: then nothing happens. */
export function release(draft: Draft, payload: CommandPayload['release']): void {
  const { assignee, preferredAgent } = payload;
  releaseTasks(draft, assignee);
  if (draft.state.assignee !== assignee || !isOpen(draft.state)) return;
  draft.emit('ticket_unassigned', { assignee, cause: 'left' });
  requestAgent(draft, preferredAgent);
}

function freeTicket(draft: Draft): void {
  const { assignee } = draft.state;
  if (assignee !== null) draft.emit('ticket_unassigned', { assignee, cause: 'manual' });
  requestAgent(draft, null);
}
