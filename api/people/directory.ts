import { createHash } from 'node:crypto';
import { isDatabaseAway, orIfDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { RequesterTier } from '../../workflows/domain/ticket.ts';
import { withDatabase } from '../http/database.ts';
import type { Locale, Role } from '../http/words.ts';

export interface Account {
  id: string;
  name: string;
  role: Role;
  locale: Locale;
  requesterTier: RequesterTier;
}

/** Who people are. Kept a minute, and longer while Postgres is away so that commands go on. */
export interface AccountDirectory {
  /** The account of an API token, or undefined where the token is unknown, expired or ended. */
  findByToken(token: string): Promise<Account | undefined>;
  findAccount(accountId: string): Promise<Account | undefined>;
  /** Names by account id; null for unknown ids, and for all not remembered while Postgres is away. */
  namesOf(accountIds: Iterable<string>): Promise<Map<string, string | null>>;
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

  forget(key: string): void {
    this.#entries.delete(key);
  }
}

interface AccountRow {
  account_id: string;
  display_name: string;
  role: Role;
  locale: Locale;
  requester_tier: RequesterTier;
}

const columns = [
  'accounts.account_id',
  'accounts.display_name',
  'accounts.role',
  'accounts.locale',
  'accounts.requester_tier',
];

export function openAccountDirectory(database: Database): AccountDirectory {
  const byToken = new Memory<Account & { expiresAt: number | null }>();
  const byId = new Memory<Account>();

  async function findByToken(token: string): Promise<Account | undefined> {
    const tokenHash = createHash('sha256').update(token).digest('hex');
    const fresh = byToken.recall(tokenHash, freshMs);
    if (fresh) return unlessExpired(fresh);
    try {
      const row = await findTokenRow(database, tokenHash);
      if (!row) {
        byToken.forget(tokenHash);
        return undefined;
      }
      const found = { ...accountOf(row), expiresAt: row.expires_at?.getTime() ?? null };
      byToken.keep(tokenHash, found);
      byId.keep(found.id, accountOf(row));
      return unlessExpired(found);
    } catch (error) {
      const stale = isDatabaseAway(error) ? byToken.recall(tokenHash, staleMs) : undefined;
      if (stale) return unlessExpired(stale);
      return withDatabase(() => Promise.reject(error));
    }
  }

  async function load(accountIds: string[]): Promise<void> {
    if (accountIds.length === 0) return;
    const rows = await database<AccountRow>('accounts')
      .whereIn('account_id', accountIds)
      .select<AccountRow[]>(columns);
    for (const row of rows) byId.keep(row.account_id, accountOf(row));
  }

  async function findAccount(accountId: string): Promise<Account | undefined> {
    const fresh = byId.recall(accountId, freshMs);
    if (fresh) return fresh;
    await withDatabase(() => load([accountId]));
    return byId.recall(accountId, freshMs);
  }

  async function namesOf(accountIds: Iterable<string>): Promise<Map<string, string | null>> {
    const wanted = [...new Set(accountIds)];
    const unknown = wanted.filter((id) => !byId.recall(id, freshMs));
    await orIfDatabaseAway(() => load(unknown), undefined);
    return new Map(wanted.map((id) => [id, byId.recall(id, staleMs)?.name ?? null]));
  }

  return { findByToken, findAccount, namesOf };
}

function unlessExpired(account: Account & { expiresAt: number | null }): Account | undefined {
  const { expiresAt, ...rest } = account;
  return expiresAt === null || expiresAt > Date.now() ? rest : undefined;
}

function findTokenRow(
  database: Database,
  tokenHash: string,
): Promise<(AccountRow & { expires_at: Date | null }) | undefined> {
  return database('api_tokens')
    .join('accounts', 'accounts.account_id', 'api_tokens.account_id')
    .where('api_tokens.token_hash', tokenHash)
    .where('accounts.is_active', true)
    .first(...columns, 'api_tokens.expires_at');
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.account_id,
    name: row.display_name,
    role: row.role,
    locale: row.locale,
    requesterTier: row.requester_tier,
  };
}
