import { requestAgent } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { holds } from './expression.ts';
import { endPending, startPending } from './pending.ts';
import type { ApprovalRule } from './process.ts';
import { Refused } from './refusals.ts';
import { resolveByProcess } from './resolution.ts';
import { type Approval, isOpen, openApproval, type TicketState } from './ticket.ts';

/**
 * Asks what the process wants approved of the ticket as it is now, one approval after the other, and
 * takes back what it no longer wants. It is looked at after each step, whatever changed the ticket.
 */
export function reviewApprovals(draft: Draft): void {
  if (!isOpen(draft.state)) return;
  const waitedFor = openApproval(draft.state);
  for (const approval of draft.state.approvals) {
    if (isUnneeded(draft, approval)) withdraw(draft, approval);
  }
  if (openApproval(draft.state)) return;
  requestApproval(draft);
  if (waitedFor) resumeWork(draft);
}

/** Asks for the next approval the process wants for this ticket, if any. */
export function requestApproval(draft: Draft): void {
  const rule = approvalRules(draft).find((candidate) => isMissing(candidate, draft.state));
  if (!rule) return;
  const { name, approverGroup } = rule;
  if (draft.state.pending) endPending(draft, 'ended');
  const n = (draft.state.approvals.at(-1)?.n ?? 0) + 1;
  draft.emit('approval_requested', { n, rule: name, approverGroup });
  startPending(draft, 'approval', null, null);
}

/** Wanted and not granted. What was refused is asked again of a ticket that was reopened. */
export function isMissing({ name, when }: ApprovalRule, state: TicketState): boolean {
  const last = state.approvals.find((approval) => approval.rule === name);
  const isThere = last?.outcome === 'open' || last?.outcome === 'granted';
  return !isThere && holds(when, state);
}

/**
 * Open or granted for what the ticket is no longer: becoming it again, it is asked again. Another
 * version of the process may ask others, or nobody.
 */
function isUnneeded(draft: Draft, { rule: name, outcome, approverGroup }: Approval): boolean {
  if (outcome !== 'open' && outcome !== 'granted') return false;
  const rule = approvalRules(draft).find((candidate) => candidate.name === name);
  const isAskedOfOthers = outcome === 'open' && rule?.approverGroup !== approverGroup;
  return isAskedOfOthers || (rule && !rule.isKept && !holds(rule.when, draft.state)) === true;
}

function withdraw(draft: Draft, { n, outcome }: Approval): void {
  draft.emit('approval_withdrawn', { n });
  if (outcome === 'open') endPending(draft, 'withdrawn');
}

/** Whoever had it goes on; where nobody had, somebody is looked for, unless another approval is open. */
function resumeWork(draft: Draft): void {
  if (draft.state.assignee === null) requestAgent(draft, null);
}

function approvalRules(draft: Draft): ApprovalRule[] {
  return draft.rules.process.approvals ?? [];
}

/** Granted: the next approval is asked for, or the work begins. Nobody approves their own. */
export function approve(draft: Draft, command: CommandPayload['approve']): void {
  const approval = decidable(draft, command.n);
  draft.emit('approval_granted', { n: approval.n, noteId: command.noteId ?? null });
  endPending(draft, 'approved');
  requestApproval(draft);
  resumeWork(draft);
}

export function refuseApproval(draft: Draft, command: CommandPayload['refuseApproval']): void {
  const approval = decidable(draft, command.n);
  draft.emit('approval_refused', { n: approval.n, noteId: command.noteId ?? null });
  endNotApproved(draft, approval);
}

/** Nobody decided in time, which is no approval. */
export function approvalLapsed(draft: Draft, approval: Approval): void {
  draft.emit('approval_lapsed', { n: approval.n });
  endNotApproved(draft, approval);
}

function endNotApproved(draft: Draft, approval: Approval): void {
  const rule = approvalRules(draft).find((candidate) => candidate.name === approval.rule);
  if (!rule) throw new Error(`Process ${draft.rules.process.id}: no rule '${approval.rule}'`);
  endPending(draft, 'ended');
  resolveByProcess(draft, rule.refusedCode);
}

function decidable(draft: Draft, n: number | undefined): Approval {
  const approval = openApproval(draft.state);
  if (!approval) throw new Refused('no_approval');
  if (n !== undefined && n !== approval.n) {
    // They are asked one after the other: what comes after the open one was not asked yet.
    if (n > approval.n) throw new Refused('not_the_open_approval', { n, openN: approval.n });
    throw new Refused('already_decided', { what: 'approval', n });
  }
  if (draft.actor.id === draft.state.requesterId) {
    throw new Refused('not_own_approval');
  }
  return approval;
}
