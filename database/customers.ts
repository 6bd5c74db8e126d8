import type { Transaction } from './connection.ts';
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
