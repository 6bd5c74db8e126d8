import { connectDatabase } from '../../database/connection.ts';
import { installProcesses } from '../../database/process_versions.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { compileAll } from '../../workflows/processes/index.ts';
import { CliError } from '../cli_error.ts';

/** @throws CliError with the file, the place in it and what was expected, where a process is wrong */
export function checkProcesses(): void {
  try {
    compileAll();
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    throw new CliError(error.message, {
      cause: error,
      advice: `Nothing was started. \`npm run -s palier -- process check ${error.file ?? 'FILE'}\` looks at it alone.`,
    });
  }
}

/**
 * Tells whoever opens the desk of processes that changed under a version that was used: tickets of
 * that version go on by what it was.
 */
export async function tellChangedProcesses(
  databaseUrl: string,
  notice: (line: string) => void,
): Promise<void> {
  const database = connectDatabase(databaseUrl, { name: 'start' });
  try {
    for (const { processId, version } of await installProcesses(database)) {
      notice(
        `Process ${processId} has changed, and its version is still ${version}: open tickets of it go on as ` +
          'before, new ones follow the change. Raise `version`, then `npm run versions:ship` (docs/shipping.md)',
      );
    }
  } finally {
    await database.destroy();
  }
}
