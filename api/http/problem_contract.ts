import { z } from 'zod';

/** One thing wrong with the input: where, what was expected, what came. */
export const fieldError = z.strictObject({
  path: z.string().meta({ description: 'body.subject, query.limit, path.n, header.if-match' }),
  expected: z.string(),
  received: z.string(),
});

/** Every error answer: application/problem+json (RFC 9457) with a stable `code`. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({
      description: 'In the language of Accept-Language, the title and what is said of fields too',
    }),
    code: z.string().meta({ description: 'Stable, snake_case: programs branch on it' }),
    instance: z.string().optional(),
    errors: z.array(fieldError).optional(),
    parameters: z.record(z.string(), z.unknown()).optional().meta({
      description:
        'What a refusal of the desk speaks of, by its code: what is missing, what would be allowed',
    }),
  })
  .meta({ id: 'Problem' });

export type FieldError = z.infer<typeof fieldError>;
export type Problem = z.infer<typeof problem>;
