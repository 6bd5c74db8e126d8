#!/usr/bin/env node
import './refuse_old_node.ts';
import { Command, CommanderError } from 'commander';
import { CliError } from './cli_error.ts';
import { register as registerApi } from './commands/api.ts';
import { register as registerAudit } from './commands/audit.ts';
import { register as registerCustomers } from './commands/customers.ts';
import { register as registerDashboards } from './commands/dashboards.ts';
import { register as registerDevices } from './commands/devices.ts';
import { register as registerDoctor } from './commands/doctor.ts';
import { register as registerExport } from './commands/export.ts';
import { register as registerImport } from './commands/import.ts';
import { register as registerMailbox } from './commands/mailbox.ts';
import { register as registerMigrate } from './commands/migrate.ts';
import { register as registerNamespace } from './commands/namespace.ts';
import { register as registerOnCall } from './commands/on_call.ts';
import { register as registerPeople } from './commands/people.ts';
import { register as registerPlaybook } from './commands/playbook.ts';
import { register as registerProcess } from './commands/process/process.ts';
import { register as registerRetention } from './commands/retention.ts';
import { register as registerSecret } from './commands/secret.ts';
import { register as registerSetup } from './commands/setup.ts';
import { register as registerSignIn } from './commands/sign_in.ts';
import { register as registerSla } from './commands/sla/sla.ts';
import { register as registerSql } from './commands/sql/sql.ts';
import { register as registerStart } from './commands/start.ts';
import { register as registerTestMail } from './commands/test_mail.ts';
import { register as registerToken } from './commands/token.ts';
import { register as registerWebhooks } from './commands/webhooks.ts';
import { register as registerWorker } from './commands/worker.ts';
import { adoptEnvironment } from './desk/settings.ts';
import { coloured, tell } from './talk.ts';
import { toldProblem } from './told_problem.ts';

/** Each command is one file in `commands/` that exports `register(program)`. */
const registrations = [
  registerStart,
  registerSetup,
  registerWorker,
  registerApi,
  registerMigrate,
  registerNamespace,
  registerImport,
  registerPeople,
  registerCustomers,
  registerDevices,
  registerOnCall,
  registerProcess,
  registerPlaybook,
  registerSignIn,
  registerToken,
  registerWebhooks,
  registerSecret,
  registerMailbox,
  registerTestMail,
  registerSla,
  registerDoctor,
  registerAudit,
  registerRetention,
  registerExport,
  registerSql,
  registerDashboards,
];

const exitFoundProblems = 1;
const exitUsage = 2;

/** Runs one command line; resolves with the exit code: 0 done, 1 found problems, 2 usage. */
export async function main(argv: string[]): Promise<number> {
  const program = new Command('palier')
    .description('An IT service desk where every ticket is one durable Temporal workflow')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) });
  for (const register of registrations) register(program);
  try {
    adoptEnvironment();
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitUsage;
  const known = error instanceof CliError ? error : toldProblem(error);
  if (known) {
    tell(`${coloured('red', '✗')} ${known.message}`);
    if (known.advice !== undefined) tell(`  ${known.advice.replaceAll('\n', '\n  ')}`);
    return known.exitCode;
  }
  tell(`${coloured('red', '✗')} ${error instanceof Error ? error.stack : String(error)}`);
  return exitFoundProblems;
}

if (import.meta.main) {
  process.stdout.on('error', endQuietly);
  process.stderr.on('error', endQuietly);
  process.exitCode = await main(process.argv);
}

/** Whoever read has read enough, as `head` does: there is nobody left to tell anything. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
