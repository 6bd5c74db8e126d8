import { z } from 'zod';
import { isTagWord, tagMaxLength } from '../../../workflows/domain/tags.ts';
import { asked } from '../../http/expectations.ts';
import { storable } from '../../http/text.ts';

/**
 * A word for tickets: small letters of any script, digits, and what joins them. Typed with capitals,
 * blanks or in full width it is the same word.
 */
export const tagWord = z
  .string()
  .trim()
  .transform((word) => word.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '-'))
  .pipe(storable(tagMaxLength))
  .refine(isTagWord, { error: asked('tag_word') })
  .meta({ minLength: 1, maxLength: tagMaxLength });

export const tag = z
  .strictObject({
    word: z.string(),
    count: z.int().meta({ description: 'On how many tickets; not counted beyond 1,000' }),
  })
  .meta({ id: 'Tag' });

export const tagList = z.strictObject({ items: z.array(tag) }).meta({ id: 'TagList' });

export type Tag = z.infer<typeof tag>;
