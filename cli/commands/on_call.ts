import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { notFound } from '../../api/http/errors.ts';
import { idempotencyOf } from '../../api/http/idempotency.ts';
import { parseInput } from '../../api/http/input.ts';
import {
  endInstead,
  existing,
  putInstead,
  replacePlan,
  swapShifts,
  takeAwayPlan,
} from '../../api/on_call/change_on_call.ts';
import {
  type OnCallGroup,
  type OnCallView,
  onCallBody,
  overrideBody,
  swapBody,
} from '../../api/on_call/contract.ts';
import { findOnCallGroups, type Reader } from '../../api/on_call/on_call_view.ts';
import type { AuditBy } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import type { GroupKey } from '../../database/on_call.ts';
import { processDefinitions } from '../../workflows/processes/index.ts';
import type { OnCallPlan } from '../../workflows/processes/on_call/plan.ts';
import { CliError } from '../cli_error.ts';
import { idOf } from '../desk/person.ts';
import { typedLocale } from '../locale.ts';
import { tell } from '../talk.ts';
import { readGivenFile } from './file_import.ts';
import { withDeskDatabase } from './process/desk_database.ts';

const by: AuditBy = { program: 'cli' };

interface Shown {
  json?: true;
}

interface OverrideOptions {
  from: string;
  until: string;
  layer?: string;
}

/** `palier on-call`: who is on call, and how that is said, by the same rules as on its page. */
export function register(program: Command): void {
  const onCall = program
    .command('on-call')
    .description('who is paged when a ticket needs somebody');
  const group = 'a group, or process/group where several processes have one of its name';
  onCall
    .command('now')
    .description('who is on call now in each group, and who is next')
    .argument('[group]', group)
    .option('--json', 'one JSON object a line')
    .action(now);
  onCall
    .command('list')
    .description('who is on call when, in the weeks to come')
    .argument('[group]', group)
    .option('--weeks <count>', 'how many, 1 to 12', '4')
    .option('--json', 'one JSON object a line, with the whole rotation')
    .action(list);
  onCall
    .command('set')
    .description('give a group the rotation of a JSON file, as `list --json` has it in `plan`')
    .argument('<group>', group)
    .argument('<file>', 'JSON: zone, layers, levels, repeats')
    .option(
      '--if-version <number>',
      'only where it stands at this version, as `list --json` says it',
    )
    .action(set);
  onCall
    .command('remove')
    .description('take its rotation from a group: nobody of it is on call any more')
    .argument('<group>', group)
    .option(
      '--if-version <number>',
      'only where it stands at this version, as `list --json` says it',
    )
    .action(remove);
  onCall
    .command('override')
    .description('somebody has it instead for a time')
    .argument('<group>', group)
    .argument('<person>', 'an address or the id')
    .requiredOption('--from <instant>', 'ISO 8601')
    .requiredOption('--until <instant>', 'ISO 8601')
    .option('--layer <name>', 'only in the hours of this layer')
    .action(override);
  onCall
    .command('end-override')
    .description('end what puts somebody else on call: from now on, or before it begins')
    .argument('<group>', group)
    .argument('<id>', 'its id, as `list --json` has it in `overrides`')
    .action(end);
  onCall
    .command('swap')
    .description('two people exchange their shifts, both or neither')
    .argument('<group>', group)
    .argument('<person>', 'an address or the id')
    .argument('<other>', 'whoever takes the shift, and gives another one for it')
    .requiredOption('--from <instant>', 'when the shift of the first begins, ISO 8601')
    .requiredOption('--until <instant>', 'when it ends')
    .requiredOption('--other-from <instant>', 'when the shift of the other begins')
    .requiredOption('--other-until <instant>', 'when it ends')
    .option('--layer <name>', 'only in the hours of this layer')
    .action(swap);
}

/** Whoever may run this reads and changes the database itself. */
function reader(): Reader {
  return { id: '', roles: ['administrator'], memberships: {}, locale: typedLocale() };
}

async function now(named: string | undefined, { json }: Shown): Promise<void> {
  for (const one of await found(named)) {
    const { process: id, group, now: current, next } = one;
    process.stdout.write(
      json
        ? `${JSON.stringify({ process: id, group: group.id, now: current, next })}\n`
        : `${[`${id}/${group.id}`, said(current), next ? `${next.at} ${said(next.onCall)}` : '-'].join('\t')}\n`,
    );
  }
}

async function list(named: string | undefined, options: Shown & { weeks: string }): Promise<void> {
  if (!/^([1-9]|1[0-2])$/.test(options.weeks)) {
    throw new CliError(`--weeks ${options.weeks}: expected a number from 1 to 12`, { exitCode: 2 });
  }
  for (const one of await found(named, Number(options.weeks))) {
    if (options.json) {
      process.stdout.write(`${JSON.stringify(one)}\n`);
      continue;
    }
    for (const { from, until, onCall } of one.shifts) {
      const line = [`${one.process}/${one.group.id}`, from, until, said(onCall)];
      process.stdout.write(`${line.join('\t')}\n`);
    }
  }
}

interface Matched {
  ifVersion?: string;
}

/** @throws CliError where it is no version */
function versionIn({ ifVersion }: Matched): number | undefined {
  if (ifVersion === undefined) return undefined;
  if (/^\d{1,9}$/.test(ifVersion)) return Number(ifVersion);
  throw new CliError(`--if-version ${ifVersion}: expected a whole number`, { exitCode: 2 });
}

async function set(named: string, file: string, options: Matched): Promise<void> {
  const expectedVersion = versionIn(options);
  const body = parseInput(onCallBody, 'body', jsonOf(file, await readGivenFile(file)));
  await withDeskDatabase('on-call', async (database) => {
    const key = groupOf(named);
    const sent = idempotencyOf('cli', undefined, { method: 'PUT', path: named, body });
    await replacePlan(database, { by }, key, body as OnCallPlan, {
      ...{ commandId: sent.commandId, fingerprint: sent.fingerprint },
      ...{ isRepeated: () => false, expectedVersion },
    });
    await tellNow(database, key);
  });
}

async function override(named: string, person: string, options: OverrideOptions): Promise<void> {
  await withDeskDatabase('on-call', async (database) => {
    const key = groupOf(named);
    const { from, until, layer = null } = options;
    const given = { person: await idOf(database, person), layer, from, until };
    const body = parseInput(overrideBody, 'body', given);
    await putInstead(database, { by }, key, body, `ovr-${randomUUID()}`);
    await tellNow(database, key);
  });
}

async function remove(named: string, options: Matched): Promise<void> {
  const expectedVersion = versionIn(options);
  await withDeskDatabase('on-call', async (database) => {
    await takeAwayPlan(database, { by }, groupOf(named), expectedVersion);
  });
}

async function end(named: string, overrideId: string): Promise<void> {
  await withDeskDatabase('on-call', async (database) => {
    const key = groupOf(named);
    const { overrides } = await existing(database, key);
    const one = overrides.find((each) => each.overrideId === overrideId);
    if (!one) {
      const known = overrides.map((each) => each.overrideId).join(', ') || 'none';
      throw new CliError(`No override ${overrideId}: the group has ${known}`, { exitCode: 2 });
    }
    await endInstead(database, { by }, key, one);
    await tellNow(database, key);
  });
}

interface SwapOptions extends OverrideOptions {
  otherFrom: string;
  otherUntil: string;
}

async function swap(
  named: string,
  person: string,
  other: string,
  options: SwapOptions,
): Promise<void> {
  await withDeskDatabase('on-call', async (database) => {
    const key = groupOf(named);
    const { from, until, otherFrom, otherUntil, layer = null } = options;
    const shifts = [
      { person: await idOf(database, person), from, until },
      { person: await idOf(database, other), from: otherFrom, until: otherUntil },
    ];
    const body = parseInput(swapBody, 'body', { shifts, layer });
    const id = `ovr-${randomUUID()}`;
    await swapShifts(database, { by }, key, body, [`${id}-1`, `${id}-2`]);
    await tellNow(database, key);
  });
}

async function tellNow(database: Database, key: GroupKey): Promise<void> {
  const [one] = await findOnCallGroups(database, reader(), { key });
  if (one) tell(`${one.group.title}: now ${said(one.now)}`);
}

async function found(named: string | undefined, weeks = 4): Promise<OnCallGroup[]> {
  return withDeskDatabase('on-call', async (database) => {
    const key = named === undefined ? null : groupOf(named);
    const groups = await findOnCallGroups(database, reader(), { key, weeks });
    if (groups.length === 0) tell('No rotation: nobody is on call');
    return groups;
  });
}

/** @throws ApiError where there is no such group, or more than one */
function groupOf(named: string): GroupKey {
  const keys = processDefinitions().flatMap(({ id: processId, groups }) =>
    Object.keys(groups).map((groupId) => ({ processId, groupId })),
  );
  const addressOf = ({ processId, groupId }: GroupKey) => `${processId}/${groupId}`;
  const meant = keys.filter((key) => key.groupId === named || addressOf(key) === named);
  const [only] = meant;
  if (only && meant.length === 1) return only;
  throw notFound('group', named, (meant.length > 0 ? meant : keys).map(addressOf));
}

function said(onCall: OnCallView): string {
  return onCall.kind === 'gap'
    ? `nobody (${onCall.reason.replaceAll('_', ' ')})`
    : `${onCall.person.name} (${onCall.cause.replaceAll('_', ' ')})`;
}

/** @throws CliError where it is no JSON */
function jsonOf(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new CliError(`${file} is no JSON: ${(error as Error).message}`, {
      ...{ cause: error, exitCode: 2 },
    });
  }
}
