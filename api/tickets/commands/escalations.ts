import { z } from 'zod';
import { asked } from '../../http/expectations.ts';
import { noteText, processWord } from '../../http/text.ts';
import { numberedPath, ticketPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const escalationBody = z
  .strictObject({
    kind: z.enum(['functional', 'hierarchical', 'downward']).meta({
      description: 'To more skill, to management, or back to the lower tier it came from',
    }),
    reason: processWord
      .optional()
      .meta({ description: 'One of the escalation reasons of the process; none downward' }),
    group: processWord.optional().meta({
      description: 'A group above, where it goes to that one and no other; only upward',
    }),
    note: noteText.optional().meta({ description: 'Says why, where it goes downward' }),
    requestedOutcome: noteText.optional(),
  })
  .refine(({ kind, reason }) => kind === 'downward' || reason !== undefined, {
    path: ['reason'],
    error: asked('escalation_reason'),
  })
  .meta({ id: 'NewEscalation' });

const escalationPath = numberedPath();

const escalationAcceptanceBody = z.strictObject({}).meta({ id: 'EscalationAcceptance' });

const escalationRefusalBody = z
  .strictObject({ reason: noteText.optional() })
  .meta({ id: 'EscalationRefusal' });

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
    ...(body.group !== undefined && { toGroup: body.group }),
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
