import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { inCircles } from '../../../database/circles.ts';
import type { Database } from '../../../database/connection.ts';
import type { MembershipChange } from '../../../database/membership.ts';
import {
  type AccountFields,
  fieldsOf,
  type KnownAccount,
  type NewAccount,
} from '../../../database/people.ts';
import { type Role, roles as roleNames } from '../../../database/roles.ts';
import { administratorsWhoSignIn } from '../../../database/sign_in/ways_in.ts';
import type { GroupMemberRow } from '../../../database/tables.ts';
import { findProcess } from '../../../workflows/processes/index.ts';
import { type Expectation, expected } from '../../http/expectations.ts';
import { expectationsOf } from '../../http/input.ts';
import { groupNames } from '../find_groups.ts';
import { personFields } from '../person_fields.ts';
import { areSameAddresses } from '../token_rights.ts';
import type { ColumnName } from './columns.ts';
import { type GivenPeople, type GivenRow, type LineFault, shown } from './read_people.ts';

/** What a row of a file comes to. */
export interface PlannedPerson {
  line: number;
  accountId: string;
  name: string;
  outcome: 'created' | 'changed' | 'unchanged';
  /** The fields that are new, or will be others. */
  fields: (keyof AccountFields | 'groups')[];
}

export interface PeoplePlan {
  people: PlannedPerson[];
  faults: LineFault[];
  created: NewAccount[];
  changed: { accountId: string; fields: Partial<AccountFields> }[];
  memberships: MembershipChange[];
}

/** Tickets at once, of somebody new in a group. */
const capacityDefault = 5;
/** Rows that are judged before others have their turn. */
const rowsInTurn = 500;

const newPerson: Omit<AccountFields, 'name' | 'locale'> = {
  roles: ['requester'],
  addresses: [],
  phones: [],
  zone: null,
  site: null,
  department: null,
  managerId: null,
  requesterTier: 'standard',
};

export interface PlanOptions {
  /** Of those of whom the file says none. */
  locale: AccountFields['locale'];
  /** A program asks: it makes nobody an administrator, and changes no address of one. */
  isByToken?: boolean;
}

/** What a file of people would change of those there are. Rows with a fault are left out. */
export async function planPeople(
  database: Database,
  given: GivenPeople,
  { locale, isByToken = false }: PlanOptions,
): Promise<PeoplePlan> {
  const known = await readKnown(database);
  const faults = [...given.faults];
  const drafts: Draft[] = [];
  const taken = new Map<string, number>();
  for (const [n, row] of given.rows.entries()) {
    if (n % rowsInTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    const draft = draftOf(row, known, taken, locale);
    if (isByToken) draft.faults.push(...faultsByToken(draft));
    faults.push(...draft.faults);
    if (draft.faults.length === 0) drafts.push(draft);
  }
  const good = withAdministrators(withManagers(drafts, known, faults), known, faults);
  const plan: PeoplePlan = {
    people: [],
    faults: faults.toSorted((a, b) => a.line - b.line),
    created: [],
    changed: [],
    memberships: [],
  };
  for (const draft of good) add(draft, known, plan);
  return plan;
}

interface Known {
  accounts: Map<string, KnownAccount>;
  byAddress: Map<string, string>;
  places: Map<string, GroupMemberRow[]>;
  /** Ids by names in lower case. */
  customers: Map<string, string>;
  /** Administrators who have anything by which they sign in. */
  signingIn: Set<string>;
}

async function readKnown(database: Database): Promise<Known> {
  const { rows } = await database.raw<{ rows: KnownAccount[] }>(
    `select accounts.*, coalesce(mail.addresses, '{}') as addresses from accounts
     left join (select account_id, array_agg(address order by is_main desc, address) as addresses
       from mail_addresses group by account_id) as mail using (account_id)`,
  );
  const byAddress = new Map(
    rows.flatMap(({ account_id, addresses }) => addresses.map((one) => [one, account_id] as const)),
  );
  const places = Map.groupBy(await database('group_members'), (row) => row.account_id);
  const signingIn = await administratorsWhoSignIn(database);
  const accounts = new Map(rows.map((row) => [row.account_id, row]));
  const named = await database('customers').select('customer_id', 'name');
  const customers = new Map(named.map((row) => [row.name.toLowerCase(), row.customer_id]));
  return { customers, accounts, byAddress, places, signingIn };
}

interface Draft {
  row: GivenRow;
  accountId: string;
  before: KnownAccount | undefined;
  fields: Partial<AccountFields>;
  groups: { processId: string; groupId: string }[] | undefined;
  faults: LineFault[];
}

function draftOf(
  row: GivenRow,
  known: Known,
  taken: Map<string, number>,
  locale: AccountFields['locale'],
): Draft {
  const { line, cells } = row;
  const faults: LineFault[] = [];
  const refuse = (column: ColumnName, expectation: Expectation) => {
    faults.push({ line, column, expected: expectation, received: shown(cells[column] ?? '') });
  };
  function read<Value>(column: ColumnName, schema: z.ZodType<Value>, value: unknown) {
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    refuse(column, expectationsOf(result.error)[0] ?? expected('other'));
    return undefined;
  }
  const addresses =
    cells.addresses === undefined
      ? undefined
      : read('addresses', personFields.addresses, listOf(cells.addresses));
  const id = cells.id || addresses?.map((one) => known.byAddress.get(one)).find(Boolean);
  const before = id === undefined ? undefined : known.accounts.get(id);
  if (cells.id && !before) refuse('id', expected('account'));
  if (!id && faults.length === 0 && !addresses?.length)
    refuse('addresses', expected('mail_address'));
  if (before && !before.is_active) refuse(cells.id ? 'id' : 'addresses', expected('open_account'));
  const accountId = before?.account_id ?? `acc-${randomUUID()}`;
  for (const address of addresses ?? []) {
    const owner = known.byAddress.get(address);
    if (taken.has(address) || (owner !== undefined && owner !== before?.account_id)) {
      refuse('addresses', expected('unused_address'));
    }
    taken.set(address, line);
  }
  const fields: Partial<AccountFields> = { ...(addresses && { addresses }) };
  const set = <Field extends keyof AccountFields>(
    field: Field,
    value: AccountFields[Field] | undefined,
  ) => {
    if (value !== undefined) fields[field] = value;
  };
  const given = (column: ColumnName) => cells[column] !== undefined && cells[column] !== '';
  if (given('name') || !before) set('name', read('name', personFields.name, cells.name ?? ''));
  if (cells.phones !== undefined) {
    set('phones', read('phones', personFields.phones, listOf(cells.phones, /[;,|\n]/)));
  }
  if (given('language')) set('locale', read('language', personFields.locale, cells.language));
  else if (!before) set('locale', locale);
  if (cells.zone !== undefined) set('zone', read('zone', personFields.zone, cells.zone || null));
  if (cells.site !== undefined) set('site', read('site', personFields.site, cells.site || null));
  if (cells.department !== undefined) {
    set('department', read('department', personFields.department, cells.department || null));
  }
  if (cells.customer !== undefined) {
    const named = cells.customer.trim().toLowerCase();
    const customerId = named === '' ? null : known.customers.get(named);
    if (customerId === undefined) refuse('customer', expected('customer'));
    set('customerId', customerId);
  }
  if (cells.vip !== undefined) {
    const isVip = /^(1|yes|true|oui|vrai|x|vip)$/i.test(cells.vip);
    const isNot = /^(|0|no|false|non|faux)$/i.test(cells.vip);
    if (isVip || isNot) set('requesterTier', isVip ? 'vip' : 'standard');
    else refuse('vip', expected('one_of', { words: ['yes', 'no'] }));
  }
  if (given('roles')) {
    const roles = read('roles', personFields.roles, listOf(cells.roles ?? ''));
    set('roles', roles && roleNames.filter((role) => roles.includes(role)));
  }
  const groups = cells.groups === undefined ? undefined : groupsOf(cells.groups, refuse);
  return { row, accountId, before, fields, groups, faults };
}

/** As tokens are refused them of one person. */
function faultsByToken({ row, before, fields }: Draft): LineFault[] {
  const held = before?.roles ?? [];
  const isMade = fields.roles?.includes('administrator') && !held.includes('administrator');
  const isMoved =
    held.includes('administrator') &&
    fields.addresses !== undefined &&
    !areSameAddresses(fields.addresses, before?.addresses ?? []);
  const columns = [
    ...(isMade ? ['roles' as const] : []),
    ...(isMoved ? ['addresses' as const] : []),
  ];
  return columns.map((column) => ({
    ...{ line: row.line, column, expected: expected('not_by_token') },
    received: shown(row.cells[column] ?? ''),
  }));
}

function listOf(cell: string, between = /[\s;,|]+/): string[] {
  return cell
    .split(between)
    .map((one) => one.trim())
    .filter(Boolean);
}

function groupsOf(cell: string, refuse: (column: 'groups', expectation: Expectation) => void) {
  return listOf(cell).map((one) => {
    const [processId = '', groupId = ''] = one.split('/');
    const definition = findProcess(processId);
    if (!definition || !groupNames(definition).includes(groupId)) {
      refuse('groups', expected('group_of_process'));
    }
    return { processId, groupId };
  });
}

/** Managers by address or id, in the file or at the desk, those further down too; never in a circle. */
function withManagers(drafts: Draft[], known: Known, faults: LineFault[]): Draft[] {
  const byAddress = new Map(known.byAddress);
  for (const { fields, accountId } of drafts) {
    for (const address of fields.addresses ?? []) byAddress.set(address, accountId);
  }
  const managers = new Map([...known.accounts].map(([id, row]) => [id, row.manager_id]));
  const bad = new Set<Draft>();
  const refuse = (draft: Draft, expectation: Expectation) => {
    const { line, cells } = draft.row;
    const received = shown(cells.manager ?? '');
    faults.push({ line, column: 'manager', expected: expectation, received });
    bad.add(draft);
  };
  for (const draft of drafts) {
    const { manager } = draft.row.cells;
    if (manager === undefined) continue;
    const managerId = byAddress.get(manager.toLowerCase()) ?? manager;
    if (manager !== '' && !known.accounts.has(managerId) && !byAddress.has(manager.toLowerCase())) {
      refuse(draft, expected('account'));
      continue;
    }
    draft.fields.managerId = manager === '' ? null : managerId;
    managers.set(draft.accountId, draft.fields.managerId);
  }
  const circles = inCircles(managers);
  for (const draft of drafts) {
    if (!draft.fields.managerId || bad.has(draft)) continue;
    if (circles.has(draft.accountId)) refuse(draft, expected('manager_not_below'));
  }
  return withoutLost(drafts, bad, known, faults);
}

/** Whoever would have a manager that is not written has to wait for that one. */
function withoutLost(drafts: Draft[], bad: Set<Draft>, known: Known, faults: LineFault[]): Draft[] {
  const good = drafts.filter((draft) => !bad.has(draft));
  const written = new Set(good.map(({ accountId }) => accountId));
  const isThere = (id: string) => written.has(id) || known.accounts.has(id);
  const below = Map.groupBy(good, ({ fields }) => fields.managerId ?? '');
  const lost = new Set(good.filter(({ fields }) => fields.managerId && !isThere(fields.managerId)));
  // Grows while it is read: who waits for somebody lost is lost, and who waits for those.
  for (const { row, accountId, before } of lost) {
    const received = shown(row.cells.manager ?? '');
    faults.push({ line: row.line, column: 'manager', expected: expected('account'), received });
    if (!before) for (const draft of below.get(accountId) ?? []) lost.add(draft);
  }
  return good.filter((draft) => !lost.has(draft));
}

/**
 * Some administrator stays, and one who can sign in where one of those that go can: what is refused of
 * one person (`isLastAdministrator`) is refused of a file, by line.
 */
function withAdministrators(drafts: Draft[], known: Known, faults: LineFault[]): Draft[] {
  const isOne = (roles: readonly Role[] | undefined) => roles?.includes('administrator') ?? false;
  const lost = drafts.filter(
    ({ before, fields }) => isOne(before?.roles) && fields.roles && !isOne(fields.roles),
  );
  if (lost.length === 0) return drafts;
  const going = new Set(lost.map(({ accountId }) => accountId));
  const staying = [...known.accounts.values()].filter(
    (row) => row.is_active && isOne(row.roles) && !going.has(row.account_id),
  );
  const isNobody = staying.length === 0 && !drafts.some(({ fields }) => isOne(fields.roles));
  const isShutOut = ({ before, accountId }: Draft) =>
    (before?.is_demo || known.signingIn.has(accountId)) &&
    !staying.some((row) => known.signingIn.has(row.account_id) || (row.is_demo && before?.is_demo));
  const bad = new Set(lost.filter((draft) => isNobody || isShutOut(draft)));
  for (const { row } of bad) {
    const received = shown(row.cells.roles ?? '');
    const wanted = expected('other_administrator');
    faults.push({ line: row.line, column: 'roles', expected: wanted, received });
  }
  return drafts.filter((draft) => !bad.has(draft));
}

function add(draft: Draft, known: Known, plan: PeoplePlan): void {
  const { row, accountId, before, fields, groups } = draft;
  const memberships = groups ? movesOf(accountId, groups, known.places.get(accountId) ?? []) : [];
  plan.memberships.push(...memberships);
  const inGroups = memberships.length > 0 ? (['groups'] as const) : [];
  if (!before) {
    const { name = '', locale = 'en', ...others } = fields;
    plan.created.push({ ...newPerson, ...others, name, locale, accountId });
    const told = (Object.keys(fields) as (keyof AccountFields)[]).filter(
      (field) => String(fields[field] ?? '') !== '',
    );
    plan.people.push({
      ...{ line: row.line, accountId, name },
      outcome: 'created',
      fields: [...told, ...inGroups],
    });
    return;
  }
  const was = fieldsOf(before);
  const changed = (Object.keys(fields) as (keyof AccountFields)[]).filter(
    (field) => !isSame(field, fields[field], was[field]),
  );
  if (changed.length > 0) {
    const others = Object.fromEntries(changed.map((field) => [field, fields[field]]));
    plan.changed.push({ accountId, fields: others });
  }
  const all = [...changed, ...inGroups];
  plan.people.push({
    ...{ line: row.line, accountId, name: fields.name ?? was.name },
    outcome: all.length === 0 ? 'unchanged' : 'changed',
    fields: all,
  });
}

/** Of addresses the first alone has a place of its own. */
function isSame(field: keyof AccountFields, a: unknown, b: unknown): boolean {
  const inOrder = (value: unknown) => {
    if (field !== 'addresses' || !Array.isArray(value)) return value;
    return [value[0], ...value.slice(1).toSorted()];
  };
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

/** Into the groups that are named and out of the others; a place that is there stays as it is. */
function movesOf(
  accountId: string,
  groups: { processId: string; groupId: string }[],
  places: GroupMemberRow[],
): MembershipChange[] {
  const isAt = (place: GroupMemberRow, { processId, groupId }: (typeof groups)[number]) =>
    place.process_id === processId && place.group_id === groupId;
  const into = groups
    .filter((group) => !places.some((place) => isAt(place, group)))
    .map((group) => ({
      ...group,
      accountId,
      place: { capacity: capacityDefault, skills: [], shift: null },
    }));
  const out = places
    .filter((place) => !groups.some((group) => isAt(place, group)))
    .map(({ process_id: processId, group_id: groupId }) => ({
      ...{ processId, groupId, accountId },
      place: null,
    }));
  return [...into, ...out];
}
