import { z } from 'zod';
import { importCounts, importQuery, lineErrors, movedLines } from './report_contract.ts';

export const accountImportQuery = importQuery;

export const accountImport = z
  .strictObject({
    isWritten: z.boolean(),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
    columns: z.array(z.string()),
    ...importCounts,
    errors: lineErrors,
    people: movedLines,
  })
  .meta({ id: 'AccountImport' });

export type AccountImport = z.infer<typeof accountImport>;
