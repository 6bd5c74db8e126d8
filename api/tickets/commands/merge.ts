import { z } from 'zod';
import { isOver } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { invalidInput } from '../../http/errors.ts';
import { noteText, recordId } from '../../http/text.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const mergeBody = z
  .strictObject({ into: recordId, reason: noteText.optional() })
  .meta({ id: 'Merge' });

type MergeBody = z.infer<typeof mergeBody>;

export const merge = defineCommand({
  name: 'merge',
  method: 'put',
  address: '/api/tickets/{id}/merge',
  summary: 'Goes on with the matter on another ticket',
  path: ticketPath,
  body: mergeBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  before: checkSurvivor,
  payload: ({ body, textIds }) => ({ into: body.into, noteId: textIds.reason }),
});

export const unmerge = defineCommand({
  name: 'unmerge',
  method: 'delete',
  address: '/api/tickets/{id}/merge',
  summary: 'Takes a merge back within the reopen window',
  path: ticketPath,
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
