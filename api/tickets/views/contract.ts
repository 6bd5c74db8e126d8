import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { listOf } from '../../http/page_contract.ts';
import { storable } from '../../http/text.ts';
import { isFieldName } from '../fields/listed_fields.ts';
import { audience } from '../presets/audience.ts';
import { presetFields, presetTitle } from '../presets/contract.ts';
import { askedOf } from './asked_of.ts';

/** What a list of tickets can show of each, in the order in which it does where nobody chose. */
export const listColumns = [
  'next',
  'ticket',
  'state',
  'owner',
  'updated',
  'category',
  'service',
  'tags',
  'channel',
  'opened',
] as const;
/** A field of a process, as a column. */
export type FieldColumn = `field.${string}`;
export type ListColumn = (typeof listColumns)[number] | FieldColumn;

const columnsMax = 30;

const queryMaxLength = 2_000;

/** Filters and order as the address of the list has them; what cannot be asked is refused. */
export const viewQuery = storable(queryMaxLength).refine((query) => askedOf(query) !== undefined, {
  error: asked('list_query'),
});

const fieldColumn = z
  .templateLiteral(['field.', z.string().max(64)])
  .meta({ description: '`field.NAME`, of a field of a process' });

/** What is kept is shown: a field may have gone from its process since. */
const column = z.union([z.enum(listColumns), fieldColumn]);

const askedColumn = z.union([
  z.enum(listColumns),
  fieldColumn.refine((name) => isFieldName(name.slice('field.'.length)), {
    error: asked('field_column'),
  }),
]);

const askedColumns = z
  .array(askedColumn)
  .min(1)
  .max(columnsMax)
  .refine((all) => new Set(all).size === all.length, { error: asked('each_column_once') });

export const viewBody = z
  .strictObject({
    title: presetTitle,
    audience,
    query: viewQuery.meta({ description: 'As the list’s address has it: `open=true&priority=p1`' }),
    columns: askedColumns,
  })
  .meta({ id: 'ViewBody' });

export const view = z
  .strictObject({ ...presetFields, query: z.string(), columns: z.array(column) })
  .meta({ id: 'View' });
export const viewList = listOf('ViewList', view);

const countedAtOnce = 40;

export const countQuery = z.strictObject({
  of: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .pipe(z.array(viewQuery).min(1).max(countedAtOnce))
    .meta({ description: 'Queries of views, encoded; the answer has one count for each' }),
});

/** Beyond so many a count says only that there are more. */
export const countMax = 1_000;

export const viewCounts = z
  .strictObject({
    items: z.array(
      z.strictObject({
        count: z.int().meta({ description: `At most ${countMax}` }),
        isMore: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ViewCounts' });

export type View = z.infer<typeof view>;
export type ViewBody = z.output<typeof viewBody>;
