import type { Approval, Ticket } from '../../../contract.ts';

/** The approval that ended a request: it was refused, or nobody decided it in time. */
export function endedBy({ status, resolution, approvals }: Ticket): Approval | undefined {
  if (status !== 'resolved' && status !== 'closed') return undefined;
  return approvals.find(
    ({ outcome, settledAt }) =>
      (outcome === 'refused' || outcome === 'lapsed') && settledAt === resolution?.at,
  );
}
