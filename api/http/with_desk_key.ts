import { DeskKeyError } from '../../settings/desk_key.ts';
import { withDatabase } from './database.ts';
import { deskKeyMissing } from './errors.ts';

/** Runs work on the database that seals or opens. @throws ApiError 503 where the key is not the one */
export async function withDeskKey<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await withDatabase(work);
  } catch (error) {
    throw error instanceof DeskKeyError ? deskKeyMissing(error) : error;
  }
}
