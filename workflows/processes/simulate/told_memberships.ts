import type { By } from '../../domain/actions.ts';
import type { TicketEvent } from '../../domain/events.ts';
import { evolve } from '../../domain/evolve.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import { isOpen, openApproval, openEscalation, type TicketState } from '../../domain/ticket.ts';
import { findData } from '../commands/reading_back.ts';

/** What of the process that a ticket was lived under says where people work. */
export type LivedUnder = Pick<ProcessSnapshot, 'groups' | 'answerTakesTicket'>;

/**
 * Where people worked, as far as what they did to a ticket tells: whoever takes it up works where it
 * went, whoever answers a hand-off in the group it was made to, and whoever leaves it unanswered does
 * not. Whoever answers the requester of a ticket that nobody has, and does not have it then, works above.
 */
export class ToldMemberships {
  readonly #events: readonly TicketEvent[];
  readonly #process: LivedUnder;
  #next = 0;
  #state: TicketState | null = null;

  /** @param events all events of the ticket, in order */
  constructor(events: readonly TicketEvent[], process: LivedUnder) {
    this.#events = events;
    this.#process = process;
  }

  /** @param group the events of a command; those of the commands before it were asked about before */
  of(group: TicketEvent[]): Pick<By, 'memberships'> {
    const first = group[0]?.seq ?? 0;
    for (let event = this.#events[this.#next]; event && event.seq < first; ) {
      this.#state = evolve(this.#state, event);
      this.#next += 1;
      event = this.#events[this.#next];
    }
    const state = this.#state;
    if (state === null) return {};
    const told = this.#groupAbove(group, state) ?? groupTold(group, state);
    return told === undefined ? {} : { memberships: { [state.processId]: [told] } };
  }

  #groupAbove(group: TicketEvent[], state: TicketState): string | undefined {
    const { groups, answerTakesTicket } = this.#process;
    if (answerTakesTicket === false || !isUntaken(group, state)) return undefined;
    return Object.keys(groups).find((name) => (groups[name]?.tier ?? 0) > state.tier);
  }
}

/** An answer to the requester of a ticket that nobody had, and nobody has by it. */
function isUntaken(group: TicketEvent[], state: TicketState): boolean {
  if (!isOpen(state) || state.assignee !== null || openApproval(state)) return false;
  const message = findData(group, 'message_added');
  const isAnswer = message?.visibility === 'public' && !message.isAutomatic;
  return isAnswer && !message.fromTicketId && !findData(group, 'ticket_assigned');
}

function groupTold(group: TicketEvent[], state: TicketState): string | undefined {
  const climbed = findData(group, 'escalated')?.escalation;
  const isTaken = findData(group, 'work_started') && findData(group, 'ticket_assigned');
  if (climbed && isTaken) return climbed.toGroup;
  const handOff = openEscalation(state);
  if (!handOff) return undefined;
  const isAnswered =
    findData(group, 'escalation_accepted') ?? findData(group, 'escalation_refused');
  return isAnswered ? handOff.toGroup : handOff.fromGroup;
}
