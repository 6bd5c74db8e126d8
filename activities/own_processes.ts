import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import { findVersion, forgetFolder, writeFolder } from '../database/process_versions.ts';
import type { FolderProblem } from '../database/tables.ts';
import { loadPackage, PackageError, placeFrom, problemLine } from '../packages/load_package.ts';
import { isOurs, snapshotOf } from '../workflows/processes/index.ts';

/**
 * Looks at the folder of the desk's own processes, and writes down what is there: what is wrong with it, and what of it is
 * not shipped. Tickets follow what was shipped, whatever stands there.
 * @param setting PALIER_PROCESSES; undefined where the desk has none
 */
export async function lookAtFolder(
  setting: string | undefined,
  database: Database,
  log: Pick<Logger, 'warn' | 'error'>,
): Promise<void> {
  if (setting === undefined) {
    await forgetFolder(database);
    return;
  }
  const folder = placeFrom(process.cwd(), setting);
  try {
    const { definitions, directory } = await loadPackage(folder);
    const processes = definitions.map(({ definition }) => {
      const { id, version, hash } = snapshotOf(definition);
      return { id, version, hash };
    });
    const problems: FolderProblem[] = definitions
      .filter(({ definition }) => isOurs(definition.id))
      .map(({ definition: { id }, file }) => ({
        file: file.slice(directory.length + 1),
        line: null,
        message: `id: "${id}"; expected an id that no process of Palier has`,
      }));
    await writeFolder(database, { folder, processes, problems });
    for (const { id, version, hash } of processes) {
      const shipped = await findVersion(database, id, version);
      if (shipped?.hash === hash) continue;
      log.warn(`${folder}: ${id} version ${version} is written there and not shipped`);
    }
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    const { directory, problems } = error;
    for (const problem of problems) {
      log.error(`PALIER_PROCESSES: ${problemLine(problem, directory)}`);
    }
    await writeFolder(database, {
      folder,
      processes: [],
      problems: problems.map(({ file, line, message }) => ({
        file: file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file,
        line,
        message,
      })),
    });
  }
}
