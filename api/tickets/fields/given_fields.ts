import { z } from 'zod';
import { fieldsMax, fieldTextMax } from '../../../workflows/domain/ticket.ts';
import { asked } from '../../http/expectations.ts';
import { storable } from '../../http/text.ts';

const fieldName = storable(64);
const value = z.union([storable(fieldTextMax), z.number()]);
const isFew = (fields: object) => Object.keys(fields).length <= fieldsMax;
const tooMany = { error: asked('at_most', { count: fieldsMax, unit: 'values' as const }) };

/** What a form says of the fields of a process, by their names. */
export const givenFields = z
  .record(fieldName, value)
  .refine(isFew, tooMany)
  .meta({
    id: 'GivenFields',
    description:
      'By the names of the process’s fields: a text itself, the name of an option, a number, a day ' +
      '(`YYYY-MM-DD`), the id of an account or of a device',
  });

/** The same, where null takes away what was said. */
export const changedFields = z
  .record(fieldName, value.nullable())
  .refine(isFew, tooMany)
  .refine((fields) => Object.keys(fields).length > 0, {
    error: asked('at_least_one_of', { fields: ['fields'] }),
  })
  .meta({ id: 'ChangedFields', description: 'As `GivenFields`; null takes away what was said' });

export type GivenFields = z.infer<typeof givenFields>;
export type ChangedFields = z.infer<typeof changedFields>;
