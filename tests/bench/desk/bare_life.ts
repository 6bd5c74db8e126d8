import { WithStartWorkflowOperation } from '@temporalio/client';
import { type CommandMessage, commandUpdate, readyUpdate } from '../../../workflows/messages.ts';
import type { BenchDesk } from './bench_desk.ts';
import { emptyTally, type Tally, timed } from './rounds.ts';

let count = 0;

const asked: CommandMessage<'accept'> = {
  commandId: 'c',
  fingerprint: 'f',
  actor: { kind: 'agent', id: 'a' },
};

type FloorWorkflow = 'floorWorkflow' | 'floorConversation';

/** Starts the least a durable ticket could be, and waits until it answers; gives its id. */
export async function openBare(
  { client }: BenchDesk,
  tally: Tally = emptyTally(),
  workflow: FloorWorkflow = 'floorWorkflow',
): Promise<string> {
  const workflowId = `floor-${++count}`;
  const startWorkflowOperation = new WithStartWorkflowOperation(workflow, {
    workflowId,
    taskQueue: 'floor',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await timed(tally.creationsMs, () =>
    client.workflow.executeUpdateWithStart(readyUpdate, { startWorkflowOperation }),
  );
  return workflowId;
}

export async function commandBare(
  { client }: BenchDesk,
  workflowId: string,
  name: 'accept' | 'addMessage' | 'setPending' | 'resolve',
  tally: Tally = emptyTally(),
): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  // Every one has the same body: it is what each of ours has beside its own.
  const update = commandUpdate(name as 'accept');
  await timed(tally.commandsMs, () => handle.executeUpdate(update, { args: [asked] }));
}

/** The updates of `liveThroughHttp` on bare Temporal; gives the workflow's id. */
export async function liveBare(desk: BenchDesk, tally: Tally): Promise<string> {
  const workflowId = await openBare(desk, tally);
  for (const name of ['accept', 'addMessage', 'setPending', 'resolve'] as const) {
    await commandBare(desk, workflowId, name, tally);
  }
  return workflowId;
}
