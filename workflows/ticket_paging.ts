import { condition } from '@temporalio/workflow';
import { pageToPlace } from './domain/paging.ts';
import { act, isLeaving, type LiveTicket } from './live_ticket.ts';
import { findOnCall } from './ticket_activities.ts';

const actor = { kind: 'system', id: 'on_call' } as const;

/**
 * Finds who is on call for each page that wants somebody: at its beginning, and at each level. The state
 * alone says what is wanted, so that a run that goes on as new, or is begun anew, asks again.
 */
export async function placePages(ticket: LiveTicket): Promise<void> {
  for (;;) {
    await condition(() => isLeaving(ticket) || pageToPlace(ticket.state) !== undefined);
    if (isLeaving(ticket)) return;
    const page = pageToPlace(ticket.state);
    if (!page) continue;
    const { ticketId, processId } = ticket.state;
    const { n, group, level, round, tried } = page;
    const step = { n, level, round };
    const answer = await findOnCall({ processId, group, level, round, tried, at: Date.now() });
    const commandId = `page-${ticketId}-${n}-${round}-${level}`;
    // Refused where somebody has it meanwhile.
    act(ticket, { name: 'placePage', commandId, actor, ...step, ...answer });
  }
}
