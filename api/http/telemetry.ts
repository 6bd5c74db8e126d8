import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the API measures about itself, for Prometheus. Labels hold operation names, never ids. */
export interface Telemetry {
  registry: Registry;
  requestSeconds: Histogram<'operation' | 'status'>;
  refusals: Counter<'code'>;
  openStreams: Gauge;
}

export function createTelemetry(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'palier_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer',
      labelNames: ['operation', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    refusals: new Counter({
      name: 'palier_http_problems_total',
      help: 'Problems answered, by their code',
      labelNames: ['code'],
      registers,
    }),
    openStreams: new Gauge({
      name: 'palier_http_open_streams',
      help: 'Readers of GET /api/stream',
      registers,
    }),
  };
}
