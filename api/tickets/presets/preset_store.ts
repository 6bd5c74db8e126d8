import type { z } from 'zod';
import type { AuditEntry } from '../../../database/audit.ts';
import type { Database } from '../../../database/connection.ts';
import { deletePreset, insertPreset, updatePreset } from '../../../database/presets.ts';
import { withDatabase } from '../../http/database.ts';
import { notFound, refusedBy, roleNotAllowed, stale } from '../../http/errors.ts';
import { checkKey, type Idempotency, isRepetition } from '../../http/idempotency.ts';
import { checkVersion } from '../../http/if_match.ts';
import type { Account } from '../../people/directory.ts';
import { type Audience, groupsOf, mayKeepFor } from './audience.ts';
import type { presetFields } from './contract.ts';

/** One person keeps so many of a kind at most. */
export const presetsMax = 200;

export type PresetKind = 'macro' | 'view';

export interface GivenPreset<C> {
  title: string;
  audience: Audience;
  content: C;
}

/** What is shown of one, beside its content. */
type ShownPreset = { [Name in keyof typeof presetFields]: z.infer<(typeof presetFields)[Name]> };

export interface Preset<C> extends ShownPreset {
  content: C;
}

/** A change by its author, as often as they repeat it. */
type Change = Pick<Idempotency, 'commandId' | 'fingerprint'>;
/** What the audit is told of a change. */
export type AuditOf = Omit<AuditEntry, 'object' | 'before' | 'after'> | undefined;

/** Who asks for which one. */
interface AskedPreset {
  account: Account;
  kind: PresetKind;
  presetId: string;
  /** Undefined where the audit is not told. */
  audit?: AuditOf;
}

interface PresetToKeep<C> extends AskedPreset {
  change: Change;
  given: GivenPreset<C>;
}

interface PresetToForget extends AskedPreset {
  /** Changes nothing where it stands at another; undefined asks nothing. */
  expectedVersion: number | undefined;
}

interface PresetToReplace<C> extends PresetToKeep<C>, PresetToForget {}

interface Row {
  preset_id: string;
  owner_id: string;
  owner_name: string;
  title: string;
  audience: Audience['for'];
  group_id: string | null;
  content: unknown;
  version: number;
  command_id: string;
  fingerprint: string;
  updated_at: Date;
}

/** Those of a kind that an account sees: its own, its groups’ and everybody’s, by title. */
export function findPresets<C>(
  database: Database,
  account: Account,
  kind: PresetKind,
): Promise<Preset<C>[]> {
  return withDatabase(async () => {
    const rows: Row[] = await visible(database, account, kind).orderBy([
      'presets.title',
      'presets.preset_id',
    ]);
    return rows.map((row) => viewOf<C>(row, account));
  });
}

/** @throws ApiError 404 for one that is not theirs to see */
export async function findPreset<C>(
  database: Database,
  account: Account,
  kind: PresetKind,
  presetId: string,
): Promise<Preset<C>> {
  return viewOf<C>(await rowOf(database, account, kind, presetId), account);
}

/** @throws ApiError 403, 409 where there are too many, 422 for a key used with another request */
export async function createPreset<C>(
  database: Database,
  { account, kind, presetId, change, given, audit }: PresetToKeep<C>,
): Promise<Preset<C>> {
  checkAudience(account, given.audience);
  await withDatabase(async () => {
    const [count] = await database('presets')
      .where({ owner_id: account.id, kind })
      .whereNot('preset_id', presetId)
      .count<{ count: string }[]>();
    if (Number(count?.count) >= presetsMax) {
      throw refusedBy(409, { code: 'too_many_kept', parameters: { limit: presetsMax } });
    }
    const by = { preset_id: presetId, kind, owner_id: account.id, version: 1 };
    const entry = entryOf(audit, kind, presetId, undefined, given);
    await insertPreset(database, { ...by, ...columnsOf(change, given) }, entry);
  });
  const row = await rowOf(database, account, kind, presetId);
  // One that has been changed since was still created by this request.
  if (row.version === 1) checkKey(row.fingerprint, change);
  return viewOf<C>(row, account);
}

/**
 * @throws ApiError 403 where it is not theirs to change, 404 where not to see, 412 where it changed
 */
export async function replacePreset<C>(
  database: Database,
  { account, kind, presetId, change, given, expectedVersion, audit }: PresetToReplace<C>,
): Promise<Preset<C>> {
  const before = await rowOf(database, account, kind, presetId);
  refuseOthers(before, account);
  checkAudience(account, given.audience);
  const isSame = before.command_id === change.commandId;
  if (isSame && isRepetition(before.fingerprint, change)) return viewOf<C>(before, account);
  checkVersion(before.version, expectedVersion);
  const { version } = before;
  const entry = entryOf(audit, kind, presetId, before, given);
  const isChanged = await withDatabase(() =>
    updatePreset(database, presetId, version, columnsOf(change, given), entry),
  );
  const after = await rowOf(database, account, kind, presetId);
  if (!isChanged) throw stale(after.version, version);
  return viewOf<C>(after, account);
}

/** What is gone already stays gone. @throws ApiError as `replacePreset`, without its 404 */
export async function forgetPreset(
  database: Database,
  { account, kind, presetId, expectedVersion, audit }: PresetToForget,
): Promise<void> {
  await withDatabase(async () => {
    const row: Row | undefined = await visible(database, account, kind)
      .where('preset_id', presetId)
      .first();
    if (!row) return;
    refuseOthers(row, account);
    const version = expectedVersion ?? row.version;
    const entry = entryOf(audit, kind, presetId, row, undefined);
    const isDeleted = await deletePreset(database, presetId, version, entry);
    if (!isDeleted && expectedVersion !== undefined) throw stale(row.version, expectedVersion);
  });
}

function visible(database: Database, account: Account, kind: PresetKind) {
  const seesAll = account.roles.includes('process_owner');
  return database('presets')
    .join('accounts', 'accounts.account_id', 'presets.owner_id')
    .where('presets.kind', kind)
    .where((either) => {
      either
        .where('presets.owner_id', account.id)
        .orWhere('presets.audience', 'everybody')
        .orWhereIn('presets.group_id', groupsOf(account));
      if (seesAll) either.orWhere('presets.audience', 'group');
    })
    .select<Row[]>(['presets.*', 'accounts.display_name as owner_name']);
}

async function rowOf(
  database: Database,
  account: Account,
  kind: PresetKind,
  presetId: string,
): Promise<Row> {
  const row: Row | undefined = await withDatabase(() =>
    visible(database, account, kind).where('preset_id', presetId).first(),
  );
  if (!row) throw notFound(kind, presetId);
  return row;
}

function checkAudience(account: Account, audience: Audience): void {
  if (mayKeepFor(account, audience)) return;
  const allowed = audience.for === 'group' ? ['team_lead', 'process_owner'] : ['process_owner'];
  throw roleNotAllowed(account.roles, allowed);
}

function refuseOthers(row: Row, account: Account): void {
  if (mayChange(row, account)) return;
  throw refusedBy(403, { code: 'not_yours', parameters: { owner: row.owner_name } });
}

function mayChange(row: Row, account: Account): boolean {
  if (row.owner_id === account.id) return true;
  return row.audience !== 'own' && mayKeepFor(account, audienceOf(row));
}

function audienceOf({ audience, group_id }: Row): Audience {
  return audience === 'group' ? { for: 'group', group: group_id ?? '' } : { for: audience };
}

function columnsOf<C>({ commandId, fingerprint }: Change, given: GivenPreset<C>) {
  const { title, audience, content } = given;
  return {
    title,
    audience: audience.for,
    group_id: audience.for === 'group' ? audience.group : null,
    content: JSON.stringify(content),
    command_id: commandId,
    fingerprint,
  };
}

function viewOf<C>(row: Row, account: Account): Preset<C> {
  return {
    id: row.preset_id,
    title: row.title,
    audience: audienceOf(row),
    ownerName: row.owner_name,
    isOwn: row.owner_id === account.id,
    mayChange: mayChange(row, account),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    content: row.content as C,
  };
}

/** Its title and for whom it is; what it says is no matter of the audit. */
function entryOf(
  audit: AuditOf,
  kind: PresetKind,
  presetId: string,
  before: Row | undefined,
  after: GivenPreset<unknown> | undefined,
): AuditEntry | undefined {
  if (!audit || kind !== 'macro') return undefined;
  return {
    ...audit,
    object: { kind: 'macro', id: presetId },
    ...(before && { before: { title: before.title, audience: wordsOf(audienceOf(before)) } }),
    ...(after && { after: { title: after.title, audience: wordsOf(after.audience) } }),
  };
}

function wordsOf(audience: Audience): string {
  return audience.for === 'group' ? `group ${audience.group}` : audience.for;
}
