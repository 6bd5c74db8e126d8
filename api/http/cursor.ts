import { z } from 'zod';
import { wrongField } from './errors.ts';
import { expected, received } from './expectations.ts';

/** What a part of a position is, so that a cursor somebody made up never reaches the database. */
export type PositionKind = 'instant' | 'word' | 'text' | 'integer' | 'number' | 'flag';

// A day that is in no calendar has the right shape and is refused all the same.
const instant = z.iso.datetime({ offset: true });

const patterns: Record<PositionKind, RegExp> = {
  instant: /^(infinity|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d)$/,
  word: /^[a-z0-9-]{1,64}$/,
  // Anything that can be stored; names are 200 characters at most, and fold to some more.
  text: /^\P{Cc}{1,1000}$/u,
  integer: /^\d{1,9}$/,
  number: /^-?\d{1,22}(\.\d{1,22})?(e[-+]\d{1,3})?$/,
  flag: /^(true|false)$/,
};

/** Part of a list, with the cursor of the part after it. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** @param rows were read with one more than the limit, which tells whether more follow */
export function pageFrom<Row>(
  rows: Row[],
  limit: number,
  cursorAfter: (last: Row) => string,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? cursorAfter(last) : null };
}

const contents = z.tuple([z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))]);

/** Where a page ended: opaque to callers, and only good for the order it was made in. */
export function encodeCursor(order: string, position: unknown[]): string {
  return Buffer.from(JSON.stringify([order, position])).toString('base64url');
}

/** @throws ApiError 400 where the cursor was not made by `encodeCursor` for this order */
export function decodeCursor(
  cursor: string | undefined,
  order: string,
  kinds: readonly PositionKind[],
): string[] | undefined {
  if (cursor === undefined) return undefined;
  const result = contents.safeParse(readJson(cursor));
  if (result.success && result.data[0] === order) {
    const position = result.data[1].map(String);
    if (isOfKinds(position, kinds)) return position;
  }
  throw wrongField('query.cursor', expected('next_of_page'), received('something_else'));
}

function isOfKinds(position: string[], kinds: readonly PositionKind[]): boolean {
  return (
    position.length === kinds.length &&
    kinds.every((kind, index) => isOfKind(position[index] as string, kind))
  );
}

function isOfKind(part: string, kind: PositionKind): boolean {
  if (!patterns[kind].test(part)) return false;
  return kind !== 'instant' || part === 'infinity' || instant.safeParse(part).success;
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
