import { recordAudit } from '../../../database/audit.ts';
import type { Database, Transaction } from '../../../database/connection.ts';
import { changeMemberships } from '../../../database/membership.ts';
import {
  type AccountFields,
  type Author,
  changeAccounts,
  createAccounts,
} from '../../../database/people.ts';
import type { Locale } from '../../http/words.ts';
import type { AccountImport } from './contract.ts';
import { writePlanned } from './overtaken.ts';
import { type PeoplePlan, planPeople } from './plan_people.ts';
import { type GivenPeople, readPeople } from './read_people.ts';
import { toldFaults } from './told_faults.ts';

/** So many are shown of those that are created or changed. */
const shownMax = 500;

export interface ImportOptions {
  /** `nothing`: only says what it would do; `all`: nothing where there is a fault; `right`: what has none. */
  writes: 'nothing' | 'all' | 'right';
  author: Author;
  locale: Locale;
  /** A program asks: it makes nobody an administrator, and changes no address of one. */
  isByToken?: boolean;
}

/**
 * Brings people of a file to the desk, in one transaction. Repeated, it changes nothing. Where others
 * change the same people time and again meanwhile nothing is written, and the line says so.
 */
export async function importPeople(
  database: Database,
  bytes: Buffer,
  options: ImportOptions,
): Promise<AccountImport> {
  return importGiven(database, await readPeople(bytes), options);
}

/** As `importPeople`, of people that were read. */
export async function importGiven(
  database: Database,
  given: GivenPeople,
  options: ImportOptions,
): Promise<AccountImport> {
  if (options.writes === 'nothing') {
    return reportOf(given, await planPeople(database, given, options), options.locale, false);
  }
  const { writes, author, locale } = options;
  return writePlanned(
    (note) =>
      database.transaction(async (trx) => {
        const plan = await planPeople(trx, given, options);
        note({ given, plan });
        const isWritten = plan.faults.length === 0 || writes === 'right';
        if (isWritten) await writePlan(trx, plan, author);
        return reportOf(given, plan, locale, isWritten);
      }),
    ({ plan }) => reportOf(given, plan, locale, false),
  );
}

/** Writes what was planned, in the transaction in which it was. @throws PeopleRefused */
export async function writePlan(trx: Transaction, plan: PeoplePlan, author: Author): Promise<void> {
  await createAccounts(trx, author, plan.created);
  await changeAccounts(trx, author, plan.changed);
  await changeMemberships(trx, author, plan.memberships);
  await recordAudit(trx, {
    ...author,
    kind: 'accounts_imported',
    object: { kind: 'desk', id: 'people' },
    after: { created: plan.created.length, changed: plan.changed.length },
  });
}

/** What is told of an import. */
export function reportOf(
  given: GivenPeople,
  plan: PeoplePlan,
  locale: Locale,
  isWritten: boolean,
): AccountImport {
  const count = (outcome: string) =>
    plan.people.filter((person) => person.outcome === outcome).length;
  const moving = plan.people.filter(({ outcome }) => outcome !== 'unchanged');
  return {
    isWritten,
    encoding: given.encoding,
    columns: given.columns,
    createdCount: count('created'),
    changedCount: count('changed'),
    unchangedCount: count('unchanged'),
    errors: toldFaults(plan.faults, locale),
    people: moving.slice(0, shownMax).map(({ line, name, outcome, fields }) => ({
      ...{ line, name },
      outcome: outcome === 'created' ? 'created' : 'changed',
      fields: fields.map((field) => columnsOf[field]),
    })),
  };
}

const columnsOf: Record<keyof AccountFields | 'groups', string> = {
  name: 'name',
  roles: 'roles',
  addresses: 'addresses',
  phones: 'phones',
  locale: 'language',
  zone: 'zone',
  site: 'site',
  department: 'department',
  customerId: 'customer',
  managerId: 'manager',
  requesterTier: 'vip',
  groups: 'groups',
};
