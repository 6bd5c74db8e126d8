import {
  type DeliveryOutcome,
  deliverableAtOnce,
  type OutgoingCommand,
} from './domain/outgoing_commands.ts';
import { deliverCommand } from './ticket_activities.ts';

const atOnceMax = 20;

/**
 * Gives many tickets what was decided elsewhere, all of it sooner or later. Says how many there were
 * of each outcome.
 */
export async function deliverCommandsWorkflow(
  commands: OutgoingCommand[],
): Promise<Record<DeliveryOutcome, number>> {
  const counts: Record<DeliveryOutcome, number> = { delivered: 0, refused: 0, gone: 0 };
  for (let remaining = commands; remaining.length > 0; ) {
    const group = deliverableAtOnce(remaining, atOnceMax);
    const deliveries = await Promise.all(group.map((command) => deliverCommand(command)));
    for (const { outcome } of deliveries) counts[outcome]++;
    remaining = remaining.slice(group.length);
  }
  return counts;
}
