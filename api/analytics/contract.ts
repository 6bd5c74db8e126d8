import { z } from 'zod';
import { formats } from '../../analytics/formats/format.ts';
import { metricFilters } from '../../analytics/metric_definition.ts';
import { asked } from '../http/expectations.ts';
import { listOf } from '../http/page_contract.ts';
import { line, processWord, storable, text } from '../http/text.ts';
import { locale, priority } from '../http/words.ts';
import {
  chartMark,
  columnName,
  parameterName,
  parameterTextMax,
  sqlTextMax,
} from './saved_queries_contract.ts';

/** A value of a cell: what JSON can hold; whole numbers beyond 2^53 come as strings. */
export const cell = z.json();

const filters = z
  .array(z.enum(metricFilters))
  .meta({ description: 'What it can be narrowed to; another one is refused' });

export const metricDescription = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    grain: z.string(),
    unit: z.string(),
    exclusions: z.string(),
    owner: z.string(),
    variants: z.string().nullable(),
    measure: z.string().meta({ description: 'The column that answers the question' }),
    defaultBy: z.string(),
    periods: z.array(z.string()),
    segments: z.array(z.string()),
    filters,
    columns: z.array(z.strictObject({ name: z.string(), description: z.string() })),
    sql: z.string(),
    rowsSql: z
      .string()
      .nullable()
      .meta({ description: 'The tickets behind its numbers; null for a forecast' }),
  })
  .meta({
    id: 'Metric',
    description: 'Its texts, those of its columns too, are in the language of whoever asks',
  });

export const metricCatalogue = listOf('MetricCatalogue', metricDescription);

const snapshot = z
  .strictObject({
    name: z.string(),
    dataThrough: z.string().meta({ description: 'Everything up to here is in the answer' }),
    publishedAt: z.string(),
  })
  .nullable()
  .meta({ description: 'The warehouse snapshot that answered; null before the first export' });

const rowFields = {
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(cell)).meta({ description: 'Values in the order of the columns' }),
  rowCount: z.int(),
  isTruncated: z.boolean(),
  elapsedMs: z.number(),
  snapshot,
};

export const queryRows = z.strictObject(rowFields).meta({ id: 'QueryRows' });

export const metricRows = z
  .strictObject({
    name: z.string(),
    from: z.string(),
    to: z.string(),
    by: z.array(z.string()),
    ...rowFields,
  })
  .meta({ id: 'MetricRows' });

/** Which columns there are is the metric's matter; `ticket_id` always is. */
export const metricTickets = z
  .array(z.record(z.string(), cell))
  .meta({ id: 'MetricTickets', description: 'The rows, each by column' });

const format = z
  .enum(formats)
  .default('json')
  .meta({
    description:
      'CSV is RFC 4180; a null is nothing, an empty text is `""`. In `csv` a text that a spreadsheet ' +
      'would compute begins with an apostrophe, in `csv_verbatim` it does not. `excel` opens by a ' +
      'double click, `excel_fr` where Excel splits by semicolons and writes decimal commas.',
  });

const range = {
  from: z.iso.date().optional().meta({ description: 'First business day, included' }),
  to: z.iso.date().optional().meta({ description: 'Last business day, included' }),
};

const filter = {
  group: processWord.optional().meta({ description: 'Only what this support group had or did' }),
  priority: priority.optional().meta({ description: 'Only tickets of this priority' }),
  customer: line(200)
    .optional()
    .meta({ description: 'Only tickets opened for this customer, by its name' }),
};

export const metricPath = z.strictObject({ name: processWord });

export const metricQuery = z.strictObject({
  ...range,
  ...filter,
  by: z
    .string()
    .regex(/^([a-z_]+(,[a-z_]+)?)?$/, {
      error: asked('cut'),
    })
    .optional(),
  format,
});

export const metricTicketsQuery = z.strictObject({
  ...range,
  ...filter,
  segment: processWord.optional().meta({ description: 'What `only` is a value of' }),
  only: line(200).optional().meta({ description: 'Only the tickets of this value' }),
  format,
});

export const sqlBody = z
  .strictObject({
    sql: text(sqlTextMax),
    params: z
      .record(
        parameterName,
        z.union([storable(parameterTextMax), z.number(), z.boolean(), z.null()]),
      )
      .optional(),
    format,
    rowLimit: z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .meta({ description: 'Rows at most: 10,000 in JSON where nothing is said, all in a file' }),
  })
  .meta({ id: 'SqlQuery' });

export const warehouseDescription = z
  .strictObject({
    tables: z.array(
      z.strictObject({
        name: z.string(),
        comment: z.string(),
        columns: z.array(
          z.strictObject({
            name: z.string(),
            type: z.string(),
            isNullable: z.boolean(),
            comment: z.string(),
          }),
        ),
      }),
    ),
    metrics: z.array(z.strictObject({ name: z.string(), title: z.string() })),
    functions: z.array(z.string()),
    limits: z
      .strictObject({ rowCount: z.int(), fileRowCount: z.int(), timeoutMs: z.int() })
      .meta({ description: 'What one query may take' }),
    snapshot,
  })
  .meta({ id: 'Warehouse' });

export const dashboardList = listOf(
  'DashboardList',
  z.strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    metrics: z.array(z.strictObject({ name: z.string(), title: z.string() })),
    addresses: z.strictObject({
      html: z.string(),
      svg: z.string(),
      png: z.string(),
      spec: z.string(),
    }),
  }),
);

export const dashboardPath = z.strictObject({
  file: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}\.(html|svg|png|vl\.json|vg\.json)$/)
    .meta({
      description: 'A dashboard as .html, .svg or .png, as .vl.json (Vega-Lite) or .vg.json (Vega)',
    }),
});

const theme = z.enum(['light', 'dark']);

export const dashboardQuery = z.strictObject({
  ...range,
  ...filter,
  locale: locale.optional(),
  theme: theme.optional(),
});

export const dashboardViewsPath = z.strictObject({ name: processWord });
export const dashboardViewsQuery = z.strictObject({ ...range, theme: theme.optional() });

export const dashboardViews = z
  .strictObject({
    name: z.string(),
    from: z.string(),
    to: z.string(),
    provenance: z.string().meta({ description: 'What the numbers are computed from, in words' }),
    snapshot,
    groups: z.array(z.string()),
    customers: z.array(z.string()).meta({ description: 'Those whose people opened tickets' }),
    filters,
    words: z
      .record(z.string(), z.string())
      .meta({ description: 'What segments are called, where that is not their own name' }),
    names: z.record(z.string(), z.record(z.string(), z.string())).meta({
      description: 'What groups, categories, services and agents are called, by their keys',
    }),
    datasets: z.record(
      z.string(),
      z.strictObject({
        metric: z.string(),
        by: z.string(),
        title: z.string(),
        hasTickets: z.boolean().meta({ description: 'False for a forecast' }),
        largest: z
          .strictObject({ of: z.array(z.string()), share: z.string().optional() })
          .nullable()
          .meta({ description: 'Of many segments the largest by these columns are drawn' }),
      }),
    ),
    views: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        isTile: z.boolean(),
        datasets: z.array(z.string()),
        columns: z
          .record(z.string(), z.string())
          .meta({ description: 'What the chart calls the columns of its data sets' }),
        vega: z.record(z.string(), z.json()).meta({
          description: 'A Vega specification that names its data sets and has none of their data',
        }),
      }),
    ),
  })
  .meta({ id: 'DashboardViews' });

export const dashboardSpec = z
  .record(z.string(), z.json())
  .meta({ id: 'DashboardSpec', description: 'Vega-Lite, with the data' });

const chartField = z.strictObject({
  name: columnName,
  kind: z.enum(['number', 'date', 'time', 'text']),
});

export const chartBody = z
  .strictObject({
    mark: chartMark,
    x: chartField,
    y: chartField,
    colour: chartField.nullable(),
    theme,
  })
  .meta({ id: 'ResultChart' });

export const chartSpec = z
  .strictObject({ vega: z.record(z.string(), z.json()) })
  .meta({ id: 'ResultChartSpec' });

export type WarehouseDescription = z.infer<typeof warehouseDescription>;
export type DashboardViews = z.infer<typeof dashboardViews>;
export type ChartSpec = z.infer<typeof chartSpec>;
export type MetricDescription = z.infer<typeof metricDescription>;
export type MetricCatalogue = z.infer<typeof metricCatalogue>;
export type QueryRows = z.infer<typeof queryRows>;
export type MetricRows = z.infer<typeof metricRows>;
export type DashboardList = z.infer<typeof dashboardList>;
