import { z } from 'zod';
import { consentAnswerFields } from '../consent/contract.ts';
import { numberedPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

export const answerConsent = defineCommand({
  name: 'answerConsent',
  method: 'put',
  address: '/api/tickets/{id}/consents/{n}/answer',
  summary: 'Says whether the requester of their own ticket agrees to what a playbook asks',
  path: numberedPath(),
  isOwnOnly: true,
  body: z.strictObject(consentAnswerFields).meta({ id: 'ConsentAnswer' }),
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ path, body, textIds }) => ({
    n: path.n,
    answer: body.answer,
    noteId: textIds.reason,
  }),
});
