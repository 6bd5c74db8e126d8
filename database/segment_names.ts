import { keysOf } from '../workflows/domain/keys.ts';
import { processDefinitions, titleOf } from '../workflows/processes/index.ts';
import type { Locale } from '../workflows/processes/locales.ts';
import type { Database } from './connection.ts';

const titled = { group: 'groups', category: 'categories', service: 'services' } as const;

/**
 * What charts call groups, categories, services and agents, by their keys. A key that two processes
 * have is called as the first of them calls it.
 */
export async function segmentNames(
  database: Database,
  locale: Locale,
): Promise<Record<string, Record<string, string>>> {
  const agents = await database('accounts')
    .whereNot('role', 'requester')
    .select('account_id', 'display_name');
  return {
    ...wordNames(locale),
    agent: Object.fromEntries(agents.map((row) => [row.account_id, row.display_name])),
  };
}

function wordNames(locale: Locale): Record<string, Record<string, string>> {
  const names: Record<string, Record<string, string>> = {};
  for (const kind of keysOf(titled)) {
    names[kind] = {};
    for (const definition of processDefinitions()) {
      for (const key of Object.keys(definition[titled[kind]])) {
        names[kind][key] ??= titleOf(definition.id, kind, key, locale);
      }
    }
  }
  return names;
}
