import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import { deskRoles } from '../../database/roles.ts';
import { findStanding, findStandingStates } from '../../database/standing.ts';
import type { Status, TicketState } from '../../workflows/domain/ticket.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { roleNotAllowed } from '../http/errors.ts';
import { keepAnyOf } from '../http/filters.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import { searchWordsOf } from '../http/search_words.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { applyFields, asksOfFields, fieldColumns } from './fields/listed_fields.ts';
import { findNamedProblems } from './find_named_problems.ts';
import type { LinkedTicket, TicketContent } from './parts.ts';
import { groupsOf } from './presets/audience.ts';
import { type FieldSort, type TicketQuery, type TicketSort, ticketSorts } from './ticket_query.ts';
import { matchesOf } from './ticket_search.ts';
import { visibleTo } from './visible_to.ts';

/** A ticket as the tables have it; `state` is null until its first events are projected. */
export interface StoredTicket extends TicketContent {
  state: TicketState | null;
  requesterId: string;
}

interface StoredRow {
  number: string;
  subject: string;
  description?: string;
  requester_id: string;
  origin: TicketContent['origin'] | null;
  state: TicketState | null;
}

const columns = [
  'ticket_contents.number',
  'ticket_contents.subject',
  'ticket_contents.requester_id',
  'tickets.origin',
  'tickets.state',
];

/** The ticket, if there is one and the account may know of it. */
export function findTicket(
  database: Database,
  account: Account,
  ticketId: string,
): Promise<StoredTicket | undefined> {
  return withDatabase(async () => {
    const query = database('ticket_contents')
      .leftJoin('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
      .where('ticket_contents.ticket_id', ticketId)
      .select<StoredRow[]>([...columns, 'ticket_contents.description']);
    const [row] = await visibleTo(query, account);
    return row && storedTicket(row);
  });
}

/** A ticket on which the account decided an approval, whatever else it may know of it. */
export function findDecided(
  database: Database,
  { id }: Account,
  ticketId: string,
): Promise<StoredTicket | undefined> {
  return withDatabase(async () => {
    const [row] = await database('ticket_contents')
      .join('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
      .where('ticket_contents.ticket_id', ticketId)
      .whereRaw(
        `tickets.state -> 'approvals' @> any (array[
          jsonb_build_array(jsonb_build_object('by', jsonb_build_object('id', :id::text))),
          jsonb_build_array(jsonb_build_object('answers',
            jsonb_build_array(jsonb_build_object('by', jsonb_build_object('id', :id::text)))))])`,
        { id },
      )
      .select<StoredRow[]>([...columns, 'ticket_contents.description']);
    return row && storedTicket(row);
  });
}

/** Several tickets at once, by id: those there are and the account may know of. */
export function findTickets(
  database: Database,
  account: Account,
  ticketIds: string[],
): Promise<Map<string, StoredTicket & { state: TicketState }>> {
  return withDatabase(async () => {
    const query = database('ticket_contents')
      .join('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
      .whereIn('tickets.ticket_id', ticketIds)
      .select<(StoredRow & { ticket_id: string })[]>([...columns, 'tickets.ticket_id']);
    const rows = await visibleTo(query, account);
    return new Map(
      rows.map((row) => [row.ticket_id, { ...storedTicket(row), state: row.state as TicketState }]),
    );
  });
}

/** The tickets that stand for those among some that were merged, by the ids of those. */
export async function findStandingOfMerged(
  database: Database,
  tickets: readonly TicketState[],
): Promise<Map<string, TicketState>> {
  const merged = tickets.filter(({ status }) => status === 'merged');
  const ids = merged.map(({ ticketId }) => ticketId);
  return ids.length === 0 ? new Map() : withDatabase(() => findStandingStates(database, ids));
}

/** What is shown of tickets and problems that others name, and that the account may know of. */
export async function findLinked(
  database: Database,
  account: Account,
  ticketIds: string[],
): Promise<Map<string, LinkedTicket>> {
  if (ticketIds.length === 0) return new Map();
  const standing = await findStanding(database, ticketIds);
  const [named, problems] = await Promise.all([
    findNamed(database, account, [...ticketIds, ...standing.values()]),
    findNamedProblems(database, account, ticketIds),
  ]);
  return new Map([
    ...problems,
    ...ticketIds.flatMap((id): [string, LinkedTicket][] => {
      const ticket = named.get(id);
      const standsIn = standing.get(id);
      const followedOn = standsIn === id ? undefined : named.get(standsIn ?? '');
      return ticket ? [[id, { ...ticket, followedOn: followedOn ?? null }]] : [];
    }),
  ]);
}

async function findNamed(
  database: Database,
  account: Account,
  ticketIds: string[],
): Promise<Map<string, Omit<LinkedTicket, 'followedOn'> & { id: string }>> {
  const query = database('ticket_contents')
    .leftJoin('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
    .whereIn('ticket_contents.ticket_id', ticketIds)
    .select('ticket_contents.ticket_id', 'tickets.status', 'ticket_contents.number')
    .select('ticket_contents.subject');
  const rows = await visibleTo(query, account);
  return new Map(
    rows.map((row) => [
      row.ticket_id,
      {
        id: row.ticket_id,
        number: Number(row.number),
        subject: row.subject,
        status: row.status as Status | null,
      },
    ]),
  );
}

const pageSizeDefault = 50;

/** One page of the tickets an account may know of. */
export function findTicketPage(
  database: Database,
  account: Account,
  filters: TicketQuery,
): Promise<Page<StoredTicket & { state: TicketState }>> {
  const limit = filters.limit ?? pageSizeDefault;
  // Refused before anything is asked: nobody may find out a tier by where a ticket is left out.
  if (filters.tier && !seesInternals(account)) throw tierHidden(account);
  const sort = sortOf(filters);
  const order = orderOf(sort, account);
  return withDatabase(async () => {
    const query = database('ticket_contents')
      .join('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
      .select<(StoredRow & { position: unknown[] })[]>([
        ...columns,
        database.raw(positionIn(order)),
      ])
      .limit(limit + 1);
    visibleTo(query, account);
    applyFilters(query, account, filters);
    if (filters.q) await joinMatches(query, database, account, filters.q);
    applyOrder(query, order, decodeCursor(filters.cursor, sort, kindsOf(order)));
    const { items, next } = pageFrom(await query, limit, (last) =>
      encodeCursor(sort, last.position),
    );
    return {
      items: items.map((row) => ({ ...storedTicket(row), state: row.state as TicketState })),
      next,
    };
  });
}

/**
 * How many tickets of each question an account may know of, in the order of the questions.
 * @param max so many are counted at most: of a great many it is enough to know that they are
 */
export function countTickets(
  database: Database,
  account: Account,
  questions: readonly TicketQuery[],
  max: number,
): Promise<number[]> {
  return withDatabase(async () => {
    const counts: number[] = [];
    for (const filters of questions) {
      const query = database('ticket_contents')
        .join('tickets', 'tickets.ticket_id', 'ticket_contents.ticket_id')
        .select(database.raw('1'))
        .limit(max);
      visibleTo(query, account);
      applyFilters(query, account, filters);
      if (filters.q) await joinMatches(query, database, account, filters.q);
      const [row] = await database
        .from(query.as('found'))
        .count<{ count: string }[]>({ count: '*' });
      counts.push(Number(row?.count ?? 0));
    }
    return counts;
  });
}

/** A ticket without a deadline comes after every ticket that has one. */
const deadline = [
  "coalesce(tickets.next_deadline_at, 'infinity'::timestamptz)",
  'instant',
] as const;
const openFirst = ['(not tickets.is_open)', 'flag'] as const;
const openedAt = ['tickets.opened_at', 'instant'] as const;
const updatedAt = ['tickets.updated_at', 'instant'] as const;
const priority = ['tickets.priority_rank', 'integer'] as const;
const ticketId = ['tickets.ticket_id', 'word'] as const;

/** What was searched for comes by how well it matches, unless another order is asked for. */
function sortOf({ q, sort }: TicketQuery): TicketSort | FieldSort {
  if (q === undefined) return sort === undefined || sort === 'match' ? 'nextDeadline' : sort;
  return sort ?? 'match';
}

const orders: Record<TicketSort, Order> = {
  match: { columns: [['matches.score', 'integer'], updatedAt, ticketId], direction: 'desc' },
  nextDeadline: { columns: [openFirst, deadline, ticketId], direction: 'asc' },
  priority: { columns: [openFirst, priority, deadline, ticketId], direction: 'asc' },
  openedAt: { columns: [openedAt, ticketId], direction: 'asc' },
  '-openedAt': { columns: [openedAt, ticketId], direction: 'desc' },
  updatedAt: { columns: [updatedAt, ticketId], direction: 'asc' },
  '-updatedAt': { columns: [updatedAt, ticketId], direction: 'desc' },
};

/**
 * Requesters are not told when the desk's next deadline is, neither by a cursor nor by an order:
 * what is open comes first, the oldest of it before the rest.
 */
const requesterOrders: Record<TicketSort, Order> = {
  ...orders,
  nextDeadline: { columns: [openFirst, openedAt, ticketId], direction: 'asc' },
  priority: { columns: [openFirst, priority, openedAt, ticketId], direction: 'asc' },
};

/** What is asked of fields is the desk's to order by: requesters could tell a hidden one by it. */
function orderOf(sort: TicketSort | FieldSort, account: Account): Order {
  const known = seesInternals(account) ? orders : requesterOrders;
  if (isFieldSort(sort)) {
    if (!seesInternals(account)) throw tierHidden(account);
    const direction = sort.startsWith('-') ? 'desc' : 'asc';
    return { columns: [...fieldColumns(sort), ticketId], direction };
  }
  return known[sort];
}

function isFieldSort(sort: TicketSort | FieldSort): sort is FieldSort {
  return !ticketSorts.some((known) => known === sort);
}

function tierHidden({ roles }: Account) {
  return roleNotAllowed(roles, deskRoles);
}

function applyFilters(query: Knex.QueryBuilder, account: Account, filters: TicketQuery): void {
  keepAnyOf(query, 'tickets', ['status', 'type', 'category', 'priority', 'tier'], filters);
  if (filters.id) query.whereIn('tickets.ticket_id', filters.id);
  if (filters.group) query.whereIn('tickets.group_id', filters.group);
  if (filters.open !== undefined) query.where('tickets.is_open', filters.open);
  if (filters.breached !== undefined) query.where('tickets.is_breached', filters.breached);
  if (filters.process) query.whereIn('tickets.process_id', filters.process);
  if (filters.processVersion) query.where('tickets.process_version', filters.processVersion);
  if (filters.waitsFor) {
    query.whereRaw(`tickets.state -> 'pending' ->> 'reason' = any (?)`, [filters.waitsFor]);
  }
  applyPlaybook(query, filters);
  const self = (id: string) => (id === 'me' ? account.id : id);
  if (filters.assignee === 'none') query.whereNull('tickets.assignee_id');
  else if (filters.assignee) query.where('tickets.assignee_id', self(filters.assignee));
  if (filters.myGroups) query.whereIn('tickets.group_id', groupsOf(account));
  if (filters.vip !== undefined) {
    query.whereRaw(`(tickets.state ->> 'requesterTier' = 'vip') = ?`, [filters.vip]);
  }
  if (filters.unanswered !== undefined) {
    query.whereRaw(`(tickets.state ->> 'unansweredSince' is not null) = ?`, [filters.unanswered]);
  }
  if (filters.due) {
    query.where('tickets.is_open', true).whereRaw(dueSql[filters.due]);
  }
  if (filters.affected) query.whereRaw('tickets.affected_ids && ?::text[]', [filters.affected]);
  applyFields(query, filters, self);
  if (filters.tag) {
    // Spelled in another way it is the word of the desk all the same.
    query.whereRaw(
      `tickets.tags && array(
         select word from tags
         where folded in (select search_fold(given) from unnest(?::text[]) as given))`,
      [filters.tag],
    );
  }
  if (filters.follower) {
    query.whereRaw('tickets.follower_ids @> array[?]::text[]', [self(filters.follower)]);
  }
  if (filters.copied !== undefined) {
    query.whereRaw('(tickets.copied_ids @> array[?]::text[]) = ?', [account.id, filters.copied]);
  }
  if (asksOfInternals(filters) && !seesInternals(account)) query.whereRaw('false');
  if (filters.requester) query.where('tickets.requester_id', self(filters.requester));
  if (filters.problem) applyProblem(query, account, filters.problem);
  if (filters.report !== undefined) applyReport(query, filters.report);
}

/** What the desk writes on tickets, who follows them and what programs do about them is its own. */
function asksOfInternals(filters: TicketQuery): boolean {
  const { tag, follower, playbook, playbookStep } = filters;
  return [tag, follower, playbook, playbookStep].some(Boolean) || asksOfFields(filters);
}

function applyPlaybook(
  query: Knex.QueryBuilder,
  { playbook, playbookStep }: Pick<TicketQuery, 'playbook' | 'playbookStep'>,
): void {
  if (playbook === undefined && playbookStep === undefined) return;
  query.whereRaw(
    `tickets.ticket_id in (
       select ticket_id from playbook_places()
       where is_here and step = ? and playbook = coalesce(?, playbook))`,
    [playbookStep ?? '', playbook ?? null],
  );
}

/** Of the promised solution: what is late already, and what is or becomes so within a day. */
const dueSql = {
  overdue: 'tickets.resolution_due_at < now()',
  day: "tickets.resolution_due_at < now() + interval '24 hours'",
} as const;

/** Reports are the children of a major incident, and of those merged into it, as long as it is open. */
function applyReport(query: Knex.QueryBuilder, isReport: boolean): void {
  query.whereRaw(
    `tickets.ticket_id ${isReport ? '' : 'not '}in (
       select link ->> 'id'
       from tickets as major
       cross join lateral (
         select jsonb_path_query(major.state, '$.links[*]')
         union all
         select jsonb_path_query(major.state, '$.mergedFrom[*].links[*]')
       ) as links (link)
       where major.is_open and (major.state ->> 'isMajor')::boolean
         and link ->> 'kind' = 'child')`,
  );
}

/** The incidents of a problem, whether they say it themselves or it says it of them. */
function applyProblem(query: Knex.QueryBuilder, account: Account, problemId: string): void {
  // There are no problems for requesters.
  if (!seesInternals(account)) query.whereRaw('false');
  query.whereRaw(
    'tickets.ticket_id in (select ticket_id from problem_incidents where problem_id = ?)',
    [problemId],
  );
}

/** Joins what a question finds, as `matches`. */
async function joinMatches(
  query: Knex.QueryBuilder,
  database: Database,
  account: Account,
  q: string,
): Promise<void> {
  const number = /^#?(\d{1,15})$/.exec(q)?.[1];
  const words = await searchWordsOf(database, q);
  query.joinRaw('join (?) as matches on matches.ticket_id = tickets.ticket_id', [
    matchesOf(database, account, { words, number }),
  ]);
}

function storedTicket(row: StoredRow): StoredTicket {
  return { ...contentOf(row), state: row.state, requesterId: row.requester_id };
}

function contentOf(row: Omit<StoredRow, 'state'>): TicketContent {
  return {
    origin: row.origin ?? 'live',
    number: Number(row.number),
    subject: row.subject,
    description: row.description ?? null,
  };
}
