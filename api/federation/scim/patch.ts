import { ScimError } from '../../http/scim_error.ts';
import { type AttributePath, type Filter, isMatch, parsePath } from './filter.ts';

export interface PatchOperation {
  /** In any case: Entra ID writes `Replace`. */
  op: string;
  path?: string | undefined;
  value?: unknown;
}

type Fields = Record<string, unknown>;

/** The attributes of a resource that a PATCH may name: in lower case, and as they are written. */
export interface Patchable {
  /** Of the core. */
  attributes: Readonly<Record<string, { name: string; isList?: true }>>;
  /** Those that the desk alone writes, in lower case. */
  readOnly: readonly string[];
  /** Extensions, by their URN in lower case. */
  extensions: Readonly<Record<string, string>>;
}

/**
 * A resource as the operations leave it, RFC 7644 §3.5.2, in the dialects of Entra ID and Okta: `op`
 * in any case, no path, paths as keys of a value, `remove` with the values to remove. What the desk
 * does not keep is passed over.
 *
 * @throws ScimError where an operation is none, a path leads nowhere, or to what the desk alone writes
 */
export function patched(
  resource: Fields,
  operations: readonly PatchOperation[],
  patchable: Patchable,
): Fields {
  const changed = structuredClone(resource);
  for (const { op, path, value } of operations) {
    const verb = op.toLowerCase();
    if (verb !== 'add' && verb !== 'replace' && verb !== 'remove') {
      throw new ScimError(400, 'invalidSyntax', `op '${op}': expected add, replace or remove.`);
    }
    if (path !== undefined && path !== '')
      applyAt(changed, verb, parsePath(path), value, patchable);
    else applyWhole(changed, verb, value, patchable);
  }
  return changed;
}

type Verb = 'add' | 'replace' | 'remove';

function applyWhole(target: Fields, verb: Verb, value: unknown, patchable: Patchable): void {
  if (verb === 'remove') throw new ScimError(400, 'noTarget', 'remove: expected a path.');
  if (!isFields(value)) {
    throw new ScimError(
      400,
      'invalidValue',
      `${verb} without a path: expected an object as value.`,
    );
  }
  for (const [key, each] of Object.entries(value)) {
    // Programs send a resource as they got it: what the desk wrote there says nothing new.
    const name = key.toLowerCase();
    if (name === 'schemas' || (name === 'id' ? each === target.id : isReadOnly(name, patchable))) {
      continue;
    }
    const extension = own(patchable.extensions, key.toLowerCase());
    if (extension === undefined) {
      applyAt(target, verb, parsePath(key), each, patchable);
      continue;
    }
    if (!isFields(each)) throw new ScimError(400, 'invalidValue', `${key}: expected an object.`);
    for (const [name, inner] of Object.entries(each)) {
      applyAt(target, verb, parsePath(`${key}:${name}`), inner, patchable);
    }
  }
}

function applyAt(
  target: Fields,
  verb: Verb,
  path: AttributePath,
  value: unknown,
  patchable: Patchable,
): void {
  if (isReadOnly(path.name, patchable) && !own(patchable.extensions, path.schema ?? '')) {
    throw new ScimError(400, 'mutability', `${path.name}: the desk alone writes it.`);
  }
  const place = placeOf(target, path, patchable);
  if (!place) return;
  const { fields, name, isList } = place;
  if (isList) {
    applyToList(fields, name, verb, path, value);
  } else if (path.sub === undefined) {
    if (verb === 'remove') delete fields[name];
    else if (isFields(fields[name]) && isFields(value)) Object.assign(fields[name], value);
    else fields[name] = value;
  } else if (verb === 'remove') {
    if (isFields(fields[name])) deleteField(fields[name], path.sub);
  } else {
    if (!isFields(fields[name])) fields[name] = {};
    setField(fields[name] as Fields, path.sub, value);
  }
}

function isReadOnly(name: string, { readOnly }: Patchable): boolean {
  return readOnly.includes(name);
}

/** Where an attribute is; undefined for what the desk does not keep. */
function placeOf(target: Fields, { schema, name }: AttributePath, patchable: Patchable) {
  const extension = schema === undefined ? undefined : own(patchable.extensions, schema);
  if (extension !== undefined) {
    if (!isFields(target[extension])) target[extension] = {};
    return { fields: target[extension] as Fields, name, isList: false };
  }
  const known = own(patchable.attributes, name);
  return known && { fields: target, name: known.name, isList: known.isList ?? false };
}

function applyToList(
  fields: Fields,
  name: string,
  verb: Verb,
  { among, sub }: AttributePath,
  value: unknown,
): void {
  const list = Array.isArray(fields[name]) ? (fields[name] as unknown[]) : [];
  if (among === undefined && sub === undefined) {
    fields[name] = wholeList(list, verb, value);
    return;
  }
  const isMeant = (each: unknown) => among === undefined || isMatch(among, each);
  if (verb === 'remove' && sub === undefined) {
    fields[name] = list.filter((each) => !isMeant(each));
    return;
  }
  const meant = list.filter(isMeant).filter(isFields);
  // Entra ID replaces the address of somebody who has none yet.
  if (meant.length === 0 && verb !== 'remove') {
    const made = Object.fromEntries(among ? namedBy(among) : []);
    list.push(made);
    meant.push(made);
  }
  for (const each of meant) {
    if (sub === undefined) Object.assign(each, isFields(value) ? value : { value });
    else if (verb === 'remove') deleteField(each, sub);
    else setField(each, sub, value);
  }
  fields[name] = list;
}

function wholeList(list: unknown[], verb: Verb, value: unknown): unknown[] {
  const given = value === undefined || value === null ? [] : [value].flat();
  if (verb === 'replace') return given;
  const keys = new Set(given.map(keyOf));
  const others = list.filter((each) => !keys.has(keyOf(each)));
  // Entra ID names the members to remove; without any the whole list goes.
  if (verb === 'remove') return value === undefined ? [] : others;
  return [...others, ...given];
}

function keyOf(value: unknown): string {
  return String(isFields(value) ? value.value : value).toLowerCase();
}

/** What `type eq "work"` says of a value that is not there yet. */
function namedBy(filter: Filter): [string, unknown][] {
  if (filter.is === 'and') return [...namedBy(filter.left), ...namedBy(filter.right)];
  const isNamed = filter.is === 'compared' && filter.by === 'eq' && filter.path.sub === undefined;
  return isNamed ? [[filter.path.name, filter.value]] : [];
}

/** Names below an attribute are matched in any case, and kept as they were. */
function setField(fields: Fields, lowerName: string, value: unknown): void {
  fields[keyFor(fields, lowerName)] = value;
}

function deleteField(fields: Fields, lowerName: string): void {
  delete fields[keyFor(fields, lowerName)];
}

function keyFor(fields: Fields, lowerName: string): string {
  return Object.keys(fields).find((key) => key.toLowerCase() === lowerName) ?? lowerName;
}

function own<T>(named: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
