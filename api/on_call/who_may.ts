import type { GroupKey, StoredOverride } from '../../database/on_call.ts';
import type { Account } from '../people/directory.ts';

/** Team leads change how their own groups are on call; process owners and administrators, all. */
export function mayChangeOnCall(
  { roles, memberships }: Pick<Account, 'roles' | 'memberships'>,
  { processId, groupId }: GroupKey,
): boolean {
  if (roles.includes('process_owner') || roles.includes('administrator')) return true;
  return roles.includes('team_lead') && (memberships[processId] ?? []).includes(groupId);
}

/** Whoever takes turns for somebody says so themselves: of a group of theirs, and of nobody else. */
export function mayTakeOver(account: Account, key: GroupKey, person: string): boolean {
  if (mayChangeOnCall(account, key)) return true;
  const isOfGroup = (account.memberships[key.processId] ?? []).includes(key.groupId);
  return isOfGroup && person === account.id;
}

export function mayEndOverride(
  account: Pick<Account, 'id' | 'roles' | 'memberships'>,
  key: GroupKey,
  { createdBy }: Pick<StoredOverride, 'createdBy'>,
): boolean {
  return createdBy === account.id || mayChangeOnCall(account, key);
}
