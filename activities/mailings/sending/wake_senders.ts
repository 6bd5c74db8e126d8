import type { Client } from '@temporalio/client';
import type { Database } from '../../../database/connection.ts';
import { findDueQueues } from '../../../database/outgoing_mails.ts';
import { outgoingMailWorkflowId, ticketTaskQueue } from '../../../workflows/ids.ts';
import { sendingWantedSignal } from '../../../workflows/messages.ts';

/** Tells the workflow of each mailbox by which something can be sent now. */
export async function wakeSenders(client: Client, database: Database): Promise<void> {
  const queueIds = await findDueQueues(database);
  await Promise.all(
    queueIds.map((queueId) =>
      client.workflow.signalWithStart('outgoingMailWorkflow', {
        workflowId: outgoingMailWorkflowId(queueId),
        taskQueue: ticketTaskQueue,
        args: [queueId],
        signal: sendingWantedSignal,
      }),
    ),
  );
}
