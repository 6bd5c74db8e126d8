import type { Role } from '../../../contract.ts';

/** What an account may be, in the order it is shown. */
export const roleIds = [
  'requester',
  'agent',
  'team_lead',
  'process_owner',
  'analyst',
  'administrator',
] as const satisfies readonly Role[];
