import type { Command } from 'commander';
import { notFound } from '../../api/http/errors.ts';
import { idempotencyOf } from '../../api/http/idempotency.ts';
import { parseInput } from '../../api/http/input.ts';
import { customerBody } from '../../api/people/customer_contract.ts';
import {
  addCustomer,
  type CountedCustomer,
  findCustomers,
  replaceCustomer,
} from '../../api/people/customers.ts';
import type { AuditBy } from '../../database/audit.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };
const knownMax = 20;

interface CustomerOptions {
  name?: string;
  contract?: string | false;
  note?: string;
}

/** `palier customers`: the organisations that are served, by the same rules as on their page. */
export function register(program: Command): void {
  const customers = program.command('customers').description('the organisations that are served');
  customers.command('list').description('all of them, by name').action(list);
  customers
    .command('add')
    .description('people can be served for it from now on')
    .argument('<name>')
    .option('--contract <word>', 'which contract it has: a word that processes ask about')
    .option('--note <text>', 'what agents should know of it')
    .action(add);
  customers
    .command('change')
    .description('rename it, or give it another contract; its open tickets are told')
    .argument('<customer>', 'its id, or its name')
    .option('--name <name>', 'what it is called from now on')
    .option('--contract <word>', 'which contract it has')
    .option('--no-contract', 'it has none')
    .option('--note <text>', 'what agents should know of it')
    .action(change);
}

async function list(): Promise<void> {
  const rows = await withDeskDatabase('customers', findCustomers);
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  if (rows.length === 0) tell('No customers: the desk serves its own company');
}

function lineOf({ customer_id: id, name, contract, people_count: count, sites }: CountedCustomer) {
  return [id, name, contract ?? '', `${count} people`, sites.join(', ')].join('\t');
}

async function add(name: string, { contract, note }: CustomerOptions): Promise<void> {
  const body = parseInput(customerBody, 'body', { name, contract: contract || null, note });
  const key = idempotencyOf('cli', undefined, { method: 'POST', path: '/api/customers', body });
  const row = await withDeskDatabase('customers', (database) =>
    addCustomer(database, { by }, key, body),
  );
  process.stdout.write(`${lineOf(row)}\n`);
}

async function change(named: string, options: CustomerOptions): Promise<void> {
  const row = await withDeskDatabase('customers', async (database) => {
    const rows = await findCustomers(database);
    const isMeant = ({ customer_id: id, name }: CountedCustomer) =>
      id === named || name.toLowerCase() === named.toLowerCase();
    const found = rows.find(isMeant);
    if (!found) {
      throw notFound(
        'customer',
        named,
        rows.slice(0, knownMax).map(({ name }) => name),
      );
    }
    const { name = found.name, note = found.note } = options;
    // Commander says true where neither --contract nor --no-contract was given.
    const contract =
      typeof options.contract === 'string' ? options.contract : keptOf(options, found);
    const body = parseInput(customerBody, 'body', { name, contract, note });
    return replaceCustomer(database, { by }, found.customer_id, body, found.version);
  });
  process.stdout.write(`${lineOf(row)}\n`);
}

function keptOf({ contract }: CustomerOptions, before: CountedCustomer): string | null {
  return contract === false ? null : before.contract;
}
