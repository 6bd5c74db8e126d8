import { z } from 'zod';

export const accountImportQuery = z.strictObject({
  writes: z.enum(['nothing', 'all', 'right']).default('nothing').meta({
    description:
      '`nothing` says what would be done; `all` writes all or, where a line has an error, nothing; `right` writes the lines without one',
  }),
});

export const accountImport = z
  .strictObject({
    isWritten: z.boolean(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    columns: z.array(z.string()),
    createdCount: z.int(),
    changedCount: z.int(),
    unchangedCount: z.int(),
    errors: z.array(
      z.strictObject({
        line: z.int(),
        column: z.string().nullable(),
        expected: z.string(),
        received: z.string(),
      }),
    ),
    people: z
      .array(
        z.strictObject({
          line: z.int(),
          name: z.string(),
          outcome: z.enum(['created', 'changed']),
          fields: z.array(z.string()),
        }),
      )
      .meta({ description: 'The first 500 that are created or changed' }),
  })
  .meta({ id: 'AccountImport' });

export type AccountImport = z.infer<typeof accountImport>;
