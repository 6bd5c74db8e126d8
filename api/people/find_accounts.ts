import type { Knex } from 'knex';
import { awayAt } from '../../database/absences.ts';
import type { Database } from '../../database/connection.ts';
import type { AccountRow as Row } from '../../database/tables.ts';
import type { Tier } from '../../workflows/domain/ticket.ts';
import { findProcess, snapshotOf, titleOf } from '../../workflows/processes/index.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import type { Locale } from '../http/words.ts';
import type { Account, AccountGroup, AccountPage, AccountQuery } from './contract.ts';
import type { Account as Person } from './directory.ts';
import { mayReadContacts } from './policy.ts';

const pageSizeDefault = 100;
const searchWordsMax = 8;
const orderName = 'name';

/** Whoever asks: in their language, and with contacts where they may read them. */
type Viewer = Pick<Person, 'id' | 'roles' | 'locale'>;

/** By name, as Postgres compares what is searched for. */
const order: Order = {
  columns: [
    ['search_fold(accounts.display_name) collate "C"', 'text'],
    ['accounts.account_id', 'text'],
  ],
  direction: 'asc',
};

/** People by name, with the groups they work in and what they carry now. */
export function findAccountPage(
  database: Database,
  filters: AccountQuery,
  viewer: Viewer,
): Promise<AccountPage> {
  const after = decodeCursor(filters.cursor, orderName, kindsOf(order));
  const limit = filters.limit ?? pageSizeDefault;
  return withDatabase(async () => {
    const query = database('accounts').limit(limit + 1);
    applyFilters(query, database, filters, viewer);
    applyOrder(query, order, after);
    const counting = database('accounts');
    applyFilters(counting, database, filters, viewer);
    const [rows, [counted]] = await Promise.all([
      query.select<{ account_id: string; position: unknown[] }[]>(
        'account_id',
        database.raw(positionIn(order)),
      ),
      counting.count<{ count: string }[]>(),
    ]);
    const page = pageFrom(rows, limit, ({ position }) => encodeCursor(orderName, position));
    const ids = page.items.map(({ account_id }) => account_id);
    const known = await readAccounts(database, ids, viewer);
    const items = ids.flatMap((id) => known.get(id) ?? []);
    return { items, next: page.next, total: Number(counted?.count ?? 0) };
  });
}

/** The account, closed or not; undefined where there is none. */
export function findAccount(
  database: Database,
  accountId: string,
  viewer: Viewer,
): Promise<Account | undefined> {
  return withDatabase(async () =>
    (await readAccounts(database, [accountId], viewer)).get(accountId),
  );
}

interface KnownRow extends Omit<Row, 'created_at' | 'updated_at' | 'closed_at'> {
  addresses: string[];
  manager_name: string | null;
  customer: Account['customer'];
  open_ticket_count: number;
  away: { until_at: string | null; deputy_id: string | null; deputy_name: string | null } | null;
  departure: {
    closed_at: string;
    ticket_count: number;
    moved_count: number;
    left_count: number;
    done_at: string | null;
  } | null;
}

const knownColumns = `
  accounts.*,
  array(select address from mail_addresses
    where mail_addresses.account_id = accounts.account_id
    order by is_main desc, address) as addresses,
  (select display_name from accounts as manager
    where manager.account_id = accounts.manager_id) as manager_name,
  (select jsonb_build_object('id', customer_id, 'name', name, 'contract', contract)
    from customers where customers.customer_id = accounts.customer_id) as customer,
  (select count(*)::int from agent_load
    where agent_load.account_id = accounts.account_id and agent_load.counts) as open_ticket_count,
  (select jsonb_build_object('until_at', away.until_at, 'deputy_id', away.deputy_id,
      'deputy_name', deputy.display_name)
    from (${awayAt('accounts.account_id', 'now()')}) as away
    left join accounts as deputy on deputy.account_id = away.deputy_id) as away,
  case when accounts.is_active then null else (
    select jsonb_build_object('closed_at', closed_at, 'ticket_count', ticket_count,
      'moved_count', cardinality(moved_ids), 'done_at', done_at,
      'left_count', (select count(*) from tickets
        where tickets.assignee_id = accounts.account_id and tickets.is_open and origin = 'live'))
    from departures where departures.account_id = accounts.account_id
    order by departure_id desc limit 1) end as departure`;

async function readAccounts(
  database: Database,
  accountIds: readonly string[],
  viewer: Viewer,
): Promise<Map<string, Account>> {
  const [{ rows }, groups] = await Promise.all([
    database.raw<{ rows: KnownRow[] }>(
      `select ${knownColumns} from accounts where account_id = any(?)`,
      [[...accountIds]],
    ),
    groupsOf(database, [...accountIds], viewer.locale),
  ]);
  return new Map(
    rows.map((row) => [row.account_id, accountOf(row, groups.get(row.account_id) ?? [], viewer)]),
  );
}

function accountOf(row: KnownRow, groups: AccountGroup[], viewer: Viewer): Account {
  const { away, departure } = row;
  const isReachable = row.account_id === viewer.id || mayReadContacts(viewer.roles);
  return {
    id: row.account_id,
    name: row.display_name,
    roles: [...row.roles],
    isActive: row.is_active,
    addresses: isReachable ? row.addresses : null,
    phones: isReachable ? row.phones : null,
    locale: row.locale,
    zone: row.zone,
    site: row.site,
    department: row.department,
    customer: row.customer,
    manager: row.manager_id ? { id: row.manager_id, name: row.manager_name ?? '' } : null,
    requesterTier: row.requester_tier,
    groups,
    away: away && {
      until: utc(away.until_at),
      deputy: away.deputy_id ? { id: away.deputy_id, name: away.deputy_name ?? '' } : null,
    },
    openTicketCount: row.open_ticket_count,
    departure: departure && {
      closedAt: new Date(departure.closed_at).toISOString(),
      ticketCount: departure.ticket_count,
      movedCount: departure.moved_count,
      leftCount: departure.left_count,
      doneAt: utc(departure.done_at),
    },
    revision: row.revision,
  };
}

function utc(instant: string | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

function applyFilters(
  query: Knex.QueryBuilder,
  database: Database,
  { role, group, process, site, department, customer, active, q }: AccountQuery,
  viewer: Viewer,
): void {
  query.where('accounts.is_active', active ?? true);
  if (role) query.whereRaw('accounts.roles && ?', [role]);
  if (site) query.where('accounts.site', site);
  if (department) query.where('accounts.department', department);
  if (customer) query.where('accounts.customer_id', customer);
  if (q) applySearch(query, q, mayReadContacts(viewer.roles));
  if (!group && !process) return;
  const members = database('group_members').select('account_id');
  if (group) members.where('group_id', group);
  if (process) members.where('process_id', process);
  query.whereIn('accounts.account_id', members);
}

/** A word is in what is known of a person, or in an address: both have an index of their own. */
const knownWithContacts = `accounts.account_id in (
  select account_id from accounts
  where person_words(display_name, phones, department, site) like ? || search_pattern(?) || '%'
  union
  select account_id from mail_addresses where address like ? || search_pattern(?) || '%')`;

/** What is not shown is not found by either: a search would tell it letter by letter. */
const knownByName = `person_words(display_name, '{}', department, site)
  like ? || search_pattern(?) || '%'`;

function applySearch(query: Knex.QueryBuilder, q: string, withContacts: boolean): void {
  for (const word of wordsOf(q)) {
    // Of a letter or two there is only an index of how words begin.
    const [before, beforeAddress] = word.length < 3 ? ['% ', ''] : ['%', '%'];
    if (withContacts) query.whereRaw(knownWithContacts, [before, word, beforeAddress, word]);
    else query.whereRaw(knownByName, [before, word]);
  }
}

/** What is written as a phone number is one word, however it is written and from which country. */
function wordsOf(q: string): string[] {
  const digits = /^[+\d\s()./-]+$/.test(q) ? q.replace(/\D/g, '').replace(/^0+/, '') : '';
  return digits.length >= 3 ? [digits] : q.split(/\s+/).slice(0, searchWordsMax);
}

/** The groups people work in, by account id. */
export async function groupsOf(
  database: Database,
  accountIds: string[],
  locale: Locale,
): Promise<Map<string, AccountGroup[]>> {
  const rows = await database('group_members')
    .whereIn('account_id', accountIds)
    .orderBy(['process_id', 'group_id']);
  const groups = new Map<string, AccountGroup[]>();
  for (const row of rows) {
    const memberships = groups.get(row.account_id) ?? [];
    memberships.push({
      process: row.process_id,
      id: row.group_id,
      title: titleOf(row.process_id, 'group', row.group_id, locale),
      tier: tierOf(row.process_id, row.group_id),
      capacity: row.capacity,
      skills: row.skills,
      shift: row.shift,
    });
    groups.set(row.account_id, memberships);
  }
  return groups;
}

/** Groups an older version of the process had are shown at the first tier. */
function tierOf(processId: string, groupId: string): Tier {
  const definition = findProcess(processId);
  return (definition && snapshotOf(definition).groups[groupId]?.tier) ?? 1;
}

/** Whether somebody works in a group of that name, in whatever process. */
export async function isMemberOf(
  database: Database,
  accountId: string,
  groupId: string,
): Promise<boolean> {
  const row = await database('group_members')
    .where({ group_id: groupId, account_id: accountId })
    .first('account_id');
  return row !== undefined;
}
