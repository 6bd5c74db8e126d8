import { isDatabaseAway } from '../../database/away.ts';
import { databaseUnavailable } from './errors.ts';

/** Runs a piece of database work. @throws ApiError 503 where the database is away */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDatabaseAway(error) ? databaseUnavailable(error) : error;
  }
}
