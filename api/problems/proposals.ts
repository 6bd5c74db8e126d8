import { z } from 'zod';
import { dismissIncidents } from '../../database/incidents.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { withDatabase } from '../http/database.ts';
import { wrongField } from '../http/errors.ts';
import { asked, expected, received } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import { incidentsMax, problemProposalList, ticketId } from './contract.ts';
import { listProposals } from './find_proposals.ts';

const proposalQuery = z.strictObject({
  days: z
    .string()
    .regex(/^\d{1,2}$/, { error: asked('whole_number', { min: 1, max: 90 }) })
    .transform(Number)
    .pipe(z.int().min(1).max(90))
    .default(30)
    .meta({ description: 'How far back incidents count, by when they were opened' }),
  min: z
    .string()
    .regex(/^\d{1,2}$/, { error: asked('whole_number', { min: 2, max: 50 }) })
    .transform(Number)
    .pipe(z.int().min(2).max(50))
    .default(3)
    .meta({ description: 'How many similar incidents propose a problem' }),
});

const proposalPath = z.strictObject({
  id: ticketId.meta({ description: 'The id of a proposal: that of its oldest incident' }),
});

const dismissalBody = z
  .strictObject({ incidents: z.array(ticketId).min(1).max(incidentsMax) })
  .meta({ id: 'ProposalDismissal', description: 'The incidents that are no problem' });

const tag = 'Problems';

export const listProblemProposals = defineOperation({
  id: 'listProblemProposals',
  method: 'get',
  address: '/api/problem-proposals',
  summary: 'Incidents that recur and belong to no problem: accept one by logging a problem of them',
  tag,
  query: proposalQuery,
  answers: {
    200: { description: 'The proposals, the largest first', schema: problemProposalList },
  },
  async handle({ query: { days, min } }, { database }) {
    const since = new Date(Date.now() - days * dayMs);
    const { items, limits } = await listProposals(database, { since, min });
    return { status: 200, body: { items, next: null, limits } };
  },
});

export const dismissProblemProposal = defineOperation({
  id: 'dismissProblemProposal',
  method: 'put',
  address: '/api/problem-proposals/{id}/dismissal',
  summary: 'Says that these incidents are no problem: they are proposed no more',
  tag,
  path: proposalPath,
  body: dismissalBody,
  answers: { 204: { description: 'They are proposed no more' } },
  async handle({ account, path, body }, { database }) {
    if (!body.incidents.includes(path.id)) {
      const incidents = expected('incidents_of_proposal', { id: path.id });
      const others = received('others', { count: body.incidents.length });
      throw wrongField('body.incidents', incidents, others);
    }
    await withDatabase(() => dismissIncidents(database, body.incidents, account.id));
    return { status: 204 };
  },
});
