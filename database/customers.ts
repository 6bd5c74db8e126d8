import type { Database, Transaction } from './connection.ts';
import type { CustomerRow, NewRow } from './tables.ts';

/** Keeps a new customer. One that is there under its id stays as it is. */
export async function insertCustomer(
  trx: Transaction,
  customer: NewRow<'customers'>,
): Promise<void> {
  await trx('customers').insert(customer).onConflict('customer_id').ignore();
}

/** Writes what a customer is from now on; its version rises. */
export async function updateCustomer(
  trx: Transaction,
  customerId: string,
  { name, contract, note }: Pick<CustomerRow, 'name' | 'contract' | 'note'>,
): Promise<void> {
  await trx('customers')
    .where('customer_id', customerId)
    .update({ name, contract, note, version: trx.raw('version + 1'), updated_at: trx.fn.now() });
}

/** The customer whom others call by this name, in any case; undefined where none has it. */
export async function findCustomerNamed(
  database: Database | Transaction,
  name: string,
): Promise<string | undefined> {
  const row = await database('customers')
    .whereRaw('lower(name) = lower(?)', [name])
    .first('customer_id');
  return row?.customer_id;
}

/** Whether the desk serves other organisations at all. */
export async function hasCustomers(database: Database | Transaction): Promise<boolean> {
  return (await database('customers').first('customer_id')) !== undefined;
}
