import type { Actor } from '../../workflows/domain/ticket.ts';

export type Cell = string | number | boolean | null;
/** A row by column name. Columns `…_at` hold milliseconds UTC; `…_date` is left to the warehouse. Days of their own (`…_day`) are texts. */
export type Row = Record<string, Cell>;

/** Stands in for a requester: the same person gives the same pseudonym. */
export type Pseudonym = (requesterId: string) => string;

/** Who it was: an agent by id, a requester by pseudonym. */
export type ActorId = (actor: Actor) => string;
