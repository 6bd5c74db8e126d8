import type { DuckDBConnection } from '@duckdb/node-api';
import { metricDefinitions } from './catalogue.ts';
import { ownMacrosSql } from './tables.ts';

/**
 * Every metric as a table function of its own, so that a hand-written query gives the number the
 * dashboards give: `from backlog(date '2026-01-01', date '2026-03-31', by_period := 'month')`.
 */
export async function createMetricMacros(connection: DuckDBConnection): Promise<void> {
  for (const statement of metricMacroStatements()) await connection.run(statement);
}

export function metricMacroStatements(): string[] {
  const macros = metricDefinitions().map(({ name, sql }) => {
    const body = sql
      .replaceAll('$from', 'first_date')
      .replaceAll('$to', 'last_date')
      .replaceAll('$period', 'by_period')
      .replaceAll('$segment', 'by_segment')
      .replaceAll('$only_group', 'only_group')
      .replaceAll('$only_priority', 'only_priority')
      .replaceAll('$only_customer', 'only_customer');
    return `create or replace macro ${name}(
         first_date,
         last_date,
         by_period := 'none',
         by_segment := 'all',
         only_group := null,
         only_priority := null,
         only_customer := null
       ) as table ${body}`;
  });
  return [ownMacrosSql().trim().replace(/;$/, ''), ...macros];
}
