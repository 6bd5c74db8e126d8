import { existsSync, realpathSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { loadPackage, PackageError } from '../../packages/load_package.ts';
import type { ProcessDefinition } from '../../workflows/processes/index.ts';
import { coloured, tell } from '../talk.ts';
import { checkedTypes, sayBesides } from './process/check.ts';
import { foundPackage, ownPlace } from './process/load_process.ts';
import { readPlaybooksOf } from './process/own_playbooks.ts';
import { findMissingNames } from './process/playbook_names.ts';

/** `palier playbook`: automation that an owner writes, looked at before a desk runs it. */
export function register(program: Command): void {
  program
    .command('playbook')
    .description('look at playbooks before a desk runs them')
    .command('check')
    .description('read and bundle the playbooks of a folder, as a worker would')
    .argument('[folder]', 'the folder of PALIER_PROCESSES when absent; else those of the desk')
    .action(check);
}

async function check(given: string | undefined): Promise<void> {
  const place = given ?? ownPlace();
  const folder = place === undefined ? undefined : folderOf(place);
  if (folder !== undefined) for (const line of await checkedTypes(folder)) tell(line);
  const written = await readPlaybooksOf(folder);
  for (const { file, playbook } of written) {
    const { name, version, title } = playbook;
    const mark = coloured('green', '✓');
    tell(`${mark} ${coloured('bold', name)} version ${version}, "${title.en}", ${file}`);
  }
  if (folder !== undefined) {
    sayBesides('playbooks', await findMissingNames(folder, await ownProcesses(folder)));
  }
  if (written.length === 0) tell('No playbooks: expected them in files of playbooks/');
}

/** A folder of playbooks alone has none; what is wrong with others is for `palier process check` to say. */
async function ownProcesses(folder: string): Promise<ProcessDefinition[]> {
  try {
    return (await loadPackage(folder)).definitions.map(({ definition }) => definition);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return [];
  }
}

/** A folder of playbooks alone is one as well. */
function folderOf(place: string): string {
  if (existsSync(place) && statSync(place).isDirectory()) return realpathSync(place);
  return foundPackage(place).directory;
}
