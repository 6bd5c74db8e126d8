import { condition, setHandler } from '@temporalio/workflow';
import { goOnAsNew, hearOfBuilds, isToGoOnAsNew } from './going_on_as_new.ts';
import { presenceQuery } from './messages.ts';

/** Lives for ever and does nothing. Whoever asks it learns whether a worker of the tickets answers. */
export async function presenceWorkflow(): Promise<void> {
  setHandler(presenceQuery, () => true);
  hearOfBuilds();
  await condition(isToGoOnAsNew);
  await goOnAsNew<typeof presenceWorkflow>();
}
