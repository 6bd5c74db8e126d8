import { createHash } from 'node:crypto';
import { isDatabaseAway, orIfDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import { requesterFactsOf } from '../../database/requester_facts.ts';
import { endOfSession } from '../../database/sign_in/sessions.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Memberships, Skills } from '../../workflows/domain/membership.ts';
import type { RequesterFacts, RequesterTier } from '../../workflows/domain/ticket.ts';
import { withDatabase } from '../http/database.ts';
import type { Locale, Role } from '../http/words.ts';

export interface Account {
  id: string;
  name: string;
  roles: readonly Role[];
  locale: Locale;
  requesterTier: RequesterTier;
  memberships: Memberships;
  /** What they can, by process. */
  skills?: Skills;
  /** What else conditions ask of whoever asks. */
  requesterFacts?: RequesterFacts;
}

/** What somebody shows to be known by: a program its token, a browser its session. */
export interface Credential {
  kind: 'token' | 'session';
  secret: string;
}

/** Whose a credential is; without an account where it is refused. */
export interface Found {
  accountId: string;
  account?: Account;
  /** The id of the session or of the token: it names it, and opens nothing. */
  credentialId: string;
  /** What a token may be used for; null for a session, which is not held to any. */
  scopes: readonly string[] | null;
  /** A second factor is demanded and not there yet. */
  isEnrolling: boolean;
  /** When it was used last, as far as it is known here; epoch milliseconds. */
  seenAt: number;
  /** Refused because the desk was opened without the demo. */
  isOfDemo?: boolean;
}

/** Who people are. Kept a minute, and longer while Postgres is away so that commands go on. */
export interface AccountDirectory {
  /** Undefined where nobody has such a credential. */
  find(credential: Credential): Promise<Found | undefined>;
  findAccount(accountId: string): Promise<Account | undefined>;
  /** As `findAccount`, of those who have not left. */
  findActive(accountId: string): Promise<Account | undefined>;
  /** Names by account id; null for unknown ids, and for all not remembered while Postgres is away. */
  namesOf(accountIds: Iterable<string>): Promise<Map<string, string | null>>;
  /** What was known of an account, or of all, is so no longer. */
  forget(accountId?: string): void;
  /** Calls when something was forgotten of an account. @returns what takes it back */
  onForgotten(accountId: string, call: () => void): () => void;
}

export interface DirectoryOptions {
  /** People of the demo are let in. */
  isDemo: boolean;
}

interface Remembered<T> {
  value: T;
  at: number;
}

const freshMs = minuteMs;
/** While Postgres is away, what was known this long ago still counts. */
const staleMs = 15 * minuteMs;
const rememberedMax = 20_000;

class Memory<T> {
  readonly #entries = new Map<string, Remembered<T>>();

  recall(key: string, maxAgeMs: number): T | undefined {
    const entry = this.#entries.get(key);
    return entry && Date.now() - entry.at <= maxAgeMs ? entry.value : undefined;
  }

  keep(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: Date.now() });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > rememberedMax && !oldest.done) this.#entries.delete(oldest.value);
  }

  drop(key: string): void {
    this.#entries.delete(key);
  }

  forget(isMeant: (value: T) => boolean): void {
    for (const [key, { value }] of this.#entries) if (isMeant(value)) this.#entries.delete(key);
  }
}

interface AccountRow {
  account_id: string;
  display_name: string;
  roles: readonly Role[];
  locale: Locale;
  requester_tier: RequesterTier;
  is_active: boolean;
  memberships: Memberships | null;
  skills: Skills | null;
  requester_facts: RequesterFacts;
}

interface CredentialRow extends AccountRow {
  credential_id: string;
  scopes: string[] | null;
  is_enrolling: boolean;
  is_demo: boolean;
  expires_at: Date | null;
  /** Of a token that was never used: null. */
  seen_at: Date | null;
}

interface Known extends Omit<Found, 'account' | 'isOfDemo'> {
  account: Account;
  isActive: boolean;
  isDemo: boolean;
  /** Epoch milliseconds. */
  expiresAt: number | null;
}

const columns = [
  'accounts.account_id',
  'accounts.display_name',
  'accounts.roles',
  'accounts.locale',
  'accounts.requester_tier',
  'accounts.is_active',
];

/** The groups of an account and its skills by process, and what conditions ask of it, as columns. */
const asked = `${requesterFactsOf('accounts')} as requester_facts,
(
  select jsonb_object_agg(process_id, skills)
  from (
    select process_id, jsonb_agg(distinct skill) as skills
    from group_members, unnest(group_members.skills) as skill
    where group_members.account_id = accounts.account_id
    group by process_id
  ) as abilities
) as skills, (
  select jsonb_object_agg(process_id, group_ids)
  from (
    select process_id, jsonb_agg(group_id order by group_id) as group_ids
    from group_members
    where group_members.account_id = accounts.account_id
    group by process_id
  ) as places
) as memberships`;

export function openAccountDirectory(
  database: Database,
  { isDemo }: DirectoryOptions,
): AccountDirectory {
  const byCredential = new Memory<Known>();
  const byId = new Memory<Account>();
  const closed = new Memory<true>();
  const listeners = new Map<string, Set<() => void>>();
  /** How often something was to be forgotten: what was asked for before must not be remembered after. */
  let forgottenCount = 0;

  async function find({ kind, secret }: Credential): Promise<Found | undefined> {
    const hash = hashOf(secret);
    const key = `${kind} ${hash}`;
    const fresh = byCredential.recall(key, freshMs);
    if (fresh) return judged(fresh);
    const askedAt = forgottenCount;
    try {
      const row = await (kind === 'token'
        ? findToken(database, hash)
        : findSession(database, hash));
      if (!row) {
        byCredential.drop(key);
        return undefined;
      }
      const known = knownOf(row);
      if (askedAt === forgottenCount) {
        byCredential.keep(key, known);
        keep(row, known.account);
      }
      return judged(known);
    } catch (error) {
      const stale = isDatabaseAway(error) ? byCredential.recall(key, staleMs) : undefined;
      if (stale) return judged(stale);
      return withDatabase(() => Promise.reject(error));
    }
  }

  function judged({ account, isActive, isDemo: isOfDemo, expiresAt, ...known }: Known): Found {
    if (isOfDemo && !isDemo) return { ...known, isOfDemo };
    const isOver = expiresAt !== null && expiresAt <= Date.now();
    return { ...known, ...(isActive && !isOver ? { account } : {}) };
  }

  async function load(accountIds: string[]): Promise<void> {
    if (accountIds.length === 0) return;
    const rows = await database<AccountRow>('accounts')
      .whereIn('account_id', accountIds)
      .select<AccountRow[]>([...columns, database.raw(asked)]);
    for (const row of rows) keep(row, accountOf(row));
  }

  function keep(row: AccountRow, account: Account): void {
    byId.keep(account.id, account);
    if (row.is_active) closed.drop(account.id);
    else closed.keep(account.id, true);
  }

  async function findAccount(accountId: string): Promise<Account | undefined> {
    const fresh = byId.recall(accountId, freshMs);
    if (fresh) return fresh;
    await withDatabase(() => load([accountId]));
    return byId.recall(accountId, freshMs);
  }

  async function findActive(accountId: string): Promise<Account | undefined> {
    const account = await findAccount(accountId);
    return closed.recall(accountId, Number.POSITIVE_INFINITY) ? undefined : account;
  }

  async function namesOf(accountIds: Iterable<string>): Promise<Map<string, string | null>> {
    const wanted = [...new Set(accountIds)];
    const unknown = wanted.filter((id) => !byId.recall(id, freshMs));
    await orIfDatabaseAway(() => load(unknown), undefined);
    return new Map(wanted.map((id) => [id, byId.recall(id, staleMs)?.name ?? null]));
  }

  function forget(accountId?: string): void {
    forgottenCount += 1;
    const isMeant = ({ id }: Account) => accountId === undefined || id === accountId;
    byCredential.forget(({ account }) => isMeant(account));
    byId.forget(isMeant);
    const told = accountId === undefined ? [...listeners.keys()] : [accountId];
    for (const id of told) for (const call of listeners.get(id) ?? []) call();
  }

  function onForgotten(accountId: string, call: () => void): () => void {
    const calls = listeners.get(accountId) ?? new Set();
    listeners.set(accountId, calls.add(call));
    return () => {
      calls.delete(call);
      if (calls.size === 0 && listeners.get(accountId) === calls) listeners.delete(accountId);
    };
  }

  return { find, findAccount, findActive, namesOf, forget, onForgotten };
}

/** How tokens and sessions are stored and looked up. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const credentialColumns = [...columns, 'accounts.is_demo'];

async function findToken(
  database: Database,
  tokenHash: string,
): Promise<CredentialRow | undefined> {
  const row = await database('api_tokens')
    .join('accounts', 'accounts.account_id', 'api_tokens.account_id')
    .where('api_tokens.token_hash', tokenHash)
    .first(
      ...credentialColumns,
      'api_tokens.token_id as credential_id',
      'api_tokens.scopes',
      'api_tokens.expires_at',
      'api_tokens.last_used_at as seen_at',
      database.raw(asked),
    );
  return row && { ...row, is_enrolling: false };
}

async function findSession(
  database: Database,
  sessionHash: string,
): Promise<CredentialRow | undefined> {
  const row = await database('sessions')
    .join('accounts', 'accounts.account_id', 'sessions.account_id')
    .where('sessions.session_hash', sessionHash)
    .first(
      ...credentialColumns,
      'sessions.session_id as credential_id',
      'sessions.is_enrolling',
      'sessions.expires_at',
      'sessions.seen_at',
      database.raw(asked),
    );
  return row && { ...row, scopes: null, expires_at: new Date(endOfSession(row)) };
}

function knownOf(row: CredentialRow): Known {
  return {
    accountId: row.account_id,
    account: accountOf(row),
    credentialId: row.credential_id,
    scopes: row.scopes,
    isEnrolling: row.is_enrolling,
    isActive: row.is_active,
    isDemo: row.is_demo,
    expiresAt: row.expires_at?.getTime() ?? null,
    seenAt: row.seen_at?.getTime() ?? 0,
  };
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.account_id,
    name: row.display_name,
    roles: row.roles,
    locale: row.locale,
    requesterTier: row.requester_tier,
    memberships: row.memberships ?? {},
    ...(row.skills && { skills: row.skills }),
    requesterFacts: row.requester_facts,
  };
}
