import { z } from 'zod';
import type { AccountFields } from '../../../database/people.ts';
import type { AccountRow, ScimPersonRow } from '../../../database/tables.ts';
import { ScimError } from '../../http/scim_error.ts';
import { line, storable } from '../../http/text.ts';
import { localeOf } from '../oidc/admit.ts';
import type { Patchable } from './patch.ts';
import { firstIssue, type ScimResource, versioned } from './resource.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseSchema = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a PATCH of a person may name. */
export const patchablePerson: Patchable = {
  attributes: {
    username: { name: 'userName' },
    externalid: { name: 'externalId' },
    name: { name: 'name' },
    displayname: { name: 'displayName' },
    active: { name: 'active' },
    emails: { name: 'emails', isList: true },
    phonenumbers: { name: 'phoneNumbers', isList: true },
    locale: { name: 'locale' },
    preferredlanguage: { name: 'preferredLanguage' },
    timezone: { name: 'timezone' },
  },
  readOnly: ['id', 'meta', 'groups'],
  extensions: { [enterpriseSchema.toLowerCase()]: enterpriseSchema },
};

/** Entra ID writes "True" and "False". */
const truth = z.preprocess(
  (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value),
  z.boolean(),
);

/** Longer than any name, and what Postgres can store. */
const said = storable(1_000);

const values = z
  .array(z.looseObject({ value: said.nullish(), primary: truth.nullish() }))
  .nullish();

const person = z.looseObject({
  username: line(200),
  externalid: line(200).nullish(),
  name: z
    .looseObject({
      formatted: said.nullish(),
      givenname: said.nullish(),
      familyname: said.nullish(),
    })
    .nullish(),
  displayname: said.nullish(),
  active: truth.nullish(),
  emails: values,
  phonenumbers: values,
  locale: said.nullish(),
  preferredlanguage: said.nullish(),
  timezone: said.nullish(),
  enterprise: z
    .looseObject({
      department: said.nullish(),
      organization: said.nullish(),
      manager: z.unknown().optional(),
    })
    .nullish(),
});

export interface ScimPerson {
  userName: string;
  externalId: string | null;
  givenName: string | null;
  familyName: string | null;
  isActive: boolean;
  /** What the program calls the customer they are served for; undefined where it says nothing of it. */
  customer: string | null | undefined;
  fields: Partial<AccountFields> & Pick<AccountFields, 'name'>;
}

/**
 * A person as a program wrote them. @param isWhole what is absent is not there, and was not left out
 * @throws ScimError `invalidValue`
 */
export function personIn(resource: object, isWhole: boolean): ScimPerson {
  const read = person.safeParse(withEnterprise(inLowerCase(resource)));
  if (!read.success) throw new ScimError(400, 'invalidValue', firstIssue(read.error));
  const said = read.data;
  const addresses = inOrder(said.emails).filter((each) => /^[^\s@]+@[^\s@]+$/.test(each));
  const own = /^[^\s@]+@[^\s@]+$/.test(said.username) ? [said.username] : [];
  const { enterprise } = said;
  const language = said.preferredlanguage ?? said.locale;
  return {
    userName: said.username,
    externalId: said.externalid ?? null,
    givenName: textOf(said.name?.givenname),
    familyName: textOf(said.name?.familyname),
    isActive: said.active ?? true,
    customer:
      enterprise?.organization === undefined && !isWhole
        ? undefined
        : textOf(enterprise?.organization),
    fields: {
      name: nameOf(said),
      ...given('addresses', addresses.length > 0 ? addresses : own, said.emails, isWhole),
      ...given('phones', inOrder(said.phonenumbers).flatMap(phoneIn), said.phonenumbers, isWhole),
      ...given('locale', localeOf(language), language, false),
      ...given('zone', zoneIn(said.timezone), said.timezone, isWhole),
      ...given('department', textOf(enterprise?.department), enterprise?.department, isWhole),
      ...given('managerId', managerIn(enterprise?.manager), enterprise?.manager, isWhole),
    },
  };
}

function given<K extends keyof AccountFields>(
  key: K,
  value: AccountFields[K],
  said: unknown,
  isWhole: boolean,
): Partial<AccountFields> {
  return said === undefined && !isWhole ? {} : { [key]: value };
}

function nameOf(said: z.infer<typeof person>): string {
  const parts = [said.name?.givenname, said.name?.familyname].flatMap((part) => textOf(part) ?? []);
  const name = textOf(said.displayname) ?? textOf(said.name?.formatted) ?? parts.join(' ');
  const read = line(200).safeParse(name === '' ? said.username : name);
  if (!read.success)
    throw new ScimError(400, 'invalidValue', `displayName: ${firstIssue(read.error)}`);
  return read.data;
}

/** The primary one first. */
function inOrder(list: z.infer<typeof values>): string[] {
  return (list ?? [])
    .toSorted((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false))
    .flatMap(({ value }) => textOf(value) ?? []);
}

/** Numbers that say no country are nobody's to guess. */
function phoneIn(written: string): string[] {
  const number = written.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{5,14}$/.test(number) ? [number] : [];
}

function zoneIn(zone: string | null | undefined): string | null {
  try {
    return zone
      ? new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
      : null;
  } catch {
    return null;
  }
}

/** An id alone, `{ value }`, or a list of one: Entra ID has written all of them. */
function managerIn(manager: unknown): string | null {
  const one: unknown = Array.isArray(manager) ? manager[0] : manager;
  if (typeof one === 'string') return textOf(one);
  const { value } = (one ?? {}) as { value?: unknown };
  return typeof value === 'string' ? textOf(value) : null;
}

function textOf(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}

/** The extension under a name of its own. */
function withEnterprise(said: unknown): object {
  const fields = Object(said) as Record<string, unknown>;
  return { ...fields, enterprise: fields[enterpriseSchema.toLowerCase()] };
}

/** Names of attributes are the same in any case. */
function inLowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLowerCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.toLowerCase(), inLowerCase(each)]),
  );
}

export type KnownPerson = Pick<
  AccountRow,
  | 'account_id'
  | 'display_name'
  | 'is_active'
  | 'phones'
  | 'locale'
  | 'zone'
  | 'department'
  | 'manager_id'
  | 'created_at'
  | 'updated_at'
> & {
  [K in 'external_id' | 'given_name' | 'family_name']: ScimPersonRow[K] | null;
} & {
  user_name: string;
  /** The name of the customer they are served for. */
  customer_name: string | null;
  /** When SCIM closed it; null where it is open, or was closed by hand. */
  scim_closed_at: Date | null;
  /** The main one first. */
  addresses: string[];
  groups: { value: string; display: string }[];
};

export function shownPerson(row: KnownPerson): ScimResource {
  const name = {
    formatted: row.display_name,
    ...(row.given_name && { givenName: row.given_name }),
    ...(row.family_name && { familyName: row.family_name }),
  };
  const enterprise = {
    ...(row.customer_name && { organization: row.customer_name }),
    ...(row.department && { department: row.department }),
    ...(row.manager_id && { manager: { value: row.manager_id } }),
  };
  const hasEnterprise = Object.keys(enterprise).length > 0;
  return versioned({
    schemas: [userSchema, ...(hasEnterprise ? [enterpriseSchema] : [])],
    id: row.account_id,
    ...(row.external_id && { externalId: row.external_id }),
    userName: row.user_name,
    name,
    displayName: row.display_name,
    active: row.is_active,
    emails: row.addresses.map((value, n) => ({ value, type: 'work', primary: n === 0 })),
    phoneNumbers: row.phones.map((value, n) => ({ value, type: 'work', primary: n === 0 })),
    locale: row.locale,
    ...(row.zone && { timezone: row.zone }),
    groups: row.groups,
    ...(hasEnterprise && { [enterpriseSchema]: enterprise }),
    meta: {
      resourceType: 'User',
      created: row.created_at.toISOString(),
      lastModified: row.updated_at.toISOString(),
    },
  });
}
