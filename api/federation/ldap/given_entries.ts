import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { GivenRow } from '../../people/import/read_people.ts';
import { localeOf } from '../oidc/admit.ts';
import type { Attributes, DirectoryEntry, ReadDirectory } from './read_directory.ts';

/** One person of a directory, as an import takes them. */
export interface GivenEntry {
  dn: string;
  /** What the directory knows them by, whatever they are called and wherever they stand in it. */
  subject: string;
  /** In lower case, the main one first. */
  addresses: string[];
  cells: GivenRow['cells'];
  managerDn: string | undefined;
  /** Groups they are in, by distinguished name and by common name. */
  groups: string[];
  /** The directory lets them in nowhere any more. */
  isClosed: boolean;
}

/**
 * What a directory says of people, in the words of an import.
 * @param customerAttribute which one names their customer; undefined where none does
 */
export function givenEntries(
  { people, groups }: ReadDirectory,
  customerAttribute?: string,
): GivenEntry[] {
  const memberships = membershipsOf(groups);
  return people.map(({ dn, attributes }) => {
    const named = [
      ...textsOf(attributes, 'memberOf'),
      ...(memberships.get(dn.toLowerCase()) ?? []),
    ];
    return {
      dn,
      subject: subjectOf(dn, attributes),
      addresses: addressesOf(attributes),
      cells: cellsOf(attributes, customerAttribute),
      managerDn: textsOf(attributes, 'manager')[0]?.toLowerCase(),
      groups: [...new Set(named.flatMap((group) => [group, commonNameOf(group)]))],
      isClosed: isClosed(attributes),
    };
  });
}

function textsOf(attributes: Attributes, ...names: string[]): string[] {
  const values = names.flatMap((name) => attributes.get(name.toLowerCase()) ?? []);
  return values.filter(
    (value): value is string => typeof value === 'string' && value.trim() !== '',
  );
}

function subjectOf(dn: string, attributes: Attributes): string {
  const [guid] = attributes.get('objectguid') ?? [];
  if (Buffer.isBuffer(guid) && guid.length > 0) return guid.toString('hex');
  const [known = dn] = textsOf(attributes, 'entryUUID', 'ipaUniqueID', 'nsUniqueId');
  return known.toLowerCase();
}

/** Exchange writes all addresses of a mailbox as `smtp:…`, and the main one as `SMTP:…`. */
function addressesOf(attributes: Attributes): string[] {
  const proxied = textsOf(attributes, 'proxyAddresses').flatMap((value) =>
    /^smtp:/i.test(value) ? [value.slice('smtp:'.length)] : [],
  );
  const all = [...textsOf(attributes, 'mail'), ...proxied];
  return [...new Set(all.map((address) => address.trim().toLowerCase()))];
}

function cellsOf(attributes: Attributes, customerAttribute?: string): GivenRow['cells'] {
  const [language] = textsOf(attributes, 'preferredLanguage');
  // A number as it is dialled within the country is one of any country.
  const phones = textsOf(attributes, 'telephoneNumber', 'mobile').flatMap(
    (phone) => parsePhoneNumberFromString(phone)?.number ?? [],
  );
  const cells = {
    name: textsOf(attributes, 'displayName', 'cn')[0],
    phones: phones.length > 0 ? [...new Set(phones)].join(', ') : undefined,
    language: language && localeOf(language),
    site: textsOf(attributes, 'physicalDeliveryOfficeName', 'l')[0],
    department: textsOf(attributes, 'department', 'ou')[0],
    customer:
      customerAttribute === undefined ? undefined : textsOf(attributes, customerAttribute)[0],
  };
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined));
}

/** Active Directory: bit 2 of `userAccountControl` is ACCOUNTDISABLE. 389 and FreeIPA: `nsAccountLock`. */
function isClosed(attributes: Attributes): boolean {
  const [control = '0'] = textsOf(attributes, 'userAccountControl');
  const [lock = ''] = textsOf(attributes, 'nsAccountLock');
  return (Number(control) & 2) !== 0 || lock.toLowerCase() === 'true';
}

/** By the distinguished name of a member in lower case, the groups that name them. */
function membershipsOf(groups: readonly DirectoryEntry[]): Map<string, string[]> {
  const memberships = new Map<string, string[]>();
  for (const { dn, attributes } of groups) {
    for (const member of textsOf(attributes, 'member', 'uniqueMember')) {
      const key = member.toLowerCase();
      memberships.set(key, [...(memberships.get(key) ?? []), dn]);
    }
  }
  return memberships;
}

/**
 * `Desk agents` of `CN=Desk agents,OU=Groups,DC=example,DC=org`: what people call the group. What is
 * escaped by number is bytes of UTF-8 (RFC 4514 §2.4): OpenLDAP writes `É` as `\C3\89`.
 */
function commonNameOf(dn: string): string {
  const [, value] = /^[a-z0-9.-]+=((?:\\.|[^,\\+])*)/i.exec(dn) ?? [];
  if (value === undefined) return dn;
  return value
    .replace(/(?:\\[0-9a-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString('utf8'),
    )
    .replace(/\\(.)/g, '$1');
}
