import type { Transaction } from '../database/connection.ts';
import { type NewNotification, writeNotifications } from '../database/notifications.ts';
import type { Appended } from '../database/ticket_log.ts';
import type { TicketEvent } from '../workflows/domain/events.ts';
import { evolve } from '../workflows/domain/evolve.ts';
import { recipientsOf } from '../workflows/domain/recipients.ts';

/** Tells those whom new events of a ticket concern, in the transaction that records the events. */
export async function notify(trx: Transaction, { before, after, events }: Appended): Promise<void> {
  const notifications: NewNotification[] = [];
  let state = before;
  for (const event of events) {
    state = evolve(state, event);
    const of = { seq: event.seq, happenedAt: event.at, ...causeOf(event) };
    for (const recipient of recipientsOf(event, state)) notifications.push({ ...recipient, ...of });
  }
  await writeNotifications(trx, after, notifications);
}

function causeOf(event: TicketEvent): Pick<NewNotification, 'rule' | 'level'> {
  switch (event.type) {
    case 'notification_requested':
      return { rule: event.data.rule, level: null };
    case 'escalated':
      return { rule: event.data.escalation.reason, level: event.data.escalation.level };
    case 'attention_required':
      return { rule: null, level: event.data.level };
    default:
      return { rule: null, level: null };
  }
}
