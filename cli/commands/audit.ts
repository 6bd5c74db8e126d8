import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type AuditKind,
  auditKinds,
  type KnownEntry,
  listAudit,
  verifyAudit,
} from '../../database/audit.ts';
import { amount } from '../../workflows/processes/counted.ts';
import { CliError } from '../cli_error.ts';
import { tell } from '../talk.ts';
import { withDeskDatabase } from './process/desk_database.ts';

interface AuditOptions {
  person?: string;
  kind?: AuditKind[];
  from?: Date;
  to?: Date;
  limit: number;
  json?: true;
  verify?: true;
}

export function register(program: Command): void {
  program
    .command('audit')
    .description('list who did what to the desk itself, the newest first')
    .option('--person <account>', 'who did it, or whose account it was done to')
    .addOption(new Option('--kind <kind...>', 'only of these kinds').choices(auditKinds))
    .option('--from <instant>', 'from this instant on, ISO 8601', readInstant)
    .option('--to <instant>', 'before this instant, ISO 8601', readInstant)
    .option('--limit <count>', 'entries at most', readCount, 100)
    .option('--json', 'one JSON object a line')
    .option(
      '--verify',
      'read the whole chain, and say which entries are not as they were written;\n' +
        'keep the last hash elsewhere to see that nothing was cut off',
    )
    .action((options: AuditOptions) => (options.verify ? verify() : list(options)));
}

async function list(options: AuditOptions): Promise<void> {
  const { person, kind: kinds, from, to, limit } = options;
  const entries = await withDeskDatabase('audit', (database) =>
    listAudit(database, { person, kinds, from, to }, limit),
  );
  const line = options.json ? JSON.stringify : lineOf;
  for (const entry of entries) process.stdout.write(`${line(entry)}\n`);
}

async function verify(): Promise<void> {
  const { links, lastHash, broken } = await withDeskDatabase('audit', verifyAudit);
  for (const { position, reason } of broken) {
    process.stdout.write(`${position}\t${reason.replaceAll('_', ' ')}\n`);
  }
  if (lastHash !== null) process.stdout.write(`${links}\t${lastHash}\n`);
  if (broken.length > 0) {
    throw new CliError(`${amount(broken.length, 'entry is', 'entries are')} not as written`, {
      advice:
        'Somebody with the rights of the owner of the tables has changed them. Compare with a backup.',
    });
  }
  tell(`${amount(links, 'entry is', 'entries are')} as written`);
}

function lineOf(entry: KnownEntry): string {
  const { at, kind, program, account_id, object_kind, object_id, address, before, after } = entry;
  const changes = entry.is_erased ? 'erased' : JSON.stringify({ before, after });
  const who = account_id === null ? program : `${account_id} (${program})`;
  return [
    at.toISOString(),
    kind,
    who,
    `${object_kind} ${object_id}`,
    address ?? '-',
    before || after || entry.is_erased ? changes : '-',
  ].join('\t');
}

function readInstant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Expected an instant.');
  return date;
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 on.');
}
