import type { Client } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { appendHistories } from '../../database/ticket_log.ts';
import { writePastTexts } from '../../database/ticket_texts.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { type DatedAction, replayActions } from '../../workflows/domain/timeline.ts';
import { ticketTaskQueue } from '../../workflows/ids.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import type { ticketWorkflow } from '../../workflows/ticket_workflow.ts';
import { newTicketId } from './live_desk.ts';
import { writesContent } from './ticket_content.ts';

const processId = 'it_support';

export interface LongTicket {
  id: string;
  /** The last event of its past. */
  seq: number;
}

interface Parties {
  requesterId: string;
  agentId: string;
}

/**
 * A ticket on which requester and agent have written `messageCount` messages by turns, one a
 * minute, and which goes on: its past is lived by the core and written to the log at once, and its
 * workflow begins where it ends. Message n reads "Message n".
 */
export async function openLongTicket(
  { database, client }: { database: Database; client: Client },
  { requesterId, agentId }: Parties,
  messageCount: number,
): Promise<LongTicket> {
  const ticketId = newTicketId();
  const now = Date.now();
  const rules = rulesAt(processId, now);
  const requester: Actor = { kind: 'requester', id: requesterId };
  const agent: Actor = { kind: 'agent', id: agentId };
  const openedAt = now - (messageCount + 2) * minuteMs;
  const by = (actor: Actor, commandId: string) => ({
    actor,
    commandId: `${ticketId}-${commandId}`,
  });
  const opening = { ticketId, channel: 'portal', requesterId, requesterTier: 'standard' } as const;
  const written = Array.from({ length: messageCount }, (_, index) => ({
    messageId: `${ticketId}-message-${index + 1}`,
    author: index % 2 === 0 ? agent : requester,
    body: `Message ${index + 1}`,
    at: openedAt + (index + 2) * minuteMs,
  }));
  const actions: DatedAction[] = [
    { at: openedAt, action: { name: 'open', ...by(requester, 'open'), ...opening } },
    { at: openedAt + minuteMs, action: { name: 'accept', ...by(agent, 'accept') } },
    ...written.map(({ messageId, author, at }): DatedAction => {
      const said = { messageId, visibility: 'public' } as const;
      return { at, action: { name: 'addMessage', ...by(author, messageId), ...said } };
    }),
  ];
  const past = replayActions(actions, rules, (_, { code }) => {
    throw new Error(`The past of a long ticket was refused: ${code}`);
  });
  if (!past) throw new Error('A long ticket has no past');
  const { state, events } = past;

  await writesContent(database, ticketId, requesterId, 'A very long story');
  const messages = written.map(({ messageId, author, body }) => ({
    message_id: messageId,
    ticket_id: ticketId,
    author_id: author.id,
    visibility: 'public' as const,
    channel: 'portal',
    body,
  }));
  await writePastTexts(database, { contents: [], messages, notes: [] });
  await appendHistories(database, [{ ticketId, events }], 'live');
  const open = { ...by(requester, 'open'), ...opening, fingerprint: 'long' };
  const recorded = { recentCommands: [], outbox: [], pumpedSeq: state.seq, isParked: false };
  const carried = { state, ...recorded, outgoing: [] };
  await client.workflow.start<typeof ticketWorkflow>('ticketWorkflow', {
    workflowId: ticketId,
    taskQueue: ticketTaskQueue,
    args: [{ v: 1, ...rules, open, carried }],
  });
  return { id: ticketId, seq: state.seq };
}
