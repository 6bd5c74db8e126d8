import { openApproval, type TicketState } from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/**
 * Whether an account may decide what the ticket waits for: the members of the approving group do, and
 * process owners stand in for them.
 */
export function isApprover(state: TicketState, { roles, memberships }: Account): boolean {
  const approval = openApproval(state);
  if (!approval) return false;
  const groups = memberships[state.processId] ?? [];
  return roles.includes('process_owner') || groups.includes(approval.approverGroup);
}
