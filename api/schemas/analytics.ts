import { z } from 'zod';
import { text } from './text.ts';

/** A value of a cell: what JSON can hold; 64-bit whole numbers beyond 2^53 come as strings. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const metricDescription = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    grain: z.string(),
    unit: z.string(),
    exclusions: z.string().nullable(),
    dimensions: z.array(z.string()),
  })
  .meta({ id: 'Metric' });

export const metricCatalogue = z
  .strictObject({ items: z.array(metricDescription), next: z.null() })
  .meta({ id: 'MetricCatalogue' });

export const rows = z
  .strictObject({
    columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(cell)),
    isTruncated: z.boolean(),
    dataThrough: z.string().nullable().meta({ description: 'How fresh the snapshot is' }),
  })
  .meta({ id: 'Rows' });

export const sqlBody = z
  .strictObject({
    sql: text(20_000),
    params: z.array(cell).max(100).optional(),
    format: z.enum(['json', 'csv', 'arrow', 'parquet']).default('json'),
  })
  .meta({ id: 'SqlQuery' });

export const dashboardList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        html: z.string(),
        svg: z.string(),
        png: z.string(),
        spec: z.string(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'DashboardList' });

export type MetricDescription = z.infer<typeof metricDescription>;
export type MetricCatalogue = z.infer<typeof metricCatalogue>;
export type Rows = z.infer<typeof rows>;
export type DashboardList = z.infer<typeof dashboardList>;
