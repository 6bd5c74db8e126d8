import { z } from 'zod';
import {
  importCounts,
  importQuery,
  lineErrors,
  movedLines,
} from '../../people/import/report_contract.ts';

export const itemImportQuery = importQuery;

export const itemImport = z
  .strictObject({
    isWritten: z.boolean(),
    encoding: z.string().meta({ description: 'In which the file was read' }),
    columns: z.array(z.string()),
    ...importCounts,
    errors: lineErrors,
    items: movedLines,
  })
  .meta({ id: 'ConfigurationItemImport' });

export type ItemImport = z.infer<typeof itemImport>;
