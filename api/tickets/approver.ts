import { findManager, type KnownManager } from '../../database/approvers.ts';
import type { Database } from '../../database/connection.ts';
import { openApproval, requestersOf, type TicketState } from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/** The manager who decides what a ticket waits for; null where no manager does, or there is none. */
export async function managerAsked(
  database: Database,
  state: TicketState,
): Promise<KnownManager | null> {
  if (!openApproval(state)?.managerOf) return null;
  return findManager(database, state.requesterId, requestersOf(state));
}

/** By what right somebody decides. */
export interface Authority {
  /** The manager whom they stand in for. */
  onBehalfOf?: string;
}

/**
 * By what right an account decides what the ticket waits for; undefined where it may not. Who is the
 * manager now decides, whoever was asked: for one who is away, whoever stands in for them, too; where
 * there is no manager, or one who is away without a deputy, the members of the approving group do.
 * Process owners stand in for all of them.
 *
 * @param manager as `managerAsked` gives it
 */
export function authorityOf(
  state: TicketState,
  { id, roles, memberships }: Account,
  manager: KnownManager | null,
): Authority | undefined {
  const approval = openApproval(state);
  if (!approval) return undefined;
  if (manager?.managerId === id) return {};
  if (manager?.deputyId === id) return { onBehalfOf: manager.managerId };
  const isAskedOfGroup = !manager || (manager.isAway && manager.deputyId === null);
  const groups = memberships[state.processId] ?? [];
  if (isAskedOfGroup && groups.includes(approval.approverGroup)) return {};
  return roles.includes('process_owner') ? {} : undefined;
}
