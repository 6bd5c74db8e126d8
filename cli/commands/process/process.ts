import type { Command } from 'commander';
import { registerCalendars } from './calendars.ts';
import { registerCheck } from './check.ts';
import { registerConform } from './conform.ts';
import { registerDiagram } from './diagram.ts';
import { registerDiff } from './diff.ts';
import { registerInit } from './init.ts';
import { registerMigrate } from './migrate.ts';
import { registerReport } from './report/report.ts';
import { registerShip } from './ship.ts';
import { registerSimulate } from './simulate.ts';

/** Each subcommand is one file in `cli/commands/process/`. */
const registrations = [
  registerInit,
  registerCheck,
  registerDiagram,
  registerDiff,
  registerSimulate,
  registerConform,
  registerMigrate,
  registerReport,
  registerShip,
  registerCalendars,
];

export function register(program: Command): void {
  const group = program
    .command('process')
    .description('check, draw, compare, try and roll out processes');
  for (const registerCommand of registrations) registerCommand(group);
}
