import { requestAgent } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { holds } from './expression.ts';
import { endPending, startPending } from './pending.ts';
import type { ApprovalRule } from './process.ts';
import { Refused } from './refusals.ts';
import { resolveByProcess } from './resolution.ts';
import { type Approval, openApproval } from './ticket.ts';

/** Asks for the next approval the process wants for this ticket; false where it wants none. */
export function requestApproval(draft: Draft): boolean {
  const asked = draft.state.approvals.map((approval) => approval.rule);
  const rule = approvalRules(draft).find(
    (candidate) => !asked.includes(candidate.name) && holds(candidate.when, draft.state),
  );
  if (!rule) return false;
  const { name, approverGroup } = rule;
  draft.emit('approval_requested', { n: asked.length + 1, rule: name, approverGroup });
  startPending(draft, 'approval', null, null);
  return true;
}

function approvalRules(draft: Draft): ApprovalRule[] {
  return draft.rules.process.approvals ?? [];
}

/** Granted: the next approval is asked for, or the work begins. Nobody approves their own. */
export function approve(draft: Draft, command: CommandPayload['approve']): void {
  const approval = decidable(draft, command.n);
  draft.emit('approval_granted', { n: approval.n, noteId: command.noteId ?? null });
  endPending(draft, 'approved');
  if (!requestApproval(draft)) requestAgent(draft, null);
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
