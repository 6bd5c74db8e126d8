import { type RecipientReason, recipientReasons } from './recipients.ts';
import { isAmong } from './ticket.ts';

/**
 * What nobody is spared: it is asked of them in person, or they would go on with what is not so any
 * more, or nobody else would notice.
 */
export const alwaysToldReasons = [
  'paged',
  'page_unanswered',
  'assigned',
  'taken_over',
  'task_assigned',
  'reminder',
  'consent_requested',
  'escalated',
  'approval_requested',
  'attention_required',
  'not_taken',
  'merge_undone',
  'mentioned',
] as const satisfies readonly RecipientReason[];

/**
 * What whoever has the ticket in hand is told as well, muted or not: nobody else hears of it then.
 * Muted it is for the tickets that wait in a queue of theirs.
 */
export const holderReasons = [
  'requester_wrote',
  'reopened',
  'cancelled',
] as const satisfies readonly RecipientReason[];

export type MutableReason = Exclude<RecipientReason, (typeof alwaysToldReasons)[number]>;

export function isMutable(reason: RecipientReason): reason is MutableReason {
  return !isAmong(alwaysToldReasons, reason);
}

export const mutableReasons: readonly MutableReason[] = recipientReasons.filter(isMutable);
