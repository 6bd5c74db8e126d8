import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Database } from '../../database/connection.ts';
import { isTicketId } from '../../workflows/ids.ts';
import type { ResolutionOfTicket } from '../../workflows/playbooks/playbook.ts';

/** Merges of merges are a chain; one that is longer than this is none that people made. */
const mergesMax = 20;

/**
 * How a ticket was resolved, or that it will not be. One that was merged is resolved with its survivor.
 * @throws ApplicationFailure that is tried again, while it is open: waiting for weeks so takes neither a
 * place in the worker nor events of a history. Not again, where there is no such ticket.
 */
export async function findResolution(
  database: Database,
  asked: { ticketId: string },
): Promise<ResolutionOfTicket> {
  let { ticketId } = asked;
  for (let merges = 0; merges <= mergesMax; merges++) {
    const row = isTicketId(ticketId)
      ? await database('tickets').where('ticket_id', ticketId).first('state')
      : undefined;
    if (!row) throw ApplicationFailure.nonRetryable(unknownTicket(ticketId), 'NoSuchTicket');
    const { status, resolution, mergedInto } = row.state;
    if (status === 'cancelled') return { outcome: 'cancelled', ticketId, code: null };
    if (status === 'resolved' || status === 'closed') {
      return { outcome: 'resolved', ticketId, code: resolution?.code ?? null };
    }
    if (status !== 'merged' || mergedInto === null) throw stillOpen(ticketId);
    ticketId = mergedInto;
  }
  throw ApplicationFailure.nonRetryable(`${asked.ticketId}: merged too often`, 'NoSuchTicket');
}

function unknownTicket(received: string): string {
  return `There is no ticket '${received}': expected the id of one, as tkt-01k…`;
}

function stillOpen(ticketId: string): ApplicationFailure {
  return ApplicationFailure.create({
    ...{ message: `Ticket ${ticketId} is open`, type: 'StillOpen', nonRetryable: false },
    category: ApplicationFailureCategory.BENIGN,
  });
}
