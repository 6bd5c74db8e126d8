import { copyRepository } from './copy_repository.ts';
import { temporaryFolder } from './temporary.ts';

/** The repository in a folder of its own, to be written in, removed after the last test of the file. */
export function repositoryCopy(): string {
  const folder = temporaryFolder();
  copyRepository(folder);
  return folder;
}
