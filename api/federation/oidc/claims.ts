import { mailAddress, personFields } from '../../people/person_fields.ts';

/** More than this no token holds; a provider that sends more is not believed. */
const groupsMax = 2_000;
/** As long as a mapping can write one. */
const groupNameMax = 500;

/**
 * What a token says under a name. Names may be addresses with dots in them; where none is there as
 * it is written, `outer.inner` is looked for within.
 */
export function claimAt(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return (claims as Record<string, unknown>)[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/**
 * The groups a token names. Where it names none, there are none: what they gave is taken away.
 * @returns undefined where the provider says that there are too many to name (Entra ID beyond 200):
 *   then nothing is known, and what was given stays
 */
export function groupsIn(claims: object, name: string): string[] | undefined {
  const value = claimAt(claims, name);
  if (value === undefined && isLeftOut(claims, name)) return undefined;
  const values = Array.isArray(value) ? value : [value];
  // What cannot be stored nothing is mapped to.
  const names = values.filter((each) => wordIn(each, groupNameMax) !== undefined);
  if (names.length > groupsMax) return undefined;
  return [...new Set(names as string[])];
}

function isLeftOut(claims: object, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims as Record<string, unknown>;
  if (hasgroups === true || hasgroups === 'true') return true;
  return typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name);
}

/**
 * Who somebody is to the provider: up to 255 ASCII characters, by OpenID Connect Core 1.0, §2.
 * @throws Error where it is something else: then nobody knows who came
 */
export function subjectIn(value: string): string {
  if (/^[\x20-\x7e]{1,255}$/.test(value)) return value;
  throw new Error('the subject is not 1 to 255 characters of ASCII');
}

/** As the desk writes addresses; undefined where it is none. */
export function addressIn(value: unknown): string | undefined {
  return mailAddress.safeParse(value).data;
}

/** A name as anybody at the desk may have it; one that deceives on a screen is none. */
export function nameIn(value: unknown): string | undefined {
  return personFields.name.safeParse(value).data;
}

/** A short text that can be stored; undefined where it is something else. */
export function wordIn(value: unknown, lengthMax = 200): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > lengthMax) return undefined;
  return value.isWellFormed() && !/\p{Cc}/u.test(value) ? value : undefined;
}

/** The same of a claim that may be a list, as Keycloak writes attributes: the first of it. */
export function firstWordIn(value: unknown): string | undefined {
  return wordIn(Array.isArray(value) ? value[0] : value)?.trim() || undefined;
}
