import { z } from 'zod';

export const itemImportQuery = z.strictObject({
  writes: z.enum(['nothing', 'all', 'right']).default('nothing').meta({
    description:
      '`nothing` says what would be done; `all` writes all or, where a line has an error, nothing; `right` writes the lines without one',
  }),
});

export const itemImport = z
  .strictObject({
    isWritten: z.boolean(),
    encoding: z.string().meta({ description: 'In which the file was read' }),
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
    items: z
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
  .meta({ id: 'ConfigurationItemImport' });

export type ItemImport = z.infer<typeof itemImport>;
