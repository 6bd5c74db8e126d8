import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import type { ProblemEventType, ProblemState } from '../../workflows/domain/problem.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { keepAnyOf } from '../http/filters.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import type { PageQuery } from '../http/parameters.ts';
import { says, searchWordsOf } from '../http/search_words.ts';
import type { Account } from '../people/directory.ts';
import type { ProblemQuery } from './contract.ts';

/** A problem as its row has it, with what belongs to it. */
export interface StoredProblem {
  number: number;
  state: ProblemState;
  incidentCount: number;
  openIncidentCount: number;
  /** Its texts by id: all of them of one problem, the titles only in a list. */
  texts: Map<string, string>;
}

interface ProblemRow {
  problem_id: string;
  number: string;
  state: ProblemState;
}

export function findProblem(
  database: Database,
  problemId: string,
): Promise<StoredProblem | undefined> {
  return withDatabase(async () => {
    const row = await database('problems')
      .where('problem_id', problemId)
      .first<ProblemRow>('problem_id', 'number', 'state');
    if (!row) return undefined;
    const { titleId, descriptionId, rootCauseId, workaroundId, resolutionNoteId } = row.state;
    const ids = [titleId, descriptionId, rootCauseId, workaroundId, resolutionNoteId];
    const texts = await problemTexts(
      database,
      ids.filter((id) => id !== null),
    );
    return storedProblem(row, texts, await incidentCounts(database, [problemId]));
  });
}

/** Bodies by id; an erased text is not among them. */
export async function problemTexts(
  database: Database,
  textIds: string[],
): Promise<Map<string, string>> {
  const rows = await database('problem_texts')
    .whereIn('text_id', textIds)
    .select('text_id', 'body');
  return new Map(rows.map((row) => [row.text_id, row.body]));
}

type Counts = Map<string, { all: number; open: number }>;

async function incidentCounts(database: Database, problemIds: string[]): Promise<Counts> {
  const rows = await database('problem_incidents')
    .join('tickets', 'tickets.ticket_id', 'problem_incidents.ticket_id')
    .whereIn('problem_incidents.problem_id', problemIds)
    .groupBy('problem_incidents.problem_id')
    .select<{ problem_id: string; all: number; open: number }[]>([
      'problem_incidents.problem_id',
      database.raw('count(*)::int as "all"'),
      database.raw('(count(*) filter (where tickets.is_open))::int as "open"'),
    ]);
  return new Map(rows.map((row) => [row.problem_id, row]));
}

function storedProblem(row: ProblemRow, texts: Map<string, string>, counts: Counts): StoredProblem {
  const { all = 0, open = 0 } = counts.get(row.problem_id) ?? {};
  const { state } = row;
  return { number: Number(row.number), state, incidentCount: all, openIncidentCount: open, texts };
}

const pageSizeDefault = 50;

const openFirst = ['(not problems.is_open)', 'flag'] as const;
const reviewAt = ["coalesce(problems.review_at, 'infinity'::timestamptz)", 'instant'] as const;
const problemId = ['problems.problem_id', 'word'] as const;

const orders: Record<ProblemQuery['sort'], Order> = {
  review: { columns: [openFirst, reviewAt, problemId], direction: 'asc' },
  priority: {
    columns: [openFirst, ['problems.priority_rank', 'integer'], reviewAt, problemId],
    direction: 'asc',
  },
  '-openedAt': { columns: [['problems.opened_at', 'instant'], problemId], direction: 'desc' },
  '-updatedAt': { columns: [['problems.updated_at', 'instant'], problemId], direction: 'desc' },
};

/** One page of the problems of the desk. */
export function findProblemPage(
  database: Database,
  account: Account,
  filters: ProblemQuery,
): Promise<Page<StoredProblem>> {
  const { sort, limit = pageSizeDefault } = filters;
  const order = orders[sort];
  return withDatabase(async () => {
    const query = database('problems')
      .select<(ProblemRow & { position: unknown[] })[]>([
        'problems.problem_id',
        'problems.number',
        'problems.state',
        database.raw(positionIn(order)),
      ])
      .limit(limit + 1);
    applyFilters(query, account, filters);
    if (filters.q) await applySearch(query, database, filters.q);
    applyOrder(query, order, decodeCursor(filters.cursor, sort, kindsOf(order)));
    const { items, next } = pageFrom(await query, limit, (last) =>
      encodeCursor(sort, last.position),
    );
    const [texts, counts] = await Promise.all([
      problemTexts(
        database,
        items.map(({ state }) => state.titleId),
      ),
      incidentCounts(
        database,
        items.map((row) => row.problem_id),
      ),
    ]);
    return { items: items.map((row) => storedProblem(row, texts, counts)), next };
  });
}

function applyFilters(query: Knex.QueryBuilder, account: Account, filters: ProblemQuery): void {
  keepAnyOf(query, 'problems', ['status', 'category', 'priority'], filters);
  const { group, open, overdue, owner, process, incident } = filters;
  if (group) query.whereIn('problems.group_id', group);
  if (open !== undefined) query.where('problems.is_open', open);
  if (process) query.where('problems.process_id', process);
  if (overdue !== undefined) {
    const isPast = 'coalesce(problems.review_at < now(), false)';
    query.whereRaw(overdue ? isPast : `not ${isPast}`);
  }
  if (owner === 'none') query.whereNull('problems.owner_id');
  else if (owner) query.where('problems.owner_id', owner === 'me' ? account.id : owner);
  if (incident) {
    query.whereRaw(
      'problems.problem_id in (select problem_id from problem_incidents where ticket_id = ?)',
      [incident],
    );
  }
}

/** Every word must occur in one of its texts, mistyped where none has it; or it is the number. */
async function applySearch(query: Knex.QueryBuilder, database: Database, q: string): Promise<void> {
  const number = /^#?(\d{1,15})$/.exec(q)?.[1];
  const words = await searchWordsOf(database, q);
  query.where((either) => {
    either.where((all) => {
      for (const word of words) {
        const exact = says(word, 'search_fold(body)');
        const found = `select problem_id from problem_texts where ${exact.sql}`;
        const near = `select problem_id from problem_texts where search_fold(body) ~ ? and not exists (${found})`;
        all.where((one) => {
          one.whereRaw(`problems.problem_id in (${found})`, exact.bindings);
          if (word.mistyped === null) return;
          const bindings = [word.mistyped, ...exact.bindings];
          one.orWhereRaw(`problems.problem_id in (${near})`, bindings);
        });
      }
    });
    if (number) either.orWhere('problems.number', number);
  });
}

/** An event of a problem, or of a ticket that joined or left it. */
export interface ProblemEventRow {
  record: string;
  seq: number;
  type: ProblemEventType | 'incident_linked' | 'incident_unlinked';
  at: Date;
  actor: Actor;
  data: Record<string, unknown>;
}

const eventOrder: Order = {
  columns: [
    ['events.at', 'instant'],
    ['events.record', 'word'],
    ['events.seq', 'integer'],
  ],
  direction: 'asc',
};
const eventPageSizeDefault = 100;

/** Its own events and those of its incidents that say so, in the order they happened. */
const eventsSql = `(
  select problem_id as record, seq, type, at, actor_kind, actor_id, data
  from problem_events
  where problem_id = :id
  union all
  select
    ticket_id as record,
    seq,
    case type when 'ticket_linked' then 'incident_linked' else 'incident_unlinked' end as type,
    at,
    actor_kind,
    actor_id,
    jsonb_build_object('ticketId', ticket_id) as data
  from ticket_events
  where type in ('ticket_linked', 'ticket_unlinked')
    and data ->> 'id' = :id
) as events`;

export function findProblemEventPage(
  database: Database,
  id: string,
  page: PageQuery,
): Promise<Page<ProblemEventRow>> {
  const limit = page.limit ?? eventPageSizeDefault;
  return withDatabase(async () => {
    const query = database
      .from(database.raw(eventsSql, { id }))
      .select(['events.*', database.raw(positionIn(eventOrder))])
      .limit(limit + 1);
    applyOrder(query, eventOrder, decodeCursor(page.cursor, 'at', kindsOf(eventOrder)));
    const { items, next } = pageFrom(await query, limit, (last) =>
      encodeCursor('at', last.position),
    );
    return {
      items: items.map((row) => ({
        record: row.record,
        seq: row.seq,
        type: row.type,
        at: row.at,
        actor: { kind: row.actor_kind, id: row.actor_id },
        data: row.data,
      })),
      next,
    };
  });
}

/** Number and subject of tickets, by id. */
export function ticketTitles(
  database: Database,
  ticketIds: string[],
): Promise<Map<string, { number: number; subject: string }>> {
  return withDatabase(async () => {
    const rows = await database('ticket_contents')
      .whereIn('ticket_id', ticketIds)
      .select('ticket_id', 'number', 'subject');
    return new Map(
      rows.map((row) => [row.ticket_id, { number: Number(row.number), subject: row.subject }]),
    );
  });
}

/** The problems that tickets belong to, by ticket id. */
export function problemsOf(database: Database, ticketIds: string[]): Promise<Map<string, string>> {
  return withDatabase(async () => {
    const rows = await database('problem_incidents')
      .whereIn('ticket_id', ticketIds)
      .select('ticket_id', 'problem_id');
    return new Map(rows.map((row) => [row.ticket_id, row.problem_id]));
  });
}
