import { condition, setHandler } from '@temporalio/workflow';
import { presenceQuery } from './messages.ts';

/** Lives for ever and does nothing. Whoever asks it learns whether a worker of the tickets answers. */
export async function presenceWorkflow(): Promise<void> {
  setHandler(presenceQuery, () => true);
  await condition(() => false);
}
