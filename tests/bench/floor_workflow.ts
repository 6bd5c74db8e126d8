import { condition, setHandler } from '@temporalio/workflow';
import { dayMs } from '../../workflows/domain/durations.ts';
import { type CommandAnswer, commandUpdate, readyUpdate } from '../../workflows/messages.ts';

/**
 * The least a durable ticket could be: the same updates by the same names, one timer, and nothing
 * that remembers, decides or writes. What Palier costs is measured against it.
 */
export async function floorWorkflow(): Promise<void> {
  const answers = registerHandlers();
  await condition(() => answers.count > 5, 30 * dayMs);
}

/** The same for as many messages as are sent. */
export async function floorConversation(): Promise<void> {
  registerHandlers();
  await condition(() => false, 30 * dayMs);
}

function registerHandlers(): { count: number } {
  const answers = { count: 0 };
  const answer = () => ({ seq: ++answers.count }) as CommandAnswer;
  setHandler(readyUpdate, answer);
  for (const name of ['accept', 'addMessage', 'setPending', 'resolve'] as const) {
    setHandler(commandUpdate(name), (_message) => answer(), { validator: (_message) => {} });
  }
  return answers;
}
