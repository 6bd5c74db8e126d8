import { z } from 'zod';
import { asked } from './expectations.ts';

/** `a,b` or a repeated parameter: any of several words. */
export function anyOf<Word>(word: z.ZodType<Word, string>, wordsMax = 20) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().flatMap((part) => part.split(',')))
    .pipe(z.array(word).min(1).max(wordsMax))
    .meta({ description: 'One value, or several separated by commas' });
}

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const limitMax = 200;

export const limit = z
  .string()
  .regex(/^\d{1,4}$/, { error: asked('whole_number', { min: 1, max: limitMax }) })
  .transform(Number)
  .pipe(z.int().min(1).max(limitMax))
  .optional();

export const cursor = z
  .string()
  .max(3_000)
  .optional()
  .meta({ description: 'The `next` of the page before; opaque' });

export const pageQuery = z.strictObject({ limit, cursor });

export type PageQuery = z.infer<typeof pageQuery>;

/** `field.size=small` as `field: { size: 'small' }`: parameters of one kind, each with a name of its own. */
export function gatheredQuery(query: unknown): unknown {
  const entries = Object.entries(query ?? {});
  if (!entries.some(([name]) => name.includes('.'))) return query;
  const gathered = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const [, kind, own] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
    if (kind === undefined || own === undefined) gathered.set(name, value);
    else {
      const before = gathered.get(kind);
      const others = typeof before === 'object' && !Array.isArray(before) ? before : {};
      gathered.set(kind, Object.fromEntries([...Object.entries(others ?? {}), [own, value]]));
    }
  }
  return Object.fromEntries(gathered);
}
