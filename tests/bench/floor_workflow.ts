import { condition, setHandler } from '@temporalio/workflow';
import { type CommandAnswer, commandUpdate, readyUpdate } from '../../workflows/messages.ts';

const thirtyDaysMs = 30 * 86_400_000;

/**
 * The least a durable ticket could be: the same updates by the same names, one timer, and nothing
 * that remembers, decides or writes. What Palier costs is measured against it.
 */
export async function floorWorkflow(): Promise<void> {
  let seq = 0;
  const answer = () => ({ seq: ++seq }) as CommandAnswer;
  setHandler(readyUpdate, answer);
  for (const name of ['accept', 'addMessage', 'setPending', 'resolve'] as const) {
    setHandler(commandUpdate(name), (_message) => answer(), { validator: (_message) => {} });
  }
  await condition(() => seq > 5, thirtyDaysMs);
}
