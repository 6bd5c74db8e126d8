import { z } from 'zod';
import { processWord } from '../../http/text.ts';
import type { Account } from '../../people/directory.ts';

export const audience = z
  .discriminatedUnion('for', [
    z.strictObject({ for: z.literal('own') }),
    z.strictObject({ for: z.literal('group'), group: processWord }),
    z.strictObject({ for: z.literal('everybody') }),
  ])
  .meta({ id: 'Audience', description: 'Who sees it beside its owner' });

export type Audience = z.infer<typeof audience>;

/** The groups somebody works in, in whatever process. */
export function groupsOf({ memberships }: Pick<Account, 'memberships'>): string[] {
  return [...new Set(Object.values(memberships).flat())];
}

/**
 * Whether somebody may keep something for these people, and change what is kept for them: for oneself
 * everybody, for a group its team leads, for everybody process owners.
 */
export function mayKeepFor(account: Account, audience: Audience): boolean {
  if (audience.for === 'own') return true;
  if (account.roles.includes('process_owner')) return true;
  if (audience.for === 'everybody') return false;
  return account.roles.includes('team_lead') && groupsOf(account).includes(audience.group);
}
