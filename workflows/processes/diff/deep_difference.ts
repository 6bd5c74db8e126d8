import { ownOf } from '../../domain/keys.ts';
import { canonicalJson } from '../canonical_json.ts';

/** One place where two values of plain data differ. */
export interface Difference {
  path: readonly string[];
  /** Undefined where only the other side has something there. */
  before: unknown;
  after: unknown;
}

/** Last step of the path to the order of a list: no key is called that. */
export const orderStep = '#order';

/** How data is taken apart. */
export interface Grain {
  /** What tells an item of a list from the others; their place does where it gives nothing. */
  keyOf(path: readonly string[], item: unknown): string | undefined;
  /** True where a value is compared as one, whatever is in it. */
  isWhole(path: readonly string[]): boolean;
}

/**
 * Everything in which two values of plain data differ, down to single values; what only one side
 * has comes as one. Equal values give nothing. Lists whose items have keys are compared key by key,
 * and a change of their order is a difference of its own at the end of their path.
 */
export function deepDifference(
  before: unknown,
  after: unknown,
  grain: Grain,
  path: readonly string[] = [],
): Difference[] {
  if (Object.is(before, after)) return [];
  if (grain.isWhole(path)) {
    return isSame(before, after) ? [] : [{ path, before, after }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return listDifference(before, after, grain, path);
  }
  if (isRecord(before) && isRecord(after)) return recordDifference(before, after, grain, path);
  return [{ path, before, after }];
}

function recordDifference(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  grain: Grain,
  path: readonly string[],
): Difference[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    deepDifference(ownOf(before, key), ownOf(after, key), grain, [...path, key]),
  );
}

function listDifference(
  before: unknown[],
  after: unknown[],
  grain: Grain,
  path: readonly string[],
): Difference[] {
  const left = keyed(before, grain, path);
  const right = keyed(after, grain, path);
  if (!left || !right) return recordDifference({ ...before }, { ...after }, grain, path);
  const items = recordDifference(Object.fromEntries(left), Object.fromEntries(right), grain, path);
  const sharedBefore = [...left.keys()].filter((key) => right.has(key));
  const sharedAfter = [...right.keys()].filter((key) => left.has(key));
  if (isSame(sharedBefore, sharedAfter)) return items;
  return [...items, { path: [...path, orderStep], before: sharedBefore, after: sharedAfter }];
}

/** Undefined where some item has no key, or two have the same. */
function keyed(
  items: unknown[],
  grain: Grain,
  path: readonly string[],
): Map<string, unknown> | undefined {
  const entries = items.map((item) => [grain.keyOf(path, item), item] as const);
  if (entries.some(([key]) => key === undefined)) return undefined;
  const map = new Map(entries as [string, unknown][]);
  return map.size === items.length ? map : undefined;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
