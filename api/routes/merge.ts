import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { isOver } from '../../workflows/domain/ticket.ts';
import { reasonText } from '../command_texts.ts';
import { type CommandCall, defineCommand } from '../commands.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError, invalidInput } from '../errors.ts';
import { type MergeBody, mergeBody } from '../schemas/commands.ts';
import { actorOf } from '../views/viewer.ts';

export const merge = defineCommand({
  name: 'merge',
  method: 'put',
  address: '/api/tickets/{id}/merge',
  summary: 'Goes on with the matter on another ticket',
  body: mergeBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  before: checkSurvivor,
  payload: ({ body, textIds }) => ({ into: body.into, noteId: textIds.reason }),
  after: (call, dependencies) => tellOther('receiveMerge', call.body.into, call, dependencies),
});

export const unmerge = defineCommand({
  name: 'unmerge',
  method: 'delete',
  address: '/api/tickets/{id}/merge',
  summary: 'Takes a merge back within the reopen window',
  before: releaseFromSurvivor,
  payload: () => ({}),
});

/** The survivor must be there and take the matter on. */
async function checkSurvivor(
  { body }: CommandCall<{ id: string }, MergeBody>,
  { workflows }: ApiDependencies,
): Promise<void> {
  const survivor = await workflows.findState(body.into);
  if (survivor && !isOver(survivor)) return;
  const received = survivor ? `a ticket that is ${survivor.status}` : JSON.stringify(body.into);
  throw invalidInput([{ path: 'body.into', expected: 'a ticket that is not over', received }]);
}

/**
 * The survivor is told first: were it told last and the API died in between, a retry could no
 * longer find out which ticket it was.
 */
async function releaseFromSurvivor(call: CommandCall, dependencies: ApiDependencies) {
  const state = await dependencies.workflows.findState(call.path.id);
  if (!state?.mergedInto) return;
  if (!allowedCommands(state, actorOf(call.account)).includes('unmerge')) return;
  await tellOther('undoMerge', state.mergedInto, call, dependencies);
}

async function tellOther(
  name: 'receiveMerge' | 'undoMerge',
  otherId: string,
  { path, idempotency }: CommandCall,
  { workflows, recentCommands }: ApiDependencies,
): Promise<void> {
  try {
    const answer = await workflows.send(otherId, name, {
      ticketId: path.id,
      commandId: `${idempotency.commandId}-other`,
      fingerprint: idempotency.fingerprint,
      actor: { kind: 'system', id: 'merge' },
    });
    if (answer) recentCommands.remember(otherId, answer.seq);
  } catch (error) {
    // Told before, or over in the meantime: the merge itself stands either way.
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
}
