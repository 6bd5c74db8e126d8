import type pg from 'pg';
import type { Pseudonym, Row } from '../facts/rows.ts';
import type { Staging } from '../stage.ts';
import type { Warehouse } from '../warehouse.ts';

/** A kind of thing that is exported: how it is followed, what is said of it, how that comes in. */
export interface Kind<Table extends string = string> {
  /** The desk's table that has a row for each. */
  source: string;
  /** The column that names one: there, in the outbox, and in its tables of the warehouse. */
  id: string;
  /** What the desk's table calls that column, where it has another name. */
  sourceId?: string;
  /** What comes before every id: the empty text, unless ids are numbers. */
  beforeAll?: string;
  /** The warehouse's tables that its rows go to. */
  tables: readonly Table[];
  /** What the warehouse says of these, as they are now in the reader's transaction. */
  readFacts(client: pg.Client, ids: string[], pseudonym: Pseudonym): Promise<Facts<Table>[]>;
  /**
   * Brings what is staged of these into the warehouse, inside the caller's transaction, so that
   * doing it again does nothing.
   *
   * @returns how many events of tickets were not there before
   */
  merge(warehouse: Warehouse, staging: Staging<Table>, ids: string[]): Promise<number>;
}

/** Rows by table. */
export type Facts<Table extends string = string> = Record<Table, Row[]>;
