import { defineOperation } from '../http/operation.ts';
import { problemPath, problemResolutionBody, resolvedProblem } from './contract.ts';
import { answerProblem } from './problem_answer.ts';
import { resolveProblem as resolve } from './resolve_problem.ts';

export const resolveProblem = defineOperation({
  id: 'resolveProblem',
  method: 'put',
  address: '/api/problems/{id}/resolution',
  summary: 'Says that the cause is gone; with `incidents`, those still open are resolved too',
  tag: 'Problems',
  path: problemPath,
  body: problemResolutionBody,
  isKeyed: true,
  isMatched: true,
  answers: {
    200: {
      description: 'The problem after it, and how many incidents are being resolved',
      schema: resolvedProblem,
    },
  },
  async handle(call, dependencies) {
    const { account, path, body } = call;
    const resolvingIncidentCount = await resolve(body, call, dependencies);
    const answer = await answerProblem(path.id, account, dependencies);
    return { ...answer, body: { ...answer.body, resolvingIncidentCount } };
  },
});
