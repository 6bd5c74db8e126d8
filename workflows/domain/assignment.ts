import { nextAttentionAt } from './attention.ts';
import { meetClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import type { EventData } from './events.ts';
import { ownOf } from './keys.ts';
import { type Skills, skillsCarried, speaksForReceiver } from './membership.ts';
import type { SupportGroup } from './process.ts';
import { dueInHours } from './promises.ts';
import { Refused } from './refusals.ts';
import { openApproval, openEscalation, type TicketState } from './ticket.ts';

export function supportGroup(draft: Draft, group: string): SupportGroup {
  const known = ownOf(draft.rules.process.groups, group);
  if (known) return known;
  const allowed = Object.keys(draft.rules.process.groups);
  throw new Refused('group_unknown', { word: group, allowed });
}

/** Moves the ticket to a group; whoever had it in another group has it no longer. */
export function routeTo(
  draft: Draft,
  group: string,
  cause: EventData['ticket_routed']['cause'],
  noteId: string | null,
): void {
  const { tier } = supportGroup(draft, group);
  const before = draft.state;
  const isFirst = before.group === '';
  draft.emit('ticket_routed', {
    group,
    tier,
    fromGroup: isFirst ? null : before.group,
    fromTier: isFirst ? null : before.tier,
    cause,
    noteId,
  });
  const { assignee } = draft.state;
  if (assignee !== null) draft.emit('ticket_unassigned', { assignee, cause: 'routed' });
}

/** Puts the ticket in its group's queue, which has a deadline of its own: never limbo. */
export function requestAgent(draft: Draft, preferredAgent: string | null): void {
  // Nobody is asked to work on what is not approved: they are once it is.
  if (openApproval(draft.state)) return;
  draft.emit('assignment_requested', {
    group: draft.state.group,
    skills: skillsFor(draft),
    preferredAgent,
    excludedAgents: [],
    dueAt: queueDueAt(draft, draft.at),
  });
}

/**
 * What waits in a queue and is something else now keeps its place there: it may need other skills, and
 * somebody sooner.
 *
 * @param before what it was
 */
export function renewRequest(draft: Draft, before: TicketState): void {
  const { waitingForAgent: waiting, group, category } = draft.state;
  if (!waiting) return;
  const { since, preferredAgent, excludedAgents } = waiting;
  const dueAt = Math.max(draft.at, Math.min(waiting.dueAt, queueDueAt(draft, since)));
  if (dueAt === waiting.dueAt && category === before.category) return;
  const skills = skillsFor(draft);
  draft.emit('assignment_requested', {
    group,
    skills,
    preferredAgent,
    excludedAgents,
    dueAt,
    since,
  });
}

function skillsFor({ state, rules }: Draft): string[] {
  const category = state.category === null ? undefined : rules.process.categories[state.category];
  return category?.skills ?? [];
}

function queueDueAt(draft: Draft, since: number): number {
  const { calendar } = supportGroup(draft, draft.state.group);
  return dueInHours(draft, calendar, since, draft.rules.process.assignmentMinutes);
}

/** The ticket is an agent's from here on. */
export function giveTo(
  draft: Draft,
  assignee: string,
  cause: 'self' | 'manual',
  noteId: string | null,
  skills: Skills | undefined,
): void {
  if (assignee === draft.state.assignee) {
    throw new Refused('already_assigned');
  }
  draft.emit('ticket_assigned', {
    assignee,
    fromAssignee: draft.state.assignee,
    group: draft.state.group,
    cause,
    decisionId: null,
    strategy: null,
    candidates: [],
    noteId,
    ...skillsCarried(draft, skills),
  });
}

/** The allocator's decision, taken only while the ticket still waits in that group. */
export function takeAssignment(draft: Draft, payload: CommandPayload['takeAssignment']): void {
  const { state } = draft;
  if (state.waitingForAgent === null || state.group !== payload.group) {
    throw new Refused('not_waiting');
  }
  draft.emit('ticket_assigned', {
    assignee: payload.assignee,
    fromAssignee: null,
    group: payload.group,
    cause: 'automatic',
    decisionId: payload.decisionId,
    strategy: payload.strategy,
    candidates: payload.candidates,
    noteId: null,
    ...skillsCarried(
      draft,
      payload.assigneeSkills && { [state.processId]: payload.assigneeSkills },
    ),
  });
}

/** The first thing the assignee does on a ticket starts the work and accepts a hand-off. */
export function beginWork(draft: Draft): void {
  const { state, actor } = draft;
  if (actor.kind !== 'agent' || state.assignee !== actor.id) return;
  if (state.status === 'assigned') draft.emit('work_started', { assignee: actor.id });
  const escalation = openEscalation(draft.state);
  if (escalation?.toGroup === state.group && speaksForReceiver(draft, escalation)) {
    acceptHandOff(draft, escalation.n);
  }
}

export function acceptHandOff(draft: Draft, n: number): void {
  draft.emit('escalation_accepted', { n });
  meetClocks(draft, 'acknowledgement');
}

/** Nobody answers any more what the ticket was handed over for: it was neither accepted nor refused. */
export function withdrawHandOff(draft: Draft): void {
  const handOff = openEscalation(draft.state);
  if (handOff) draft.emit('escalation_withdrawn', { n: handOff.n });
}

/** Overdue in the queue: say so, and again at the pace at which the process wants attention. */
export function assignmentOverdue(draft: Draft): void {
  const { state } = draft;
  if (!state.waitingForAgent) return;
  draft.emit('assignment_overdue', {
    group: state.group,
    dueAt: state.waitingForAgent.dueAt,
    nextDueAt: nextAttentionAt(draft),
  });
}
