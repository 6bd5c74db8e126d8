import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import {
  exampleNames,
  FolderNotEmpty,
  firstExample,
  initPackage,
  UnknownExample,
} from '../../../packages/init_package.ts';
import { CliError } from '../../cli_error.ts';
import { tell } from '../../talk.ts';

export function registerInit(group: Command): void {
  group
    .command('init')
    .description('begin a repository of processes of your own')
    .argument('<folder>', 'which is empty, or not there yet')
    .option('--from <example>', `with which process: ${exampleNames.join(', ')}`, firstExample)
    .action(init);
}

async function init(folder: string, { from }: { from: string }): Promise<void> {
  const directory = path.resolve(folder);
  for (const file of begin(directory, from)) process.stdout.write(`${path.join(folder, file)}\n`);
  const run = promisify(execFile);
  const isKept = await run('git', ['-C', directory, 'rev-parse', '--git-dir']).catch(
    () => undefined,
  );
  if (!isKept) await run('git', ['init', '--quiet', directory]).catch(() => undefined);
  tell(
    `\`palier process check ${folder}\` proves what it promises; README.md there says the rest.`,
  );
}

function begin(directory: string, example: string): string[] {
  try {
    return initPackage(directory, example);
  } catch (error) {
    if (!(error instanceof FolderNotEmpty || error instanceof UnknownExample)) throw error;
    throw new CliError(error.message, { cause: error, exitCode: 2 });
  }
}
