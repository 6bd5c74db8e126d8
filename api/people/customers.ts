import { z } from 'zod';
import { type AuditEntry, changedFields, recordAudit } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { insertCustomer, updateCustomer } from '../../database/customers.ts';
import { exportTicketsOfCustomer } from '../../database/export_outbox.ts';
import { locks } from '../../database/locks.ts';
import type { CustomerRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkKey, type Idempotency } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { defineOperation } from '../http/operation.ts';
import { listOf } from '../http/page_contract.ts';
import { recordId } from '../http/text.ts';
import { type Customer, type CustomerBody, customer, customerBody } from './customer_contract.ts';

const tag = 'People';
const headers = { ETag: 'For If-Match: the customer as it stands' };

const customerList = listOf('CustomerList', customer);
const customerPath = z.strictObject({ id: recordId });

export const listCustomers = defineOperation({
  id: 'listCustomers',
  method: 'get',
  address: '/api/customers',
  summary: 'The organisations that are served; none in a desk of a company’s own people',
  tag,
  answers: { 200: { description: 'All of them, by name', schema: customerList } },
  async handle(_call, { database }) {
    const rows = await findCustomers(database);
    return { status: 200, body: { items: rows.map(customerView), next: null } };
  },
});

export const createCustomer = defineOperation({
  id: 'createCustomer',
  method: 'post',
  address: '/api/customers',
  summary: 'Adds a customer',
  tag,
  body: customerBody,
  isKeyed: true,
  answers: { 201: { description: 'The customer', schema: customer, headers } },
  async handle(call, { database }) {
    const row = await addCustomer(database, askedBy(call), call.idempotency, call.body);
    return { status: 201, body: customerView(row), headers: { ETag: `"${row.version}"` } };
  },
});

export const changeCustomer = defineOperation({
  id: 'changeCustomer',
  method: 'put',
  address: '/api/customers/{id}',
  summary: 'Changes a customer; open tickets of its people are told within a minute',
  tag,
  path: customerPath,
  body: customerBody,
  isKeyed: true,
  isMatched: true,
  answers: { 200: { description: 'The customer', schema: customer, headers } },
  async handle(call, { accounts, database }) {
    const { body, path, expectedVersion } = call;
    const row = await replaceCustomer(database, askedBy(call), path.id, body, expectedVersion);
    accounts.forget();
    return { status: 200, body: customerView(row), headers: { ETag: `"${row.version}"` } };
  },
});

type Asked = Pick<AuditEntry, 'by' | 'from'>;

/** All of them, by name. */
export function findCustomers(database: Database): Promise<CountedCustomer[]> {
  return withDatabase(() => counted(database).orderBy(['name', 'customer_id']));
}

/** @throws ApiError 409 where another has the name, 422 for a key used with another body */
export function addCustomer(
  database: Database,
  asked: Asked,
  idempotency: Idempotency,
  body: CustomerBody,
): Promise<CountedCustomer> {
  const id = idempotency.recordId('cus');
  const { commandId, fingerprint } = idempotency;
  return changing(database, async (trx) => {
    const known = await trx('customers').where('customer_id', id).first();
    if (known) checkKey(known.fingerprint, idempotency);
    else {
      await checkName(trx, body.name);
      await insertCustomer(trx, { customer_id: id, ...body, command_id: commandId, fingerprint });
      const object = { kind: 'customer' as const, id };
      await recordAudit(trx, { ...asked, kind: 'customer_changed', object, after: body });
    }
    return find(trx, id);
  });
}

/** @throws ApiError 404, 409 where another has the name, 412 where the version is another */
export function replaceCustomer(
  database: Database,
  asked: Asked,
  id: string,
  body: CustomerBody,
  expectedVersion: number | undefined,
): Promise<CountedCustomer> {
  return changing(database, async (trx) => {
    const before = await trx('customers').where('customer_id', id).forUpdate().first();
    if (!before) throw notFound('customer', id);
    const { name, contract, note } = before;
    const changed = changedFields({ name, contract, note }, body);
    // Sent once more, it is what it says already.
    if (!changed) return find(trx, id);
    checkVersion(before.version, expectedVersion);
    await checkName(trx, body.name, id);
    await updateCustomer(trx, id, body);
    if (body.name !== name) await exportTicketsOfCustomer(trx, id);
    const object = { kind: 'customer' as const, id };
    await recordAudit(trx, { ...asked, kind: 'customer_changed', object, ...changed });
    return find(trx, id);
  });
}

/** One after the other: no two get one name at once. */
function changing<T>(database: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return withDatabase(() =>
    database.transaction(async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(?)', [locks.customers]);
      return work(trx);
    }),
  );
}

/** @throws ApiError 400 where there is no such customer */
export async function checkCustomer(
  database: Database,
  customerId: string | null | undefined,
): Promise<void> {
  if (!customerId) return;
  const known = await withDatabase(() =>
    database('customers').where('customer_id', customerId).first('customer_id'),
  );
  if (known) return;
  throw wrongField('body.customerId', expected('customer'), givenValue(customerId));
}

/** Conditions and lists name a customer: two of one name would be one. */
async function checkName(trx: Transaction, name: string, except = ''): Promise<void> {
  const other = await trx('customers')
    .whereRaw('lower(name) = lower(?)', [name])
    .whereNot('customer_id', except)
    .first('customer_id');
  if (other) throw new ApiError(409, { code: 'customer_name_taken', parameters: { name } });
}

export type CountedCustomer = CustomerRow & { people_count: number; sites: string[] };

function counted(database: Database | Transaction) {
  const people = database.raw(
    `(select count(*)::int from accounts
      where accounts.customer_id = customers.customer_id and is_active) as people_count`,
  );
  const sites = database.raw(
    `array(select distinct site from accounts
      where accounts.customer_id = customers.customer_id and is_active and site is not null
      order by site) as sites`,
  );
  return database('customers').select<CountedCustomer[]>('customers.*', people, sites);
}

async function find(trx: Transaction, id: string): Promise<CountedCustomer> {
  const [row] = await counted(trx).where('customer_id', id);
  if (!row) throw notFound('customer', id);
  return row;
}

function customerView(row: CountedCustomer): Customer {
  const { customer_id: id, name, contract, note, people_count: peopleCount, sites, version } = row;
  return { id, name, contract, note, peopleCount, sites, version };
}
