import { z } from 'zod';
import { changedFields, recordAudit } from '../../database/audit.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { insertCustomer, updateCustomer } from '../../database/customers.ts';
import type { CustomerRow } from '../../database/tables.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { checkKey } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { defineOperation } from '../http/operation.ts';
import { listOf } from '../http/page_contract.ts';
import { line, noteText, recordId } from '../http/text.ts';

const tag = 'People';
const headers = { ETag: 'For If-Match: the customer as it stands' };

const customerBody = z
  .strictObject({
    name: line(100),
    contract: line(100).nullable().default(null).meta({
      description: 'A word that processes ask about: which contract they have',
    }),
    note: z.union([noteText, z.literal('')]).default(''),
  })
  .meta({ id: 'CustomerBody' });

const customer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    contract: z.string().nullable(),
    note: z.string(),
    peopleCount: z.int().meta({ description: 'Whose account is open' }),
    version: z.int(),
  })
  .meta({ id: 'Customer' });

export type Customer = z.infer<typeof customer>;

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
    const rows = await withDatabase(() => counted(database).orderBy(['name', 'customer_id']));
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
    const { body, idempotency } = call;
    const id = idempotency.recordId('cus');
    const { commandId, fingerprint } = idempotency;
    const row = await withDatabase(() =>
      database.transaction(async (trx) => {
        const known = await trx('customers').where('customer_id', id).first();
        if (known) checkKey(known.fingerprint, idempotency);
        else {
          await checkName(trx, body.name);
          const made = { customer_id: id, ...body, command_id: commandId, fingerprint };
          await insertCustomer(trx, made);
          const object = { kind: 'customer' as const, id };
          await recordAudit(trx, {
            ...askedBy(call),
            kind: 'customer_changed',
            object,
            after: body,
          });
        }
        return find(trx, id);
      }),
    );
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
    const row = await withDatabase(() =>
      database.transaction(async (trx) => {
        const before = await trx('customers').where('customer_id', path.id).forUpdate().first();
        if (!before) throw notFound('customer', path.id);
        const { name, contract, note } = before;
        const changed = changedFields({ name, contract, note }, body);
        // Sent once more, it is what it says already.
        if (!changed) return find(trx, path.id);
        checkVersion(before.version, expectedVersion);
        await checkName(trx, body.name, path.id);
        await updateCustomer(trx, path.id, body);
        const object = { kind: 'customer' as const, id: path.id };
        await recordAudit(trx, { ...askedBy(call), kind: 'customer_changed', object, ...changed });
        return find(trx, path.id);
      }),
    );
    accounts.forget();
    return { status: 200, body: customerView(row), headers: { ETag: `"${row.version}"` } };
  },
});

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
  if (other) throw wrongField('body.name', expected('unused_customer_name'), givenValue(name));
}

type CountedCustomer = CustomerRow & { people_count: number };

function counted(database: Database | Transaction) {
  const people = database.raw(
    `(select count(*)::int from accounts
      where accounts.customer_id = customers.customer_id and is_active) as people_count`,
  );
  return database('customers').select<CountedCustomer[]>('customers.*', people);
}

async function find(trx: Transaction, id: string): Promise<CountedCustomer> {
  const [row] = await counted(trx).where('customer_id', id);
  if (!row) throw notFound('customer', id);
  return row;
}

function customerView(row: CountedCustomer): Customer {
  const { customer_id: id, name, contract, note, people_count: peopleCount, version } = row;
  return { id, name, contract, note, peopleCount, version };
}
