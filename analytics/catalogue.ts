import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AnalyticsError } from './errors.ts';
import type { MetricDefinition } from './metric_definition.ts';
import { parseMetric } from './metric_header.ts';
import { ownMacrosSql } from './tables.ts';

const metricsDir = path.join(import.meta.dirname, 'metrics');

let catalogue: ReadonlyMap<string, MetricDefinition> | undefined;

export function metricDefinitions(): MetricDefinition[] {
  return [...readCatalogue().values()];
}

export function findMetric(name: string): MetricDefinition | undefined {
  return readCatalogue().get(name);
}

/** @throws AnalyticsError `unknown_metric` */
export function getMetric(name: string): MetricDefinition {
  const metric = findMetric(name);
  if (metric) return metric;
  const known = [...readCatalogue().keys()];
  throw new AnalyticsError({ code: 'unknown_metric', parameters: { name, known } });
}

/**
 * Whoever draws or reads a metric goes by its header: a statement that gives other columns is a defect
 * of the file, and is told as one rather than drawn as nothing.
 *
 * @throws Error naming the file, and the columns that are missing, not declared or out of order.
 */
export function checkColumns({ name, columns }: MetricDefinition, given: string[]): void {
  const declared = ['period', 'segment', ...columns.map((column) => column.name)];
  if (declared.join() === given.join()) return;
  const missing = declared.filter((column) => !given.includes(column));
  const undeclared = given.filter((column) => !declared.includes(column));
  const faults = [
    ...(missing.length > 0 ? [`it lacks ${missing.join(', ')}`] : []),
    ...(undeclared.length > 0 ? [`the header does not declare ${undeclared.join(', ')}`] : []),
  ];
  throw new Error(
    `metrics/${name}.sql: the statement gives ${given.join(', ')}; expected ${declared.join(', ')}: ` +
      (faults.join('; ') || 'the order differs'),
  );
}

/** Changes whenever a metric's number could change. */
export function metricsHash(): string {
  const hash = createHash('sha256').update(ownMacrosSql());
  for (const { name, sql } of metricDefinitions()) hash.update(name).update(sql);
  return hash.digest('hex');
}

function readCatalogue(): ReadonlyMap<string, MetricDefinition> {
  catalogue ??= new Map(
    readdirSync(metricsDir)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => {
        const metric = parseMetric(file, readFileSync(path.join(metricsDir, file), 'utf8'));
        return [metric.name, metric];
      }),
  );
  return catalogue;
}
