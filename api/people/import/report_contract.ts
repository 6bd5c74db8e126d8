import { z } from 'zod';

/** What an import of a file is asked, and how it tells what became of each line. */

export const importQuery = z.strictObject({
  writes: z.enum(['nothing', 'all', 'right']).default('nothing').meta({
    description:
      '`nothing` says what would be done; `all` writes all or, where a line has an error, nothing; `right` writes the lines without one',
  }),
});

export const importCounts = {
  createdCount: z.int(),
  changedCount: z.int(),
  unchangedCount: z.int(),
};

export const lineErrors = z.array(
  z.strictObject({
    line: z.int(),
    column: z.string().nullable(),
    expected: z.string(),
    received: z.string(),
  }),
);

export const movedLines = z
  .array(
    z.strictObject({
      line: z.int(),
      name: z.string(),
      outcome: z.enum(['created', 'changed']),
      fields: z.array(z.string()),
    }),
  )
  .meta({ description: 'The first 500 that are created or changed' });
