import type { By } from '../../domain/actions.ts';
import type { TicketEvent } from '../../domain/events.ts';
import type { Escalation } from '../../domain/ticket.ts';
import { findData } from '../commands/reading_back.ts';

/**
 * Where people worked, as far as what they did to a ticket tells: whoever takes it up works where it
 * went, whoever answers a hand-off in the group it was made to, and whoever leaves it unanswered does
 * not.
 */
export class ToldMemberships {
  readonly #events: readonly TicketEvent[];
  #next = 0;
  #processId = '';
  #handOff: Escalation | null = null;

  /** @param events all events of the ticket, in order */
  constructor(events: readonly TicketEvent[]) {
    this.#events = events;
  }

  /** @param group the events of a command; those of the commands before it were asked about before */
  of(group: TicketEvent[]): Pick<By, 'memberships'> {
    const first = group[0]?.seq ?? 0;
    for (let event = this.#events[this.#next]; event && event.seq < first; ) {
      this.#read(event);
      this.#next += 1;
      event = this.#events[this.#next];
    }
    const told = groupTold(group, this.#handOff);
    return told === undefined ? {} : { memberships: { [this.#processId]: [told] } };
  }

  #read(event: TicketEvent): void {
    switch (event.type) {
      case 'ticket_opened':
        this.#processId = event.data.processId;
        break;
      case 'escalated':
        if (event.data.escalation.kind === 'functional') this.#handOff = event.data.escalation;
        break;
      case 'escalation_accepted':
      case 'escalation_refused':
      case 'escalation_lapsed':
      case 'escalation_withdrawn':
        this.#handOff = null;
    }
  }
}

function groupTold(group: TicketEvent[], handOff: Escalation | null): string | undefined {
  const climbed = findData(group, 'escalated')?.escalation;
  const isTaken = findData(group, 'work_started') && findData(group, 'ticket_assigned');
  if (climbed && isTaken) return climbed.toGroup;
  if (handOff === null) return undefined;
  const isAnswered =
    findData(group, 'escalation_accepted') ?? findData(group, 'escalation_refused');
  return isAnswered ? handOff.toGroup : handOff.fromGroup;
}
