import { proxyActivities } from '@temporalio/workflow';
import { type Tell, type TellOutcome, tellableAtOnce } from './domain/tell.ts';
import type { TicketActivities } from './ports.ts';

const { tellTicket } = proxyActivities<TicketActivities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

const atOnceMax = 20;

/**
 * Tells many tickets what was decided elsewhere, all of them sooner or later. Gives how many there
 * were of each outcome.
 */
export async function tellTicketsWorkflow(tells: Tell[]): Promise<Record<TellOutcome, number>> {
  const counts: Record<TellOutcome, number> = { told: 0, refused: 0, gone: 0 };
  for (let rest = tells; rest.length > 0; ) {
    const group = tellableAtOnce(rest, atOnceMax);
    const outcomes = await Promise.all(group.map((tell) => tellTicket(tell)));
    for (const outcome of outcomes) counts[outcome]++;
    rest = rest.slice(group.length);
  }
  return counts;
}
