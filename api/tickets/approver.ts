import type { ApprovalSeats } from '../../database/approvers.ts';
import {
  type Approval,
  grantersOfOthers,
  hasAnswered,
  openApprovals,
  requestersOf,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/** By what right somebody decides an approval. */
export interface Authority {
  /** Whom they stand in for. */
  onBehalfOf?: string;
  /** They own processes, and were not asked. */
  isOwner?: true;
}

/**
 * By what right an account decides an approval that a ticket waits for; undefined where it may not, or
 * has answered already. Who decides now is asked, whoever was when it was requested: for one who is
 * away, or has given their approvals to somebody, whoever stands in, too. Process owners stand in for
 * all of them.
 *
 * @param seats as `findApprovalSeats` gives them
 */
export function authorityOf(
  state: TicketState,
  approval: Approval,
  { id, roles }: Pick<Account, 'id' | 'roles'>,
  seats: ApprovalSeats,
): Authority | undefined {
  if (requestersOf(state).includes(id)) return undefined;
  const asked = seats.get(approval.n) ?? [];
  const own = asked.some(({ accountId }) => accountId === id);
  if (own && !hasAnswered(approval, id)) return {};
  const another = asked.find(
    ({ accountId, deputyId }) => deputyId === id && !hasAnswered(approval, id, accountId),
  );
  if (another) return { onBehalfOf: another.accountId };
  const isOwner = roles.includes('process_owner') && !hasAnswered(approval, id);
  return isOwner ? { isOwner } : undefined;
}

/** How many decide an approval: those who are asked now, and those who answered when they were. */
export function countOfDeciding({ n, answers = [] }: Approval, seats: ApprovalSeats): number {
  const asked = (seats.get(n) ?? []).map(({ accountId }) => accountId);
  const heard = answers.flatMap(({ by, onBehalfOf, isOwner }) =>
    isOwner ? [] : [onBehalfOf ?? by.id],
  );
  return new Set([...asked, ...heard]).size;
}

/** Whether an account may decide anything that a ticket waits for. */
export function isAskedToDecide(
  state: TicketState,
  account: Pick<Account, 'id' | 'roles'>,
  seats: ApprovalSeats,
): boolean {
  return openApprovals(state).some((one) => authorityOf(state, one, account, seats) !== undefined);
}

/** Whether somebody who may decide an approval may also grant it. */
export function mayGrant(state: TicketState, approval: Approval, { id }: Pick<Account, 'id'>) {
  return !grantersOfOthers(state, approval).includes(id);
}
