import { defineOperation } from '../http/operation.ts';
import { health, readiness } from './contract.ts';

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
  summary: 'Whether commands can be taken, and if not, which part is in the way',
  tag: 'Operation',
  answers: {
    200: { description: 'Everything needed is there', schema: readiness },
    503: { description: 'Something is missing', schema: readiness },
  },
  async handle(_call, dependencies) {
    const body = await dependencies.readiness.now();
    return { status: body.status === 'ready' ? 200 : 503, body };
  },
});
