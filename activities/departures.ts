import type { Database } from '../database/connection.ts';
import {
  addMoved,
  finishDepartures,
  listOpenDepartures,
  whereInHand,
} from '../database/departures.ts';
import type { DepartureRow } from '../database/tables.ts';
import { desk } from '../workflows/domain/outgoing_commands.ts';
import type { CommandDelivery } from './deliver_command.ts';

const departuresMax = 50;
const ticketsAtOnceMax = 10;

export interface DepartureOptions {
  database: Database;
  deliverCommand: CommandDelivery;
  /** Hears of a ticket that could not be told; the next sweep tells it again. */
  onFailure(error: unknown): void;
}

/**
 * Hands over what those had in hand who have left: each ticket goes to its group again, or to the
 * deputy where that one can take it. What a crash leaves is done by the next sweep, and what comes to
 * somebody after they left, an offer that was on its way, too.
 */
export function createDepartures({ database, deliverCommand, onFailure }: DepartureOptions) {
  async function release(departure: DepartureRow, ticket: InHand): Promise<boolean> {
    const { account_id: assignee, departure_id: id, deputy_id: preferredAgent } = departure;
    try {
      const { outcome } = await deliverCommand({
        ticketId: ticket.ticket_id,
        name: 'release',
        actor: desk,
        // Given to them again meanwhile, it is released again.
        commandId: `left-${id}-${ticket.ticket_id}-${ticket.last_seq}`,
        payload: { assignee, preferredAgent },
      });
      if (outcome !== 'delivered') return false;
      await addMoved(database, id, ticket.ticket_id);
      return true;
    } catch (error) {
      onFailure(error);
      return false;
    }
  }

  async function handOver(departure: DepartureRow): Promise<void> {
    for (;;) {
      const tickets = await inHandOf(database, departure.account_id);
      if (tickets.length === 0) break;
      const moved = await Promise.all(tickets.map((ticket) => release(departure, ticket)));
      if (moved.includes(false)) return;
    }
    await finishDepartures(database, departure.account_id);
  }

  let last: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    for (const departure of await listOpenDepartures(database, departuresMax)) {
      await handOver(departure);
    }
  }

  /** One at a time: two would tell each ticket twice. */
  function handOverAll(): Promise<void> {
    last = last.catch(() => {}).then(sweep);
    return last;
  }

  return { handOverAll };
}

interface InHand {
  ticket_id: string;
  last_seq: number;
}

function inHandOf(database: Database, accountId: string): Promise<InHand[]> {
  return whereInHand(database('tickets'), accountId)
    .orderBy('ticket_id')
    .limit(ticketsAtOnceMax)
    .select('ticket_id', 'last_seq');
}
