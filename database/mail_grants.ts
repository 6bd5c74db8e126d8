import { randomUUID } from 'node:crypto';
import { clearSecretAlarm, raiseAlarm } from './alarms.ts';
import type { Database, Transaction } from './connection.ts';
import type { ConnectFailure, GrantFailure, MailAudience } from './mail_words.ts';
import { noteConnected } from './mailboxes.ts';
import type { MailAccessTokenRow, MailConsentAttemptRow, MailGrantRow, NewRow } from './tables.ts';
import { well } from './well.ts';

/** What a mailbox is granted is asked for anew: nothing of what was granted before is kept. */
const nothingGranted = {
  consented_by: null,
  account: null,
  connected_at: null,
  attempt_failure: null,
  attempt_words: null,
  attempted_at: null,
  sealed_refresh_token: null,
  refreshed_at: null,
  refreshing_by: null,
  refreshing_until: null,
  is_cut_off: false,
} as const;

/**
 * Writes with whom a mailbox signs in, in the transaction that writes the mailbox.
 * @param isAnother what was granted is of no use to it
 */
export async function writeGrant(
  trx: Transaction,
  grant: NewRow<'mail_grants'> & { mailbox_id: string },
  isAnother: boolean,
): Promise<void> {
  const { mailbox_id: mailboxId, ...columns } = grant;
  await trx('mail_grants')
    .insert(grant)
    .onConflict('mailbox_id')
    .merge({
      ...columns,
      ...well,
      ...(isAnother && { ...nothingGranted, generation: trx.raw('mail_grants.generation + 1') }),
    });
  if (isAnother) await trx('mail_access_tokens').where('mailbox_id', mailboxId).delete();
  await clearSecretAlarm(trx, mailboxId);
}

/** The mailbox signs in by a password from now on. */
export async function deleteGrant(trx: Transaction, mailboxId: string): Promise<void> {
  await trx('mail_grants').where('mailbox_id', mailboxId).delete();
  await clearSecretAlarm(trx, mailboxId);
}

export function findGrant(
  database: Database | Transaction,
  mailboxId: string,
): Promise<MailGrantRow | undefined> {
  return database('mail_grants').where('mailbox_id', mailboxId).first();
}

/** Keeps that somebody is sent to consent, and forgets those who never came back. */
export async function insertConsentAttempt(
  database: Database,
  attempt: NewRow<'mail_consent_attempts'>,
): Promise<void> {
  await database('mail_consent_attempts').where('expires_at', '<', database.fn.now()).delete();
  await database('mail_consent_attempts').insert(attempt);
}

/**
 * Takes an attempt back, once, in the session that began it.
 * @returns undefined where it is over, was taken before, or began elsewhere
 */
export async function takeConsentAttempt(
  database: Database,
  key: Pick<MailConsentAttemptRow, 'state_hash' | 'session_id'>,
): Promise<MailConsentAttemptRow | undefined> {
  const [attempt] = await database('mail_consent_attempts')
    .where(key)
    .where('expires_at', '>', database.fn.now())
    .delete()
    .returning('*');
  return attempt;
}

/** Says on the mailbox's page why somebody who tried to connect it could not. */
export async function noteAttemptFailure(
  database: Database,
  mailboxId: string,
  { failure, words }: { failure: ConnectFailure; words: string },
): Promise<void> {
  await database('mail_grants').where('mailbox_id', mailboxId).update({
    attempt_failure: failure,
    attempt_words: words,
    attempted_at: database.fn.now(),
  });
}

/** What a provider has given, sealed. */
export interface KeptTokens {
  /** Undefined where the one that is kept goes on. */
  sealedRefreshToken: string | undefined;
  access: { audience: MailAudience; sealedToken: string; staleAt: Date; expiresAt: Date };
}

/**
 * Keeps what was granted, in place of all that was before.
 * @returns false where the mailbox signs in with somebody else by now, or is gone
 */
export async function writeConsent(
  trx: Transaction,
  { mailbox_id: mailboxId, generation }: Pick<MailGrantRow, 'mailbox_id' | 'generation'>,
  consent: KeptTokens & { account: string | null; consentedBy: string | null },
): Promise<boolean> {
  const count = await trx('mail_grants')
    .where({ mailbox_id: mailboxId, generation })
    .update({
      ...nothingGranted,
      ...well,
      sealed_refresh_token: consent.sealedRefreshToken ?? null,
      account: consent.account,
      consented_by: consent.consentedBy,
      connected_at: trx.fn.now(),
      refreshed_at: trx.fn.now(),
      token_number: trx.raw('token_number + 1'),
    });
  if (count === 0) return false;
  await trx('mail_access_tokens').where('mailbox_id', mailboxId).delete();
  await insertAccessToken(trx, mailboxId, consent.access);
  await noteConnected(trx, mailboxId);
  return true;
}

async function insertAccessToken(
  trx: Transaction,
  mailboxId: string,
  { audience, sealedToken, staleAt, expiresAt }: KeptTokens['access'],
): Promise<MailAccessTokenRow> {
  const token = {
    token_id: randomUUID(),
    sealed_token: sealedToken,
    stale_at: staleAt,
    expires_at: expiresAt,
    issued_at: new Date(),
  };
  const [row] = await trx('mail_access_tokens')
    .insert({ mailbox_id: mailboxId, audience, ...token })
    .onConflict(['mailbox_id', 'audience'])
    .merge(token)
    .returning('*');
  if (!row) throw new Error(`The token of mailbox ${mailboxId} was not written`);
  return row;
}

/** What can be had of a mailbox's grant now. */
export type TokenChance =
  /** The mailbox signs in by a password, or is gone. */
  | { kind: 'none' }
  | { kind: 'token'; token: MailAccessTokenRow }
  /** Nothing is to be asked for now: it would be the same. */
  | { kind: 'failing'; failure: GrantFailure; words: string; spare: Spare }
  /** It was refused, and has only just been given: another would be refused, too. */
  | { kind: 'refused' }
  /** Another process asks for a new one. */
  | { kind: 'awaited'; spare: Spare }
  /** The caller is to ask for a new one, and nobody else does until the lease is over. */
  | { kind: 'due'; grant: MailGrantRow; lease: string; spare: Spare };

/** One that is not over yet, should no new one be had. */
type Spare = MailAccessTokenRow | undefined;

export interface TokenWish {
  mailboxId: string;
  audience: MailAudience;
  /** The id of a token that a server has refused. */
  refusedId?: string | undefined;
  /** A token that is younger is not asked for anew where it is refused. */
  youngMs: number;
  leaseMs: number;
  /** Somebody looks on: what may pass by itself is tried at once. */
  isUrgent: boolean;
  /** Though there is one: the grant is kept alive. */
  isForced?: boolean | undefined;
}

/** Finds a mailbox's token, or has the caller ask for a new one: of several that ask at once, one. */
export function chanceOf(database: Database, wish: TokenWish): Promise<TokenChance> {
  const { mailboxId, audience, refusedId } = wish;
  return database.transaction(async (trx) => {
    const grant = await trx('mail_grants').where('mailbox_id', mailboxId).forUpdate().first();
    if (!grant) return { kind: 'none' };
    const known = await trx('mail_access_tokens')
      .where({ mailbox_id: mailboxId, audience })
      .first();
    const now = await databaseTime(trx);
    const isRefused = known !== undefined && known.token_id === refusedId;
    if (isRefused && known.issued_at.getTime() > now.getTime() - wish.youngMs) {
      return { kind: 'refused' };
    }
    const token = isRefused ? undefined : known;
    if (token && token.stale_at > now && !wish.isForced) return { kind: 'token', token };
    const spare = token && token.expires_at > now ? token : undefined;
    const failing = failingNow(grant, wish);
    if (failing) return { kind: 'failing', ...failing, spare };
    const { refreshing_by: holder, refreshing_until: until } = grant;
    if (until && until > now) return { kind: 'awaited', spare };
    const lease = randomUUID();
    const [leased] = await trx('mail_grants')
      .where('mailbox_id', mailboxId)
      .update({
        refreshing_by: lease,
        refreshing_until: new Date(now.getTime() + wish.leaseMs),
        // Whoever had it before has died over it, or is about to be too late.
        ...(holder !== null && { is_cut_off: true }),
      })
      .returning('*');
    return leased ? { kind: 'due', grant: leased, lease, spare } : { kind: 'none' };
  });
}

function failingNow(
  grant: MailGrantRow,
  { isUrgent }: TokenWish,
): { failure: GrantFailure; words: string } | undefined {
  const { flow, sealed_refresh_token: sealed, failure, failure_words: words, retry_at } = grant;
  if (flow === 'delegated' && sealed === null) {
    return { failure: failure ?? 'consent_needed', words: words ?? '' };
  }
  if (failure === null || isUrgent) return undefined;
  if (retry_at && retry_at.getTime() <= Date.now()) return undefined;
  return { failure, words: words ?? '' };
}

async function databaseTime(trx: Transaction): Promise<Date> {
  const { rows } = await trx.raw<{ rows: [{ now: Date }] }>('select now() as now');
  return rows[0].now;
}

/**
 * Keeps a provider's answer before any of it is used.
 * @returns undefined where an answer to a later question is kept already
 */
export function keepTokens(
  database: Database,
  { mailbox_id: mailboxId, generation, token_number: number, failure }: MailGrantRow,
  { sealedRefreshToken, access }: KeptTokens,
): Promise<MailAccessTokenRow | undefined> {
  return database.transaction(async (trx) => {
    const count = await trx('mail_grants')
      .where({ mailbox_id: mailboxId, generation, token_number: number })
      .update({
        ...well,
        ...(sealedRefreshToken !== undefined && { sealed_refresh_token: sealedRefreshToken }),
        token_number: number + 1,
        refreshed_at: trx.fn.now(),
        refreshing_by: null,
        refreshing_until: null,
        is_cut_off: false,
      });
    if (count === 0) return undefined;
    const token = await insertAccessToken(trx, mailboxId, access);
    if (failure !== null) await noteConnected(trx, mailboxId);
    return token;
  });
}

/** Failures in a row, of a provider that may come back by itself. */
const alarmedAfter = 3;

/**
 * Keeps why there is no token. Administrators get an alarm: at once where somebody has to do something,
 * else once it has failed some times.
 * @param isPassing it may be over without anybody's doing
 * @param isCutOff the provider may have given a token that never arrived
 */
export async function noteGrantFailure(
  database: Database,
  { mailbox_id: mailboxId, generation, token_number: number }: MailGrantRow,
  lease: string,
  {
    failure,
    words,
    retryAt,
    isPassing,
    isCutOff,
  }: {
    failure: GrantFailure;
    words: string;
    retryAt: Date | null;
    isPassing: boolean;
    isCutOff: boolean;
  },
): Promise<void> {
  await database.transaction(async (trx) => {
    const [row] = await trx('mail_grants')
      .where({ mailbox_id: mailboxId, generation, token_number: number, refreshing_by: lease })
      .update({
        failure,
        failure_words: words,
        failing_since: trx.raw('coalesce(failing_since, now())'),
        failure_streak: trx.raw('failure_streak + 1'),
        retry_at: retryAt,
        refreshing_by: null,
        refreshing_until: null,
        ...(isCutOff && { is_cut_off: true }),
      })
      .returning<Pick<MailGrantRow, 'failure_streak'>[]>('failure_streak');
    if (!row || (isPassing && row.failure_streak < alarmedAfter)) return;
    const mailbox = await trx('mailboxes').where('mailbox_id', mailboxId).first('name');
    await raiseAlarm(trx, 'mailbox_failing', null, {
      mailbox: mailboxId,
      name: mailbox?.name,
      because: failure,
    });
  });
}

/** Grants of which no token was asked for since `before`: a provider forgets what is not used. */
export function findSleepingGrants(
  database: Database,
  before: Date,
  limit: number,
): Promise<Pick<MailGrantRow, 'mailbox_id' | 'permissions'>[]> {
  return database('mail_grants')
    .whereNotNull('connected_at')
    .where('refreshed_at', '<', before)
    .where((due) => due.whereNull('failure').orWhere('retry_at', '<=', database.fn.now()))
    .orderBy('refreshed_at')
    .limit(limit)
    .select('mailbox_id', 'permissions');
}

/** Raises an alarm of each client secret that is over in so many days, or is already. */
export async function alarmOfSecrets(database: Database, withinDays: number): Promise<void> {
  const ending = await database('mail_grants')
    .join('mailboxes', 'mailboxes.mailbox_id', 'mail_grants.mailbox_id')
    .whereRaw('secret_expires_on::date <= current_date + ?::integer', [withinDays])
    .select('mailboxes.mailbox_id', 'name', 'secret_expires_on');
  for (const { mailbox_id: mailbox, name, secret_expires_on: expiresOn } of ending) {
    await raiseAlarm(database, 'client_secret_ending', null, { mailbox, name, expiresOn });
  }
}
