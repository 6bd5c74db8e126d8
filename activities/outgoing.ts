import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Database } from '../database/connection.ts';
import {
  deleteOutgoing,
  listOutgoing,
  type OutgoingCommands,
} from '../database/outgoing_commands.ts';
import { deliverCommandsStart } from '../workflows/messages.ts';

const batchesMax = 200;

/**
 * Delivers what problems promised their incidents and whoever wrote it did not live to deliver. One
 * that fails keeps no other back.
 */
export function createOutgoing(client: Client, database: Database) {
  async function deliver({ batchId, commands }: OutgoingCommands): Promise<void> {
    try {
      await client.workflow.start(
        'deliverCommandsWorkflow',
        deliverCommandsStart(batchId, commands),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    await deleteOutgoing(database, batchId);
  }

  return {
    async deliverOutgoing() {
      const batches = await listOutgoing(database, batchesMax);
      const outcomes = await Promise.allSettled(batches.map(deliver));
      const failures = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (failures.length > 0) throw new AggregateError(failures, 'commands were not delivered');
      return { deliveredCount: batches.length };
    },
  };
}
