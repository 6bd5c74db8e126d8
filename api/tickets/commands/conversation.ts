import { z } from 'zod';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { messageText, noteText, processWord, recordId } from '../../http/text.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import { diagnosticStepKind, visibility } from '../../http/words.ts';
import { attachmentIds } from '../attachments/contract.ts';
import { commandRefused } from '../errors.ts';
import { ticketPath } from '../ticket_path.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const mentionsMax = 20;

const mentions = z.strictObject({
  agents: z.array(recordId).max(mentionsMax).default([]),
  groups: z.array(processWord).max(mentionsMax).default([]),
});

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
    mentions: mentions.optional().meta({
      description: 'Of a note alone: agents, who follow the ticket from then on, and groups',
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
  before: checkMentioned,
  payload: ({ body: { visibility, seenSeq, mentions }, textIds }) => ({
    messageId: textIds.message as string,
    visibility,
    ...(seenSeq !== undefined && { seenSeq }),
    ...(mentions?.agents.length && { mentionedAgents: mentions.agents }),
    ...(mentions?.groups.length && { mentionedGroups: mentions.groups }),
  }),
});

/** Only somebody who works on tickets may be told of what the desk says among itself. */
async function checkMentioned(
  { account, body }: CommandCall<{ id: string }, z.infer<typeof messageBody>>,
  { accounts }: ApiDependencies,
): Promise<void> {
  const { agents = [], groups = [] } = body.mentions ?? {};
  if (agents.length + groups.length === 0) return;
  // Who there is at the desk is nothing for those who ask it.
  if (!worksOnTickets(account)) throw commandRefused({ code: 'only_agents', parameters: {} });
  for (const [index, id] of agents.entries()) {
    const mentioned = await accounts.findAccount(id);
    if (mentioned && worksOnTickets(mentioned)) continue;
    throw wrongField(`body.mentions.agents.${index}`, expected('agent'), givenValue(id));
  }
}

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
