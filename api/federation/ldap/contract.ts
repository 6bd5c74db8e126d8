import { z } from 'zod';
import { accountImportQuery } from '../../people/import/contract.ts';

export const directory = z
  .strictObject({
    host: z.string().nullable().meta({ description: 'Null where the settings name none' }),
  })
  .meta({ id: 'Directory' });

export const directoryImportBody = z
  .strictObject({
    writes: accountImportQuery.shape.writes,
    closesVanished: z.boolean().default(false).meta({
      description:
        'Closes the accounts of those whom the directory has no more; never of more than one in ten',
    }),
  })
  .meta({ id: 'NewDirectoryImport' });

const person = z.strictObject({ id: z.string(), name: z.string() });

export const directoryImport = z
  .strictObject({
    isWritten: z.boolean(),
    entryCount: z.int(),
    createdCount: z.int(),
    changedCount: z.int(),
    unchangedCount: z.int(),
    closedCount: z
      .int()
      .meta({ description: 'Of those the directory lets in no more, or has no more' }),
    errors: z.array(
      z.strictObject({
        entry: z.string().meta({ description: 'Its distinguished name' }),
        column: z.string().nullable(),
        expected: z.string(),
        received: z.string(),
      }),
    ),
    people: z
      .array(
        z.strictObject({
          entry: z.string(),
          name: z.string(),
          outcome: z.enum(['created', 'changed']),
          fields: z.array(z.string()),
        }),
      )
      .meta({ description: 'The first 500 that are created or changed' }),
    locked: z
      .array(person)
      .meta({ description: 'Whose accounts close: the directory locked them' }),
    vanished: z.array(person).meta({ description: 'Whom the directory had, and has no more' }),
    kept: z.array(person).meta({
      description: 'Whose accounts would close, and stay open: no administrator would be left',
    }),
    referralCount: z.int().meta({ description: 'Other servers it names; nobody is asked there' }),
  })
  .meta({ id: 'DirectoryImport' });

export type Directory = z.infer<typeof directory>;
export type DirectoryImport = z.infer<typeof directoryImport>;
