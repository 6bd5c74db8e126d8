import type { Command } from 'commander';
import { diffProcesses } from '../../../workflows/processes/diff/diff.ts';
import { coloured, tell } from '../../talk.ts';
import { loadProcess } from './load_process.ts';

export function registerDiff(group: Command): void {
  group
    .command('diff')
    .description('say in words what changes from one process to another')
    .argument('<before>', 'id, id@version, or a .ts or .json file')
    .argument('<after>', 'id, id@version, or a .ts or .json file')
    .option('--json', 'each difference with its path, old and new value')
    .action(diff);
}

async function diff(before: string, after: string, options: { json?: true }): Promise<void> {
  const compared = diffProcesses(await loadProcess(before), await loadProcess(after));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(compared, null, 2)}\n`);
    return;
  }
  for (const { text } of compared.lines) process.stdout.write(`${text}\n`);
  if (compared.lines.length === 0) tell('Nothing differs');
  if (!compared.hasDefinitions) {
    const unknown =
      'Hours, titles, texts and text facts were not compared: a compiled process has none';
    tell(coloured('yellow', unknown));
  }
}
