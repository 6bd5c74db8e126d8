import { ApiError } from '../../http/errors.ts';
import type { DirectorySettings } from './directory_settings.ts';
import { TooManyVanished } from './import_directory.ts';
import { DirectoryError } from './read_directory.ts';

/** Runs work with a directory. @throws ApiError where it is of no use, in words for whoever asked */
export async function orDirectoryProblem<T>(
  { host: directory }: DirectorySettings,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DirectoryError) {
      const parameters = { directory, why: cause.failure };
      throw new ApiError(502, { code: 'directory_unread', parameters }, { cause });
    }
    if (cause instanceof TooManyVanished) {
      const { vanishedCount, knownCount } = cause;
      const parameters = { vanishedCount, knownCount };
      throw new ApiError(409, { code: 'too_many_vanished', parameters }, { cause });
    }
    throw cause;
  }
}
