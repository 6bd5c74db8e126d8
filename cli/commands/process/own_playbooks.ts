import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SaidPlaybook } from '../../../activities/playbooks/build.ts';
import { readPlaybookCode } from '../../../activities/playbooks/sources.ts';
import { tryPlaybooks } from '../../../activities/playbooks/workers.ts';
import {
  type ProcessPackage,
  packageProblems,
  problemLine,
} from '../../../packages/load_package.ts';
import type { PackageProblem } from '../../../packages/package_messages.ts';
import { ProcessDefinitionError } from '../../../workflows/processes/definitions/error.ts';
import { CliError, reasonOf } from '../../cli_error.ts';

/**
 * The playbooks of a folder, and of the desk where none is named, without anything of a desk that runs.
 * @throws CliError with what is wrong, a line each, by the files of the folder
 */
export async function readPlaybooksOf(folder: string | undefined): Promise<SaidPlaybook[]> {
  const written = await readAll(folder);
  return written.filter(({ file }) => isOwn(file) === (folder !== undefined)).map(asNamed);
}

/**
 * What the processes of a package call playbooks, and neither it nor the desk has.
 * @throws CliError with each, by file and line; and where a playbook of it cannot be run
 */
export async function checkPlaybooksOf({ directory, definitions }: ProcessPackage): Promise<void> {
  const areNamed = definitions.some(({ definition }) => definition.playbooks?.length);
  if (!areNamed && !existsSync(path.join(directory, 'playbooks'))) return;
  const written = await readAll(directory);
  const known = written.map(({ playbook }) => playbook.name);
  const problems = definitions.flatMap(({ definition, file }): PackageProblem[] => {
    const unknown = (definition.playbooks ?? []).flatMap((value, index) =>
      known.includes(value)
        ? []
        : [{ path: `playbooks.${index}`, value, expected: `one of ${known.join(', ')}` }],
    );
    if (unknown.length === 0) return [];
    return packageProblems(new ProcessDefinitionError(definition.id, unknown), file, definition);
  });
  if (problems.length > 0) {
    throw new CliError(problems.map((problem) => problemLine(problem)).join('\n'));
  }
}

async function readAll(folder: string | undefined): Promise<SaidPlaybook[]> {
  const code = await readPlaybookCode(folder === undefined ? [] : [{ dir: folder }]);
  const cacheDir = await mkdtemp(path.join(tmpdir(), 'palier-playbooks-'));
  try {
    return await tryPlaybooks(code, cacheDir);
  } catch (error) {
    throw new CliError(inFolder(reasonOf(error)), { cause: error });
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}

const isOwn = (file: string) => file.startsWith('own/');

const asNamed = ({ file, playbook }: SaidPlaybook) => ({ file: inFolder(file), playbook });

/** Names files as their owner does. */
function inFolder(words: string): string {
  return words.replaceAll(/\S*\bown\/\d+\//g, '');
}
