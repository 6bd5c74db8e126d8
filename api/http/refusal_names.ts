import type { Database } from '../../database/connection.ts';
import { ownOf } from '../../workflows/domain/keys.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { processDefinitions } from '../../workflows/processes/index.ts';
import { tiersOf } from '../../workflows/processes/own_words.ts';
import type { Problem } from './problem_contract.ts';
import type { Locale } from './words.ts';

/**
 * A refusal with the titles of the group or role, the tier and the processes it speaks of; a group or a tier is
 * called as the first process calls it that has it.
 */
export function withTitles(refusal: Refusal, locale: Locale): Refusal {
  const isOfFields = refusal.code === 'field_unknown';
  const titled = Object.entries(refusal.parameters).map(([name, value]) => {
    if (isOfFields && name === 'word') return [name, titledField(String(value), locale)];
    if (Array.isArray(value) && (name === 'missing' || (isOfFields && name === 'allowed'))) {
      return [name, value.map((one) => (typeof one === 'string' ? titledField(one, locale) : one))];
    }
    const title = ownOf(titles, name)?.(String(value));
    return [name, title ? title[locale] : value];
  });
  return { ...refusal, parameters: Object.fromEntries(titled) };
}

type Titles = Record<Locale, string>;

/** A field is called as the first process calls it that has it; what is no field as it is. */
const fieldTitle = (name: string): Titles | undefined =>
  processDefinitions().find(({ fields }) => fields && Object.hasOwn(fields, name))?.fields?.[name]
    ?.title;

function titledField(name: string, locale: Locale): string {
  return fieldTitle(name)?.[locale] ?? name;
}

const processTitle = (id: string) => processDefinitions().find((one) => one.id === id)?.title;

/** Whoever decides or is told may be a group or a role. */
function groupTitle(id: string): Titles | undefined {
  return processDefinitions()
    .map(({ roles, groups }) => ownOf({ ...roles, ...groups }, id)?.title)
    .find((title) => title !== undefined);
}

/** What the parameters of a refusal name that has a title. */
const titles: Readonly<Record<string, (name: string) => Titles | undefined>> = {
  group: groupTitle,
  field: fieldTitle,
  tier: (id) =>
    processDefinitions()
      .flatMap((one) => tiersOf(one))
      .find((one) => one.id === id)?.title,
  process: processTitle,
  expected: processTitle,
};

const ticketIds = /tkt-[0-9a-hjkmnp-tv-z]{26}/g;

/**
 * Tickets are called by their number where a refusal speaks of them. One that is not found is called
 * as it was asked for.
 */
export async function withNumbers(problem: Problem, database: Database): Promise<Problem> {
  const ids = problem.parameters ? problem.detail.match(ticketIds) : null;
  if (!ids || problem.code === 'not_found') return problem;
  const rows = await database('ticket_contents')
    .whereIn('ticket_id', ids)
    .select('ticket_id', 'number')
    // The words are worth more than the number, while Postgres is away.
    .catch(() => []);
  const numbers = new Map(rows.map((row) => [row.ticket_id, row.number]));
  const named = (id: string) => (numbers.has(id) ? `#${numbers.get(id)}` : id);
  return { ...problem, detail: problem.detail.replace(ticketIds, named) };
}
