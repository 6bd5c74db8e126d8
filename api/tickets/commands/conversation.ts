import { z } from 'zod';
import { messageText, noteText, processWord } from '../../http/text.ts';
import { diagnosticStepKind, visibility } from '../../http/words.ts';
import { attachmentIds } from '../attachments/contract.ts';
import { ticketPath } from '../ticket_path.ts';
import { defineCommand } from './define_command.ts';

const messageBody = z
  .strictObject({
    body: messageText,
    visibility: visibility.default('public'),
    attachments: attachmentIds.optional(),
    seenSeq: z
      .int()
      .min(0)
      .optional()
      .meta({
        description:
          'The last event its writer has seen: where another agent has answered since, an answer is ' +
          'refused as `answered_meanwhile`. Left out, it is sent whatever was said',
      }),
  })
  .meta({ id: 'NewMessage' });

const diagnosticStepBody = z
  .strictObject({
    kind: diagnosticStepKind,
    step: noteText,
    outcome: noteText,
    ruledOut: noteText.optional(),
    runbookStep: processWord.optional(),
  })
  .meta({ id: 'NewDiagnosticStep' });

export const addMessage = defineCommand({
  name: 'addMessage',
  method: 'post',
  address: '/api/tickets/{id}/messages',
  summary: 'Writes to the requester, or a note among agents',
  path: ticketPath,
  body: messageBody,
  isForSurvivor: true,
  isOwnWord: ({ visibility }) => visibility === 'public',
  texts: ({ body, visibility, attachments = [] }) => ({
    message: { message: body, visibility, attachments },
  }),
  payload: ({ body, textIds }) => ({
    messageId: textIds.message as string,
    visibility: body.visibility,
    ...(body.seenSeq !== undefined && { seenSeq: body.seenSeq }),
  }),
});

export const addDiagnosticStep = defineCommand({
  name: 'addDiagnosticStep',
  method: 'post',
  address: '/api/tickets/{id}/diagnostic-steps',
  summary: 'Records what was tried and what came out',
  path: ticketPath,
  body: diagnosticStepBody,
  texts: ({ step, outcome, ruledOut }) => ({
    step: {
      kind: 'diagnostic_step',
      text: step,
      outcome,
      ...(ruledOut === undefined ? {} : { ruledOut }),
    },
  }),
  payload: ({ body, textIds }) => ({
    stepId: textIds.step as string,
    kind: body.kind,
    runbookStep: body.runbookStep ?? null,
    hasRuledOut: body.ruledOut !== undefined,
  }),
});
