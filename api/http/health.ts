import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from './database.ts';
import { health, type Readiness, readiness } from './health_contract.ts';
import { defineOperation } from './operation.ts';

export const getHealth = defineOperation({
  id: 'getHealth',
  method: 'get',
  address: '/healthz',
  summary: 'The process answers',
  tag: 'Operation',
  answers: { 200: { description: 'It does', schema: health } },
  handle: () => ({ status: 200, body: { status: 'ok' as const } }),
});

export const getReadiness = defineOperation({
  id: 'getReadiness',
  method: 'get',
  address: '/readyz',
  summary: 'Whether requests can be served, and if not, why',
  tag: 'Operation',
  answers: {
    200: { description: 'Everything needed is there', schema: readiness },
    503: { description: 'Something is missing', schema: readiness },
  },
  async handle(_call, dependencies) {
    const body = await readinessOf(dependencies);
    return { status: body.status === 'ready' ? 200 : 503, body };
  },
});

export const getTelemetry = defineOperation({
  id: 'getTelemetry',
  method: 'get',
  address: '/metrics',
  summary: 'What the API measures about itself, for Prometheus',
  tag: 'Operation',
  answers: { 200: { description: 'Prometheus text', mediaTypes: ['text/plain'] } },
  async handle({ response }, { telemetry: { registry } }) {
    response.type(registry.contentType).end(await registry.metrics());
    return undefined;
  },
});

async function readinessOf(dependencies: ApiDependencies): Promise<Readiness> {
  const { database, workflows, lifecycle } = dependencies;
  const [postgres, temporal] = await Promise.all([
    stateOf(() => withDatabase(async () => void (await database.raw('select 1')))),
    stateOf(() => workflows.check()),
  ]);
  const server = {
    isReady: !lifecycle.isStopping,
    reason: lifecycle.isStopping ? 'The API was asked to stop.' : null,
  };
  const isReady = postgres.isReady && temporal.isReady && server.isReady;
  return { status: isReady ? 'ready' : 'not_ready', postgres, temporal, server };
}

async function stateOf(check: () => Promise<void>): Promise<Readiness['postgres']> {
  try {
    await check();
    return { isReady: true, reason: null };
  } catch (error) {
    return { isReady: false, reason: reasonOf(error) };
  }
}

/** The innermost words: they name what was tried. */
function reasonOf(error: unknown): string {
  let reason = String(error);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    reason = cause.message || (typeof code === 'string' ? code : reason);
  }
  return reason.split('\n')[0] ?? reason;
}
