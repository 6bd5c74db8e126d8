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
