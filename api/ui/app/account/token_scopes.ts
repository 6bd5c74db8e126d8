import type { Scope } from '../../../contract.ts';
import { t } from '../words/language.ts';

/** What a token may be for, and its words. */
const words = {
  'tickets:read': 'tickets_read',
  'tickets:write': 'tickets_write',
  'knowledge:read': 'knowledge_read',
  'knowledge:write': 'knowledge_write',
  'people:read': 'people_read',
  'people:write': 'people_write',
  'analytics:read': 'analytics_read',
  'analytics:write': 'analytics_write',
  scim: 'scim',
  mail: 'mail',
  admin: 'admin',
  everything: 'everything',
} as const satisfies Record<Scope, string>;

export const scopes = Object.keys(words) as Scope[];

/** @param scope as a token has it; one that is unknown here is shown as it is */
export function scopeWords(scope: string): string {
  const known = scopes.find((one) => one === scope);
  return known === undefined ? scope : t(`tokens.scope.${words[known]}`);
}
