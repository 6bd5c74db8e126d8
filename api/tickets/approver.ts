import { openApproval, type TicketState } from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/**
 * Whether an account may decide what the ticket waits for: the members of the approving group do, and
 * the desk's owners stand in for them.
 */
export function isApprover(state: TicketState, { role, memberships }: Account): boolean {
  const approval = openApproval(state);
  if (!approval) return false;
  const groups = memberships[state.processId] ?? [];
  return role === 'owner' || groups.includes(approval.approverGroup);
}
