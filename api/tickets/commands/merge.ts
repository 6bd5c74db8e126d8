import { z } from 'zod';
import { findStanding } from '../../../database/standing.ts';
import { isOver } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { noteText, recordId } from '../../http/text.ts';
import { commandRefused } from '../errors.ts';
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

/**
 * The survivor must be there and take the matter on; where it was merged itself, the ticket that
 * stands for it must, and be another one than this.
 */
async function checkSurvivor(
  { path, body }: CommandCall<{ id: string }, MergeBody>,
  { workflows, database }: ApiDependencies,
): Promise<void> {
  const standing = (await findStanding(database, [body.into])).get(body.into);
  if (standing === path.id && body.into !== path.id) {
    throw commandRefused({ code: 'merged_into_itself', parameters: {} });
  }
  const survivor = await workflows.findState(standing ?? body.into);
  if (survivor && (!isOver(survivor) || survivor.status === 'merged')) return;
  const receipt = survivor
    ? received('ticket', { status: survivor.status })
    : givenValue(body.into);
  throw wrongField('body.into', expected('ticket_not_over'), receipt);
}
