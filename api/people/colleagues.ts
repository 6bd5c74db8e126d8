import { z } from 'zod';
import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { listOf } from '../http/page_contract.ts';
import { line } from '../http/text.ts';

/** As many as a search names at most: a directory is not to be read out by it. */
const foundMax = 8;
const wordsMax = 8;

const colleague = z.strictObject({ id: z.string(), name: z.string() });

const colleagueQuery = z.strictObject({
  q: line(100)
    .pipe(z.string().min(2))
    .meta({ description: 'How words of the name begin, two letters at least' }),
});

/** Whom a form may name, for everybody who fills one in: names, and nothing else of them. */
export const findColleagues = defineOperation({
  id: 'findColleagues',
  method: 'get',
  address: '/api/colleagues',
  summary: `People by how the words of their names begin, ${foundMax} at most: names alone`,
  tag: 'People',
  query: colleagueQuery,
  answers: {
    200: { description: 'Those whom it fits', schema: listOf('ColleagueList', colleague) },
  },
  async handle({ query }, { database }) {
    return { status: 200, body: { items: await byName(database, query.q), next: null } };
  },
});

function byName(database: Database, q: string): Promise<{ id: string; name: string }[]> {
  return withDatabase(() => {
    const query = database('accounts')
      .where('is_active', true)
      .orderByRaw('search_fold(display_name) collate "C", account_id')
      .limit(foundMax)
      .select<{ id: string; name: string }[]>({ id: 'account_id', name: 'display_name' });
    for (const word of q.split(/\s+/).slice(0, wordsMax)) {
      query.whereRaw(`' ' || search_fold(display_name) like '% ' || search_pattern(?) || '%'`, [
        word,
      ]);
    }
    return query;
  });
}
