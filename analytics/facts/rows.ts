import type { Actor } from '../../workflows/domain/ticket.ts';

export type Cell = string | number | boolean | null;
/** A row by column name. Columns `…_at` hold milliseconds UTC; `…_date` is left to the warehouse. Days of their own (`…_day`) are texts. */
export type Row = Record<string, Cell>;

/** Stands in for a requester: the same person gives the same pseudonym. */
export type Pseudonym = (requesterId: string) => string;

/** Who it was: an agent by id, a requester by pseudonym. */
export type ActorId = (actor: Actor) => string;

/** Whose pseudonym all have who were erased: no account has such an id. */
export const erasedPerson = 'erased person';

/** Nothing may tell the tickets of those who were erased from one another. */
export function isErased(personId: string, pseudonym: Pseudonym): boolean {
  return pseudonym(personId) === pseudonym(erasedPerson);
}
