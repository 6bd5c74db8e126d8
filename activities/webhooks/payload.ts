import type { Database } from '../../database/connection.ts';
import type {
  MessageRow,
  TicketContentRow,
  TicketEventRow,
  TicketRow,
  WebhookDeliveryRow,
  WebhookRow,
} from '../../database/tables.ts';
import { calledEventType, testEventType } from '../../database/webhook_events.ts';

type Delivery = Pick<
  WebhookDeliveryRow,
  'ticket_id' | 'seq' | 'type' | 'happened_at' | 'account_id' | 'reason'
>;

/**
 * What a receiver is sent: the event, and the ticket as it stands when it is sent. Its schema is
 * `webhookPayload` of the API.
 * @returns undefined where the ticket is no longer there
 */
export async function payloadOf(
  database: Database,
  delivery: Delivery,
  texts: WebhookRow['texts'],
): Promise<object | undefined> {
  const { ticket_id: ticketId, seq, type, happened_at: at, account_id: account, reason } = delivery;
  const envelope = { type, timestamp: at.toISOString() };
  if (ticketId === null || seq === null) {
    return type === testEventType ? { ...envelope, data: {} } : undefined;
  }
  const [ticket, content, event] = await Promise.all([
    database('tickets').where('ticket_id', ticketId).first(),
    database('ticket_contents').where('ticket_id', ticketId).first(),
    database('ticket_events').where({ ticket_id: ticketId, seq }).first(),
  ]);
  if (!ticket || !content || !event) return undefined;
  const message = await messageOf(database, event);
  return {
    ...envelope,
    data: {
      seq,
      actor: { kind: event.actor_kind, id: event.actor_id },
      ...(account && reason && { notification: { account, reason, event: event.type } }),
      ...(event.type === calledEventType && { rule: ruleOf(event) }),
      ...(message && { message: messageView(message, texts) }),
      ticket: { ...ticketView(ticket, content), ...(texts !== 'none' && textsOf(content)) },
    },
  };
}

function ruleOf({ data }: TicketEventRow): string {
  return (data as { rule: string }).rule;
}

async function messageOf(
  database: Database,
  { type, data }: TicketEventRow,
): Promise<MessageRow | undefined> {
  if (type !== 'message_added') return undefined;
  const { messageId } = data as { messageId: string };
  return database('messages').where('message_id', messageId).first();
}

function messageView(message: MessageRow, texts: WebhookRow['texts']) {
  const { message_id: id, visibility, body } = message;
  const isShown = texts === 'all' || (texts === 'public' && visibility === 'public');
  return { id, visibility, ...(isShown && { body }) };
}

function textsOf({ subject, description }: TicketContentRow) {
  return { subject, description };
}

function ticketView(ticket: TicketRow, { number }: TicketContentRow) {
  const { ticket_id: id, resolved_at, closed_at, first_response_at, next_deadline_at } = ticket;
  return {
    id,
    number: Number(number),
    seq: ticket.last_seq,
    status: ticket.status,
    isOpen: ticket.is_open,
    isBreached: ticket.is_breached,
    type: ticket.type,
    channel: ticket.channel,
    category: ticket.category,
    service: ticket.service,
    priority: ticket.priority,
    process: { id: ticket.process_id, version: ticket.process_version },
    group: ticket.group_id,
    tier: ticket.tier,
    assignee: ticket.assignee_id,
    requester: ticket.requester_id,
    openedAt: ticket.opened_at.toISOString(),
    updatedAt: ticket.updated_at.toISOString(),
    firstResponseAt: first_response_at?.toISOString() ?? null,
    resolvedAt: resolved_at?.toISOString() ?? null,
    closedAt: closed_at?.toISOString() ?? null,
    nextDeadlineAt: next_deadline_at?.toISOString() ?? null,
    links: { api: `/api/tickets/${id}`, page: `/tickets/${id}` },
  };
}
