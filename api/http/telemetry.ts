import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Admission } from './admission/admission.ts';

/** What the API measures about itself, for Prometheus. Labels hold operation names, never ids. */
export interface Telemetry {
  registry: Registry;
  requestSeconds: Histogram<'operation' | 'status'>;
  refusals: Counter<'code'>;
  openStreams: Gauge;
}

export function createTelemetry(admission: Admission): Telemetry {
  const registry = new Registry();
  // The delay of the event loop is sampled by a timer: a hundred a second would never let it rest.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  new Gauge({
    name: 'palier_commands_in_flight',
    help: 'Commands under way, openings of tickets among them',
    registers,
    collect() {
      this.set(admission.inFlight);
    },
  });
  new Gauge({
    name: 'palier_commands_limit',
    help: 'How many may be under way now; more are answered 503 busy',
    registers,
    collect() {
      this.set(admission.limit);
    },
  });
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
