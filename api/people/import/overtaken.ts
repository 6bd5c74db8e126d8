import { type PeopleRefusal, PeopleRefused } from '../../../database/people_refused.ts';
import { type Expectation, expected } from '../../http/expectations.ts';
import type { ColumnName } from './columns.ts';
import type { PeoplePlan } from './plan_people.ts';
import { type GivenPeople, type LineFault, shown } from './read_people.ts';

/** Somebody would have to change the same people each time, between two statements. */
const attemptsMax = 10;

/** What an import was about to write. */
export interface Attempted {
  given: GivenPeople;
  plan: PeoplePlan;
}

/**
 * Plans and writes people again where others changed the same ones since they were planned: what they
 * did has lines in the next plan.
 *
 * @param write notes what it planned before it writes
 * @param tell what is told where it was overtaken each time: nothing was written, and a fault says why
 */
export async function writePlanned<Done>(
  write: (note: (attempted: Attempted) => void) => Promise<Done>,
  tell: (attempted: Attempted) => Done,
): Promise<Done> {
  for (let attempt = 1; ; attempt++) {
    const noted: Attempted[] = [];
    try {
      return await write((attempted) => noted.push(attempted));
    } catch (error) {
      const [attempted] = noted;
      if (!(error instanceof PeopleRefused) || !attempted) throw error;
      if (attempt < attemptsMax) continue;
      const { given, plan } = attempted;
      const faults = [...plan.faults, faultOf(error.refusal, attempted)];
      return tell({ given, plan: { ...plan, faults } });
    }
  }
}

/** What was refused inside, by the line and the column that asked for it. */
function faultOf(refusal: PeopleRefusal, { given: { rows }, plan }: Attempted): LineFault {
  const [column, expectation] = told[refusal.code];
  const { parameters } = refusal;
  const line =
    'address' in parameters
      ? rows.find(({ cells }) => cells.addresses?.toLowerCase().includes(parameters.address))?.line
      : plan.people.find(
          (person) => 'accountId' in parameters && person.accountId === parameters.accountId,
        )?.line;
  const cell = rows.find((row) => row.line === line)?.cells[column];
  return { line: line ?? 1, column, expected: expectation, received: shown(cell ?? '') };
}

const told: Record<PeopleRefusal['code'], [ColumnName, Expectation]> = {
  address_taken: ['addresses', expected('unused_address')],
  changed_since: ['id', expected('account')],
  closed: ['id', expected('open_account')],
  erased: ['id', expected('open_account')],
  last_administrator: ['roles', expected('other_administrator')],
  manager_circle: ['manager', expected('manager_not_below')],
  unknown_account: ['id', expected('account')],
  unknown_manager: ['manager', expected('account')],
};
