import { z } from 'zod';
import { findPlaybook, findPlaybooks } from '../../../database/playbooks.ts';
import type { PlaybookInput } from '../../../workflows/playbooks/playbook.ts';
import { withDatabase } from '../../http/database.ts';
import { wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { recordId } from '../../http/text.ts';
import { playbookRetry, playbookStart } from '../../playbooks/contract.ts';
import { judgeInput } from '../../playbooks/judge_input.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonBody, reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const runPath = z.strictObject({ id: ticketPath.shape.id, run: recordId });

export const startPlaybook = defineCommand({
  name: 'startPlaybook',
  method: 'post',
  address: '/api/tickets/{id}/playbooks',
  summary: 'Has a playbook run on the ticket',
  path: ticketPath,
  body: playbookStart,
  async before({ body }, { database }) {
    const { playbook, input = {} } = body;
    const known = await withDatabase(() => findPlaybook(database, playbook));
    if (!known) {
      const words = (await withDatabase(() => findPlaybooks(database))).map(({ name }) => name);
      throw wrongField('body.playbook', expected('one_of', { words }), received('something_else'));
    }
    judgeInput(known.input as PlaybookInput, input);
  },
  texts: ({ input = {} }) => ({ input: { kind: 'playbook_input', text: JSON.stringify(input) } }),
  payload: ({ body, textIds }) => ({ playbook: body.playbook, inputId: textIds.input }),
});

export const cancelPlaybook = defineCommand({
  name: 'cancelPlaybook',
  method: 'put',
  address: '/api/tickets/{id}/playbooks/{run}/cancellation',
  summary: 'Ends a playbook that runs or is parked: it cleans up after itself',
  path: runPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ path, textIds }) => ({ runId: path.run, noteId: textIds.reason }),
});

export const retryPlaybook = defineCommand({
  name: 'retryPlaybook',
  method: 'post',
  address: '/api/tickets/{id}/playbooks/{run}/retry',
  summary: 'Does a parked playbook again from a step on; what the steps before gave is taken',
  path: runPath,
  body: playbookRetry,
  hasOptionalBody: true,
  payload: ({ path, body }) => ({
    runId: path.run,
    ...(body.fromStep !== undefined && { fromStep: body.fromStep }),
  }),
});
