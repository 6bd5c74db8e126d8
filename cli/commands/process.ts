import type { Command } from 'commander';
import { registerCheck } from '../process/check.ts';
import { registerDiagram } from '../process/diagram.ts';
import { registerDiff } from '../process/diff.ts';
import { registerMigrate } from '../process/migrate.ts';
import { registerSimulate } from '../process/simulate.ts';

/** Each subcommand is one file in `cli/process/`. */
const registrations = [
  registerCheck,
  registerDiagram,
  registerDiff,
  registerSimulate,
  registerMigrate,
];

export function register(program: Command): void {
  const group = program
    .command('process')
    .description('check, draw, compare, try and roll out processes');
  for (const registerCommand of registrations) registerCommand(group);
}
