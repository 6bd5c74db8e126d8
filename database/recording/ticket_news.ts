import type { TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import { type Recipient, recipientsOf } from '../../workflows/domain/recipients.ts';
import { findProcess } from '../../workflows/processes/index.ts';
import { ruleFor } from '../../workflows/processes/notifications/rules.ts';
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
    for (const recipient of recipientsOf(event, state)) {
      news.push({ ...recipient, ...of, ...shownBy(processId, recipient) });
    }
  }
  return news;
}

/** As the process of today says: what tickets do not carry holds for all of them. */
function shownBy(processId: string, { side, reason }: Recipient) {
  const rules = findProcess(processId)?.notifications;
  const { bell, desktop, isFixed } = ruleFor(rules, side, reason);
  return { inBell: bell, onDesktop: desktop, isFixed };
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
