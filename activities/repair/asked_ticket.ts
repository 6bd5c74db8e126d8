import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { secondMs } from '../../workflows/domain/durations.ts';
import { type HeldTicket, heldQuery } from '../../workflows/messages.ts';

/** A ticket as Temporal has it. */
export type AskedTicket =
  | { run: 'running' | 'closed'; held: HeldTicket }
  /** Its workflow is there and gives no answer, for this reason. */
  | { run: 'silent'; reason: string }
  /** Its history is not what its workflow would have done: no worker of this code goes on with it. */
  | { run: 'stuck'; reason: string }
  /** Temporal knows of none, or no longer. */
  | { run: 'none' };

const answerTimeoutMs = 10 * secondMs;
const pauseMs = 50;
const attemptsMax = 20;

/** Asks the workflow of a ticket for all it holds; the last run of one that has ended answers too. */
export async function askTicket(client: Client, ticketId: string): Promise<AskedTicket> {
  const handle = client.workflow.getHandle(ticketId);
  try {
    const held = await client.withDeadline(Date.now() + answerTimeoutMs, () => ask());
    const { status } = await handle.describe();
    return { run: status.name === 'RUNNING' ? 'running' : 'closed', held };
  } catch (error) {
    if (isNotFound(error)) return { run: 'none' };
    const reason = reasonOf(error);
    return { run: reason.includes(nondeterminismCode) ? 'stuck' : 'silent', reason };
  }

  async function ask(): Promise<HeldTicket> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await handle.query(heldQuery);
      } catch (error) {
        // Between two runs of a ticket there is a moment in which nobody answers.
        if (attempt === attemptsMax || !reasonOf(error).includes('not scheduled yet')) throw error;
        await sleep(pauseMs);
      }
    }
  }
}

const grpcNotFound = 5;
/** Of Temporal's own list: https://github.com/temporalio/rules/blob/main/rules/TMPRL1100.md */
const nondeterminismCode = 'TMPRL1100';

function isNotFound(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause) && cause.code === grpcNotFound) return true;
  }
  return false;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
