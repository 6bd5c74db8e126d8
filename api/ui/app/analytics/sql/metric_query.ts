import type { MetricDescription, QueryParameter } from '../../../../contract.ts';

/** A cut of a metric as an address of the console says it. */
export interface MetricAddress {
  [name: string]: string | undefined;
  from?: string;
  to?: string;
  /** As the API's `by`. */
  by?: string;
  group?: string;
  priority?: string;
  customer?: string;
  /** `tickets` for the statement of the tickets behind the numbers. */
  of?: string;
  segment?: string;
  only?: string;
}

/** A metric's own statement with the values it is asked with. */
export function metricQuery(
  metric: MetricDescription,
  address: MetricAddress,
): { sql: string; params: QueryParameter[] } {
  const by = (address.by ?? metric.defaultBy).split(',').filter((word) => word !== '');
  const isPeriod = (word: string) => metric.periods.includes(word);
  const segment = by.find((word) => !isPeriod(word));
  const rowsSql = address.of === 'tickets' ? metric.rowsSql : null;
  // The tickets behind a number are those of its dates, whatever the periods beside it.
  const period = rowsSql === null ? by.find(isPeriod) : undefined;
  const params: QueryParameter[] = [
    { name: 'from', type: 'date', value: address.from ?? yearAgo() },
    { name: 'to', type: 'date', value: address.to ?? today() },
    { name: 'period', type: 'text', value: period ?? 'none' },
    { name: 'segment', type: 'text', value: address.segment ?? segment ?? 'all' },
    { name: 'only_segment', type: 'text', value: address.only ?? null },
    { name: 'only_group', type: 'text', value: address.group ?? null },
    { name: 'only_priority', type: 'text', value: address.priority ?? null },
    { name: 'only_customer', type: 'text', value: address.customer ?? null },
  ];
  return { sql: rowsSql ?? metric.sql, params };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function yearAgo(): string {
  const date = new Date();
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return date.toISOString().slice(0, 10);
}
