import {
  Client,
  type Entry,
  InvalidCredentialsError,
  NoSuchObjectError,
  ResultCodeError,
  type SearchOptions,
} from 'ldapts';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import type { DirectorySettings } from './directory_settings.ts';
import type { DirectoryFailure } from './failures.ts';

export class DirectoryError extends Error {
  override readonly name = 'DirectoryError';
  readonly failure: DirectoryFailure;

  constructor(failure: DirectoryFailure, cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    super(`directory ${failure}${reason}`, { cause });
    this.failure = failure;
  }
}

/** Attributes of an entry by their names in lower case, as servers write them in any. */
export type Attributes = ReadonlyMap<string, readonly (string | Buffer)[]>;

export interface DirectoryEntry {
  dn: string;
  attributes: Attributes;
}

export interface ReadDirectory {
  people: DirectoryEntry[];
  groups: DirectoryEntry[];
  /** Other servers that it names: nobody is asked there. */
  referralCount: number;
}

const connectMs = 5 * secondMs;
/** Each page of answers. */
const answerMs = minuteMs;
const pageSize = 500;
const entriesMax = 100_000;

const personAttributes = [
  ...['entryUUID', 'objectGUID', 'ipaUniqueID', 'nsUniqueId'],
  ...['displayName', 'cn', 'mail', 'proxyAddresses'],
  ...['telephoneNumber', 'mobile', 'preferredLanguage'],
  ...['physicalDeliveryOfficeName', 'l', 'department', 'ou', 'manager'],
  ...['memberOf', 'userAccountControl', 'pwdAccountLockedTime', 'nsAccountLock'],
];
const groupAttributes = ['cn', 'member', 'uniqueMember'];

/**
 * Everybody whom the directory has under its base, and the groups that name their members. All of it
 * or nothing: half a directory looks as if the others had left.
 *
 * @throws DirectoryError
 */
export async function readDirectory(settings: DirectorySettings): Promise<ReadDirectory> {
  const { url, startsTls, bindDn, bindPassword = '', base, filter, groupFilter } = settings;
  const { customerAttribute } = settings;
  const client = new Client({ url, timeout: answerMs, connectTimeout: connectMs, strictDN: false });
  try {
    if (startsTls) await client.startTLS({ servername: settings.host });
    if (bindDn !== undefined) await client.bind(bindDn, bindPassword);
    const isWhole = () => bindDn === undefined || client.isBound;
    const found = await readAll(client, base, isWhole, {
      filter,
      attributes: [...personAttributes, ...(customerAttribute ? [customerAttribute] : [])],
      explicitBufferAttributes: ['objectGUID'],
    });
    const groups =
      groupFilter === ''
        ? { entries: [], referralCount: 0 }
        : await readAll(client, base, isWhole, {
            filter: groupFilter,
            attributes: groupAttributes,
          });
    return {
      people: found.entries,
      groups: groups.entries,
      referralCount: found.referralCount + groups.referralCount,
    };
  } catch (error) {
    throw error instanceof DirectoryError ? error : new DirectoryError(failureOf(error), error);
  } finally {
    await client.unbind().catch(() => undefined);
  }
}

async function readAll(
  client: Client,
  base: string,
  isWhole: () => boolean,
  options: SearchOptions,
): Promise<{ entries: DirectoryEntry[]; referralCount: number }> {
  const entries: DirectoryEntry[] = [];
  let referralCount = 0;
  const search = { ...options, scope: 'sub' as const, paged: { pageSize } };
  for await (const page of client.searchPaginated(base, search)) {
    // Whoever lost the line asks the next page as nobody, and is told of fewer.
    if (!isWhole()) throw new DirectoryError('stopped_short');
    referralCount += page.searchReferences.length;
    entries.push(...page.searchEntries.map(readEntry));
    if (entries.length > entriesMax) throw new DirectoryError('too_many');
  }
  return { entries, referralCount };
}

function readEntry({ dn, ...attributes }: Entry): DirectoryEntry {
  const byName = Object.entries(attributes).map(
    ([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value : [value]] as const,
  );
  return { dn, attributes: new Map(byName) };
}

function failureOf(error: unknown): DirectoryFailure {
  if (error instanceof InvalidCredentialsError) return 'bind_refused';
  if (error instanceof NoSuchObjectError) return 'no_base';
  if (error instanceof ResultCodeError) return isLimit(error.code) ? 'stopped_short' : 'refused';
  const { code = '', message = '' } = error as { code?: unknown; message?: string };
  const isOfTls = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(String(code));
  if (isOfTls) return 'not_trusted';
  if (/^E[A-Z]+$/.test(String(code)) || /connect/i.test(message)) return 'unreachable';
  return /clos|timeout|timed out/i.test(message) ? 'stopped_short' : 'refused';
}

/** Time, size and administrative limits, by RFC 4511, appendix A. */
function isLimit(code: number): boolean {
  return code === 3 || code === 4 || code === 11;
}
