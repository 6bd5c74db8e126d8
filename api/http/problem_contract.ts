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
    detail: z.string(),
    code: z.string().meta({ description: 'Stable, snake_case: programs branch on it' }),
    instance: z.string().optional(),
    errors: z.array(fieldError).optional(),
    missing: z
      .array(z.string())
      .optional()
      .meta({ description: 'What the process still asks for, on a refused command' }),
    allowed: z
      .array(z.string())
      .optional()
      .meta({ description: 'What would be accepted instead, on a refused command' }),
  })
  .meta({ id: 'Problem' });

export type FieldError = z.infer<typeof fieldError>;
export type Problem = z.infer<typeof problem>;
