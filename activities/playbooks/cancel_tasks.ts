import type { Database } from '../../database/connection.ts';
import { openConsents, openTasks } from '../../workflows/domain/ticket.ts';
import type { CommandDelivery } from '../deliver_command.ts';

/** Cancels what is open of the tasks that a run added, and of what it asked the requester. Nobody waits for what they were to give. */
export async function cancelTasks(
  database: Database,
  deliverCommand: CommandDelivery,
  { ticketId, runId, playbook }: { ticketId: string; runId: string; playbook: string },
): Promise<void> {
  const row = await database('tickets').where('ticket_id', ticketId).first('state');
  const actor = { kind: 'system', id: `playbook:${playbook}` } as const;
  for (const { n, run } of row ? openTasks(row.state) : []) {
    if (run?.id !== runId) continue;
    const commandId = `${runId}-cancel-task-${n}`;
    await deliverCommand({ ticketId, name: 'cancelTask', actor, commandId, payload: { n } });
  }
  for (const { n, run } of row ? openConsents(row.state) : []) {
    if (run?.id !== runId) continue;
    const commandId = `${runId}-withdraw-consent-${n}`;
    await deliverCommand({ ticketId, name: 'withdrawConsent', actor, commandId, payload: { n } });
  }
}
