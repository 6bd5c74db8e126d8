import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { asked, expected } from '../http/expectations.ts';
import { given } from '../http/given.ts';
import { instant, processWord, recordId } from '../http/text.ts';
import { worksOnTickets } from '../http/viewer.ts';
import { defineChange } from './define_change.ts';

const problemAssignmentBody = z
  .strictObject({ group: processWord.optional(), owner: recordId.nullable().optional() })
  .refine((body) => Object.keys(body).length > 0, {
    error: asked('at_least_one_of', { fields: ['group', 'owner'] }),
  })
  .meta({ id: 'ProblemAssignment' });

const problemReviewBody = z.strictObject({ at: instant }).meta({ id: 'ProblemReview' });

export const assignProblem = defineChange({
  id: 'assignProblem',
  name: 'assign',
  method: 'put',
  resource: 'assignment',
  summary: 'Gives the problem to an agent or a support group; an owner begins the investigation',
  body: problemAssignmentBody,
  before: ({ owner }, dependencies) => checkOwner(owner ?? undefined, dependencies),
  payload: (body) => given(body),
});

export const planProblemReview = defineChange({
  id: 'planProblemReview',
  name: 'planReview',
  method: 'put',
  resource: 'review',
  summary: 'Says by when somebody looks at the problem again',
  body: problemReviewBody,
  payload: ({ at }) => ({ reviewAt: Date.parse(at) }),
});

/** @throws ApiError 400 where nobody who serves has this account */
export async function checkOwner(
  owner: string | undefined,
  { accounts }: ApiDependencies,
): Promise<void> {
  if (owner === undefined) return;
  const account = await accounts.findActive(owner);
  if (account && worksOnTickets(account)) return;
  throw wrongField('body.owner', expected('agent_or_owner'), givenValue(owner));
}
