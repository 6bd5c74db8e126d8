import { escalationPath, ticketPath } from '../../http/parameters.ts';
import { escalationAcceptanceBody, escalationBody, escalationRefusalBody } from './bodies.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

export const escalate = defineCommand({
  name: 'escalate',
  method: 'post',
  address: '/api/tickets/{id}/escalations',
  summary: 'Hands the ticket to more skill, tells management, or sends it back down a tier',
  path: ticketPath,
  body: escalationBody,
  texts: ({ note, requestedOutcome }) => ({
    note: reasonText(note),
    requestedOutcome:
      requestedOutcome === undefined
        ? undefined
        : { kind: 'requested_outcome', text: requestedOutcome },
  }),
  payload: ({ body, textIds }) => ({
    kind: body.kind,
    reason: body.reason ?? null,
    noteId: textIds.note,
    requestedOutcomeId: textIds.requestedOutcome,
  }),
});

export const acceptEscalation = defineCommand({
  name: 'acceptEscalation',
  method: 'put',
  address: '/api/tickets/{id}/escalations/{n}/acceptance',
  summary: 'The receiving tier takes the hand-off',
  path: escalationPath,
  body: escalationAcceptanceBody,
  hasOptionalBody: true,
  payload: ({ path }) => ({ n: path.n }),
});

export const refuseEscalation = defineCommand({
  name: 'refuseEscalation',
  method: 'put',
  address: '/api/tickets/{id}/escalations/{n}/refusal',
  summary: 'The receiving tier sends the ticket back',
  path: escalationPath,
  body: escalationRefusalBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ path, textIds }) => ({ n: path.n, noteId: textIds.reason }),
});
