import type { TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import { recipientsOf } from '../../workflows/domain/recipients.ts';
import type { NewNotification } from '../notifications.ts';
import type { Appended } from '../ticket_log.ts';

/** Those whom new events of a ticket concern. */
export function newsOf({ before, after, events }: Appended): NewNotification[] {
  const { ticketId, processId } = after;
  const news: NewNotification[] = [];
  let state = before;
  for (const event of events) {
    state = evolve(state, event);
    const of = { ticketId, processId, seq: event.seq, happenedAt: event.at, ...causeOf(event) };
    for (const recipient of recipientsOf(event, state)) news.push({ ...recipient, ...of });
  }
  return news;
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
