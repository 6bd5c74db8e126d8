/** More than this no token holds; a provider that sends more is not believed. */
const groupsMax = 2_000;

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
  const names = values.filter((each) => typeof each === 'string' && each !== '');
  if (names.length > groupsMax) return undefined;
  return [...new Set(names as string[])];
}

function isLeftOut(claims: object, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims as Record<string, unknown>;
  if (hasgroups === true || hasgroups === 'true') return true;
  return typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name);
}
