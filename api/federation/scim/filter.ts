import { ScimError } from '../../http/scim_error.ts';
import { isStorable } from '../../http/text.ts';

export type Comparator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le' | 'pr';
export type FilterValue = string | number | boolean | null;

export type Filter =
  | { is: 'and' | 'or'; left: Filter; right: Filter }
  | { is: 'not'; of: Filter }
  | { is: 'compared'; path: AttributePath; by: Comparator; value: FilterValue };

/** `urn:…:User:name.familyName`, or `emails[type eq "work"].value`. Names are in lower case. */
export interface AttributePath {
  /** The schema in front of the name; undefined for those of the core. */
  schema: string | undefined;
  name: string;
  /** Which values of a list are meant; undefined for all. */
  among: Filter | undefined;
  sub: string | undefined;
}

const lengthMax = 2_000;
const depthMax = 10;

/** The filter of a list, RFC 7644 §3.4.2.2. @throws ScimError `invalidFilter` */
export function parseFilter(text: string): Filter {
  const reader = new Reader(text, 'invalidFilter');
  const filter = reader.either(0);
  reader.end();
  return filter;
}

/** The path of an operation of a PATCH, RFC 7644 §3.5.2. @throws ScimError `invalidPath` */
export function parsePath(text: string): AttributePath {
  const reader = new Reader(text, 'invalidPath');
  const path = reader.path(0);
  reader.end();
  return path;
}

/** Words, strings and signs, one after the other. */
const token = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

const comparators: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'];

class Reader {
  readonly #text: string;
  readonly #fault: 'invalidFilter' | 'invalidPath';
  #tokens: string[] = [];
  #at = 0;

  constructor(text: string, fault: 'invalidFilter' | 'invalidPath') {
    this.#text = text;
    this.#fault = fault;
    if (text.length > lengthMax) throw this.#wrong(`longer than ${lengthMax} characters`);
    token.lastIndex = 0;
    while (token.lastIndex < text.trimEnd().length) {
      const found = token.exec(text);
      if (!found) throw this.#wrong('a string is not closed');
      this.#tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
    }
  }

  either(depth: number): Filter {
    if (depth > depthMax) throw this.#wrong(`more than ${depthMax} levels`);
    let left = this.#both(depth);
    while (this.#takes('or')) left = { is: 'or', left, right: this.#both(depth) };
    return left;
  }

  #both(depth: number): Filter {
    let left = this.#one(depth);
    while (this.#takes('and')) left = { is: 'and', left, right: this.#one(depth) };
    return left;
  }

  #one(depth: number): Filter {
    if (this.#takes('not')) {
      if (!this.#takes('(')) throw this.#wrong('expected ( after not');
      return { is: 'not', of: this.#closed(depth) };
    }
    if (this.#takes('(')) return this.#closed(depth);
    const path = this.path(depth);
    // `emails[type eq "work"]` alone asks whether there is one.
    if (path.among && path.sub === undefined && !this.#isComparator()) {
      return { is: 'compared', path, by: 'pr', value: null };
    }
    const by = (this.#next() ?? '').toLowerCase();
    if (!isComparator(by)) throw this.#wrong(`expected one of ${comparators.join(', ')}`);
    return { is: 'compared', path, by, value: by === 'pr' ? null : this.#value() };
  }

  #closed(depth: number): Filter {
    const filter = this.either(depth + 1);
    if (!this.#takes(')')) throw this.#wrong('expected )');
    return filter;
  }

  path(depth: number): AttributePath {
    const word = this.#next() ?? '';
    const [, schema, name = ''] = /^(urn:.+):([^:]+)$/i.exec(word) ?? [undefined, undefined, word];
    const [first = '', sub, ...rest] = name.split('.');
    const isName = [first, ...(sub === undefined ? [] : [sub])].every((part) =>
      /^[a-z$][\w$-]*$/i.test(part),
    );
    if (!isName || rest.length > 0) throw this.#wrong(`no attribute is called '${word}'`);
    const path = { schema: schema?.toLowerCase(), name: first.toLowerCase(), among: undefined };
    if (!this.#takes('[')) return { ...path, sub: sub?.toLowerCase() };
    const among = this.either(depth + 1);
    if (!this.#takes(']')) throw this.#wrong('expected ]');
    return { ...path, among, sub: this.#subAttribute() };
  }

  /** `.value` after a bracket. */
  #subAttribute(): string | undefined {
    const [, sub] = /^\.([a-z$][\w$-]*)$/i.exec(this.#tokens[this.#at] ?? '') ?? [];
    if (sub !== undefined) this.#at++;
    return sub?.toLowerCase();
  }

  #value(): FilterValue {
    const written = this.#next();
    if (written === undefined) throw this.#wrong('expected a value');
    try {
      const value: unknown = JSON.parse(
        /^(true|false|null)$/i.test(written) ? written.toLowerCase() : written,
      );
      const isPlain = typeof value !== 'object' || value === null;
      if (isPlain && isStorable(String(value))) return value as FilterValue;
    } catch {
      // Said below.
    }
    throw this.#wrong(`'${written}' is no value: texts stand in double quotes`);
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw this.#wrong(`nothing is expected before '${rest}'`);
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #isComparator(): boolean {
    return isComparator(this.#tokens[this.#at]?.toLowerCase() ?? '');
  }

  #wrong(reason: string): ScimError {
    const what = this.#fault === 'invalidFilter' ? 'filter' : 'path';
    return new ScimError(400, this.#fault, `The ${what} '${this.#text.slice(0, 200)}': ${reason}.`);
  }
}

function isComparator(word: string): word is Comparator {
  return comparators.includes(word);
}

/** Whether one value of a list is meant: an object, or a plain value that is its own `value`. */
export function isMatch(filter: Filter, value: unknown): boolean {
  switch (filter.is) {
    case 'and':
      return isMatch(filter.left, value) && isMatch(filter.right, value);
    case 'or':
      return isMatch(filter.left, value) || isMatch(filter.right, value);
    case 'not':
      return !isMatch(filter.of, value);
    case 'compared':
      return isCompared(fieldOf(value, filter.path), filter.by, filter.value);
  }
}

function fieldOf(value: unknown, { name, sub }: AttributePath): unknown {
  const field = valueAt(value, name);
  return sub === undefined ? field : valueAt(field, sub);
}

function valueAt(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return name === 'value' ? value : undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Texts are compared as most of SCIM's are, whatever their case. */
function isCompared(found: unknown, by: Comparator, wanted: FilterValue): boolean {
  if (by === 'pr') return found !== undefined && found !== null && found !== '';
  const [left, right] = [plain(found, wanted), plain(wanted, found)];
  if (by === 'eq') return left === right;
  if (by === 'ne') return left !== right;
  if (typeof left === 'string' && typeof right === 'string') {
    if (by === 'co') return left.includes(right);
    if (by === 'sw') return left.startsWith(right);
    if (by === 'ew') return left.endsWith(right);
    return isOrdered(left < right ? -1 : Number(left > right), by);
  }
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  return isOrdered(Math.sign(left - right), by);
}

function isOrdered(order: number, by: Comparator): boolean {
  if (by === 'gt') return order > 0;
  if (by === 'ge') return order >= 0;
  if (by === 'lt') return order < 0;
  return by === 'le' && order <= 0;
}

/** Entra ID writes `primary eq "True"`. */
function plain(value: unknown, other: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const text = value.toLowerCase();
  return typeof other === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
}
