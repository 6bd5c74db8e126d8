/**
 * What an account may do at the desk; it holds one or more. Team leads and process owners work on
 * tickets as agents do; administrators see to people and settings, and to no ticket.
 */
export const roles = [
  'requester',
  'agent',
  'team_lead',
  'process_owner',
  'analyst',
  'administrator',
] as const;

export type Role = (typeof roles)[number];

/** Those who work on tickets. */
export const deskRoles = ['agent', 'team_lead', 'process_owner'] as const satisfies Role[];
