import { approvalLapsed } from './approval.ts';
import type { Draft } from './draft.ts';
import { endPending } from './pending.ts';
import { resolveByProcess } from './resolution.ts';
import { openApprovals } from './ticket.ts';

/**
 * Nobody came back in time: the process says whether work goes on or the ticket is resolved. What
 * nobody decided in time was not approved.
 */
export function pendingLimitReached(draft: Draft): void {
  const { pending } = draft.state;
  if (!pending) return;
  const { reason } = pending;
  if (reason === 'approval') {
    const approval = openApprovals(draft.state).find(({ endsAt }) => endsAt === undefined);
    if (approval) approvalLapsed(draft, approval);
    return;
  }
  const { then = 'resume' } = draft.rules.process.pending[reason] ?? {};
  endPending(draft, 'limit_reached');
  if (then !== 'resume') {
    resolveByProcess(draft, then.resolve, draft.state.firstResponseAt === null);
  }
}
