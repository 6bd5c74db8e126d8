import { findMetric, metricDefinitions } from '../../analytics/catalogue.ts';
import type { MetricDefinition } from '../../analytics/metric_definition.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import type { Locale } from '../http/words.ts';
import {
  metricCatalogue,
  metricPath,
  metricQuery,
  metricRows,
  metricTickets,
  metricTicketsQuery,
} from './contract.ts';
import { recordDownload } from './record_download.ts';
import { abortedWith, fileMediaTypes, sendFile, snapshotView } from './result_file.ts';

export const listMetrics = defineOperation({
  id: 'listMetrics',
  method: 'get',
  address: '/api/metrics',
  summary: 'The catalogue of metrics: what each asks, how it counts, what it leaves out',
  tag: 'Analytics',
  answers: { 200: { description: 'The metrics', schema: metricCatalogue } },
  handle({ account }) {
    const items = metricDefinitions().map((metric) => inLanguage(metric, account.locale));
    return { status: 200, body: { items, next: null } };
  },
});

export const getMetric = defineOperation({
  id: 'getMetric',
  method: 'get',
  address: '/api/metrics/{name}',
  summary: 'The rows of a metric by period and segment',
  tag: 'Analytics',
  path: metricPath,
  query: metricQuery,
  answers: {
    200: {
      description: 'The rows',
      schema: metricRows,
      mediaTypes: fileMediaTypes,
    },
  },
  async handle(call, { warehouse, database }) {
    const { path, query, response } = call;
    checkMetric(path.name);
    const { format, ...given } = query;
    const args = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    );
    if (format !== 'json') {
      const file = await warehouse.runMetricAs(path.name, args, format);
      await recordDownload(database, call, { format, id: path.name, file });
      return sendFile(response, file);
    }
    const result = await warehouse.runMetric(path.name, args);
    const { columns, rows, rowCount, elapsedMs, from, to, by } = result;
    const isTruncated = result.truncated;
    const snapshot = snapshotView(result.snapshot);
    const answer = { columns, rows, rowCount, isTruncated, elapsedMs, snapshot };
    return { status: 200, body: { name: path.name, from, to, by, ...answer } };
  },
});

export const getMetricTickets = defineOperation({
  id: 'getMetricTickets',
  method: 'get',
  address: '/api/metrics/{name}/tickets',
  summary: 'The tickets behind a number of a metric, 10,000 at most',
  tag: 'Analytics',
  path: metricPath,
  query: metricTicketsQuery,
  answers: {
    200: {
      description: 'One row for each time a ticket counts',
      schema: metricTickets,
      mediaTypes: fileMediaTypes,
    },
  },
  async handle(call, { warehouse, database }) {
    const { path, query, response } = call;
    checkMetric(path.name);
    const { format, ...given } = query;
    const args = { ...given, signal: abortedWith(response) };
    const file = await warehouse.runMetricRowsAs(path.name, args, format);
    await recordDownload(database, call, { format, id: path.name, file });
    return sendFile(response, file);
  },
});

/** @throws ApiError 404 that says which there are */
function checkMetric(name: string): void {
  if (findMetric(name)) return;
  const known = metricDefinitions().map((metric) => metric.name);
  throw notFound('metric', name, known);
}

function inLanguage(metric: MetricDefinition, locale: Locale) {
  return {
    ...metric,
    title: metric.title[locale],
    question: metric.question[locale],
    grain: metric.grain[locale],
    unit: metric.unit[locale],
    exclusions: metric.exclusions[locale],
    owner: metric.owner[locale],
    variants: metric.variants?.[locale] ?? null,
    periods: [...metric.periods],
    segments: [...metric.segments],
    filters: [...metric.filters],
    columns: metric.columns.map(({ name, description }) => ({
      name,
      description: description[locale],
    })),
  };
}
