import { ticketPath } from '../../http/parameters.ts';
import { diagnosticStepBody, messageBody } from './bodies.ts';
import { defineCommand } from './define_command.ts';

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
