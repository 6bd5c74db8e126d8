import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { type Call, defineOperation } from '../http/operation.ts';
import { problemPath, problemRecord, ticketId } from './contract.ts';
import { problemRefused } from './errors.ts';
import { checkIncidents, getIncident, setIncident } from './incident_links.ts';
import { answerProblem, getStoredProblem } from './problem_answer.ts';

const problemIncidentPath = z.strictObject({ id: problemPath.shape.id, ticketId });

const tag = 'Problems';
const address = '/api/problems/{id}/incidents/{ticketId}';

type IncidentCall = Call<{ id: string; ticketId: string }>;

export const linkIncident = defineOperation({
  id: 'linkIncident',
  method: 'put',
  address,
  summary: 'Says that an incident comes from this problem',
  tag,
  path: problemIncidentPath,
  isKeyed: true,
  needsRoom: true,
  answers: { 200: { description: 'The problem with the incident', schema: problemRecord } },
  async handle(call, dependencies) {
    const { account, path } = call;
    await checkNotClosed(call, dependencies);
    await checkIncidents([path.ticketId], path.id, account, dependencies);
    await setIncident('link', path.ticketId, call, dependencies);
    return answerProblem(path.id, account, dependencies);
  },
});

export const unlinkIncident = defineOperation({
  id: 'unlinkIncident',
  method: 'delete',
  address,
  summary: 'Says that an incident does not come from this problem after all',
  tag,
  path: problemIncidentPath,
  isKeyed: true,
  needsRoom: true,
  answers: { 200: { description: 'The problem without the incident', schema: problemRecord } },
  async handle(call, dependencies) {
    const { account, path } = call;
    await checkNotClosed(call, dependencies);
    await getIncident(path.ticketId, account, dependencies);
    await setIncident('unlink', path.ticketId, call, dependencies);
    return answerProblem(path.id, account, dependencies);
  },
});

async function checkNotClosed({ path }: IncidentCall, dependencies: ApiDependencies) {
  const { state } = await getStoredProblem(path.id, dependencies);
  if (state.status !== 'closed') return;
  throw problemRefused({ code: 'problem_closed', parameters: {} });
}
