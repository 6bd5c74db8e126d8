import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { listOf } from '../http/page_contract.ts';
import { line, recordId, storable, text } from '../http/text.ts';

export const sqlTextMax = 20_000;
/** One analyst keeps so many queries at most. */
export const savedQueriesMax = 500;

export const parameterName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,63}$/i, { error: asked('parameter_name') });

export const parameterTextMax = 10_000;

export const parameterType = z.enum(['text', 'number', 'date', 'boolean']);

const parameter = z.strictObject({
  name: parameterName,
  type: parameterType,
  value: storable(parameterTextMax)
    .nullable()
    .meta({ description: 'As it is typed; null is SQL’s null' }),
});

export const columnName = storable(200).min(1);

export const chartMark = z.enum(['bar', 'line', 'area', 'point']);

const chart = z.strictObject({
  mark: chartMark,
  x: columnName,
  y: columnName,
  colour: columnName.nullable(),
});

const parametersMax = 50;

export const savedQueryBody = z
  .strictObject({
    name: line(120),
    sql: text(sqlTextMax),
    params: z
      .array(parameter)
      .max(parametersMax)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: asked('each_parameter_once'),
      })
      .default([]),
    chart: chart.nullable().default(null),
    isShared: z.boolean().default(false).meta({ description: 'Every analyst sees a shared query' }),
  })
  .meta({ id: 'SavedQueryBody' });

export const savedQuery = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    sql: z.string(),
    params: z.array(parameter),
    chart: chart.nullable(),
    isShared: z.boolean(),
    isOwn: z.boolean().meta({ description: 'Only its owner may change or delete it' }),
    ownerName: z.string(),
    version: z.int(),
    updatedAt: z.string(),
  })
  .meta({ id: 'SavedQuery' });

export const savedQueryList = listOf('SavedQueryList', savedQuery);

export const savedQueryPath = z.strictObject({ id: recordId });

export type SavedQueryBody = z.output<typeof savedQueryBody>;
export type SavedQuery = z.infer<typeof savedQuery>;
export type SavedQueryList = z.infer<typeof savedQueryList>;
export type QueryParameter = SavedQuery['params'][number];
export type ChartSettings = NonNullable<SavedQuery['chart']>;
