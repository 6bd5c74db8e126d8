import { z } from 'zod';
import { given } from '../http/given.ts';
import { defineOperation } from '../http/operation.ts';
import { descriptionText, instant, processWord, recordId, subjectText } from '../http/text.ts';
import { level, priority } from '../http/words.ts';
import { processIdOf } from '../processes/known_process.ts';
import { checkOwner } from './assignment.ts';
import { incidentsMax, problemRecord, ticketId } from './contract.ts';
import { textOf } from './define_change.ts';
import { checkIncidents, linkIncidents } from './incident_links.ts';
import { answerProblem } from './problem_answer.ts';
import { writeNewProblem } from './problem_changes.ts';

const newProblemBody = z
  .strictObject({
    title: subjectText,
    description: descriptionText.optional(),
    process: processWord.optional(),
    category: processWord.optional(),
    service: processWord.optional(),
    impact: level.optional(),
    urgency: level.optional(),
    priority: priority.optional().meta({ description: 'Instead of impact × urgency' }),
    group: processWord.optional(),
    owner: recordId.optional(),
    reviewAt: instant.optional(),
    incidents: z.array(ticketId).max(incidentsMax).default([]),
  })
  .meta({ id: 'NewProblemRecord' });

export const logProblem = defineOperation({
  id: 'logProblem',
  method: 'post',
  address: '/api/problems',
  summary: 'Logs a problem, with the incidents it is behind',
  tag: 'Problems',
  body: newProblemBody,
  isKeyed: true,
  needsRoom: true,
  answers: {
    201: {
      description: 'The problem',
      schema: problemRecord,
      headers: { Location: 'Where the problem is' },
    },
  },
  async handle({ account, idempotency, body }, dependencies) {
    const processId = processIdOf(body.process);
    const { incidents, title, description, reviewAt } = body;
    const id = idempotency.recordId('prb');
    await checkOwner(body.owner, dependencies);
    await checkIncidents(incidents, id, account, dependencies);
    const call = { account, idempotency, path: { id } };
    await writeNewProblem(
      {
        name: 'log',
        texts: {
          title: { kind: 'title', body: title },
          description: textOf('description', description),
        },
        payload: ({ title: titleId, description: descriptionId }) => ({
          problemId: id,
          titleId: titleId as string,
          ...given({
            descriptionId,
            reviewAt: reviewAt === undefined ? undefined : Date.parse(reviewAt),
          }),
          ...wordsOf(body),
        }),
      },
      processId,
      call,
      dependencies.database,
    );
    await linkIncidents(incidents, call, dependencies);
    const { body: problem, headers } = await answerProblem(id, account, dependencies);
    const location = { Location: `/api/problems/${id}` };
    return { status: 201, body: problem, headers: { ...headers, ...location } };
  },
});

function wordsOf(body: z.output<typeof newProblemBody>) {
  const { category, service, impact, urgency, priority, group, owner } = body;
  return given({ category, service, impact, urgency, priority, group, owner });
}
