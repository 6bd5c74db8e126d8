import type { Database } from '../../database/connection.ts';
import type { Refusal } from '../../workflows/domain/refusals.ts';
import { processDefinitions } from '../../workflows/processes/index.ts';
import type { Problem } from './problem_contract.ts';
import type { Locale } from './words.ts';

/** A refusal with the title of the group it speaks of, as the first process calls it that has it. */
export function withGroupTitle(refusal: Refusal, locale: Locale): Refusal {
  const { parameters } = refusal;
  if (!('group' in parameters)) return refusal;
  const { group } = parameters;
  const title = processDefinitions().find(({ groups }) => groups[group])?.groups[group]?.title;
  if (!title) return refusal;
  return { ...refusal, parameters: { ...parameters, group: title[locale] } } as Refusal;
}

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
