import { type KnownEntry, listAudit } from '../../database/audit.ts';
import { namesOfItems } from '../../database/configuration_items.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import type { Locale } from '../http/words.ts';
import { type ItemChange, itemChangePage, itemPartQuery, itemPath } from './contract.ts';
import { findItem } from './find_items.ts';

const pageSizeDefault = 20;
const orderName = 'item_change';

/** The audit has more of them, from where it was asked: that is for administrators. */
export const listItemChanges = defineOperation({
  id: 'listItemChanges',
  method: 'get',
  address: '/api/configuration-items/{id}/changes',
  summary: 'What became of a device or a service in the register, when, and who said so',
  tag: 'Configuration items',
  path: itemPath,
  query: itemPartQuery,
  answers: { 200: { description: 'The newest first', schema: itemChangePage } },
  async handle({ account, path, query }, { database, accounts }) {
    const { limit = pageSizeDefault } = query;
    const [before] = decodeCursor(query.cursor, orderName, ['integer']) ?? [];
    if (!(await findItem(database, path.id, account))) {
      throw notFound('configuration item', path.id);
    }
    const filters = { objectKind: 'device', objectId: path.id, before } as const;
    const entries = await withDatabase(() => listAudit(database, filters, limit + 1));
    const page = pageFrom(entries, limit, ({ position }) =>
      encodeCursor(orderName, [Number(position)]),
    );
    const { accountIds, itemIds } = idsIn(page.items);
    const names = {
      people: await accounts.namesOf(accountIds),
      items: await withDatabase(() => namesOfItems(database, itemIds)),
      locale: account.locale,
    };
    const items = page.items.map((entry) => changeView(entry, names));
    return { status: 200, body: { items, next: page.next } };
  },
});

interface Names {
  people: ReadonlyMap<string, string | null>;
  items: ReadonlyMap<string, string>;
  locale: Locale;
}

function valuesOf(fields: KnownEntry['before'], field: string): string[] {
  const value = fields?.[field] ?? [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Who did it and who used the item, and what it depended on, then or since. */
function idsIn(entries: readonly KnownEntry[]) {
  const sides = entries.flatMap(({ before, after }) => [before, after]);
  return {
    accountIds: [
      ...entries.flatMap(({ account_id: id }) => id ?? []),
      ...sides.flatMap((side) => valuesOf(side, 'ownerId')),
    ],
    itemIds: sides.flatMap((side) => valuesOf(side, 'dependsOn')),
  };
}

function changeView(entry: KnownEntry, names: Names): ItemChange {
  const { before, after, account_id: accountId } = entry;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const shown = (side: KnownEntry['before'], field: string) =>
    valuesOf(side, field).map((value) => shownValue(field, value, names));
  return {
    id: entry.position,
    at: entry.at.toISOString(),
    kind: entry.kind === 'item_created' ? 'created' : 'changed',
    by: accountId === null ? null : { id: accountId, name: names.people.get(accountId) ?? null },
    program: entry.program,
    changes: fields
      .map((field) => ({ field, before: shown(before, field), after: shown(after, field) }))
      .filter((change) => change.before.length + change.after.length > 0),
  };
}

/** A value, or the name of what it is the id of; whom nobody knows any more keeps the id. */
function shownValue(field: string, value: string, { people, items, locale }: Names): string {
  if (field === 'ownerId') return people.get(value) ?? value;
  if (field === 'dependsOn') return items.get(value) ?? value;
  if (field !== 'supportGroup') return value;
  const [process = '', group = ''] = value.split('/');
  return titleOf(process, 'group', group, locale);
}
