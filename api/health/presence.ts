import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { presenceWorkflowId, ticketTaskQueue } from '../../workflows/ids.ts';
import { presenceQuery } from '../../workflows/messages.ts';

/**
 * Resolves once a worker of the tickets has answered. That takes a worker that fetches work, runs
 * workflows and is heard; nothing is written for it but, once, the workflow that is asked.
 */
export async function hearWorker(client: Client): Promise<void> {
  const ask = () => client.workflow.getHandle(presenceWorkflowId).query(presenceQuery);
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await client.workflow.start('presenceWorkflow', {
      workflowId: presenceWorkflowId,
      taskQueue: ticketTaskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    await ask();
  }
}
