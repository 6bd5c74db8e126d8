import { z } from 'zod';
import { orIfDatabaseAway } from '../../../database/away.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { noteText, processWord, recordId } from '../../http/text.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { isMemberOf } from '../../people/find_accounts.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonText } from './command_texts.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

/** Neither group nor assignee asks the allocator again; a null assignee frees the ticket. */
const assignmentBody = z
  .strictObject({
    group: processWord.optional(),
    assignee: recordId.nullable().optional(),
    reason: noteText.optional(),
  })
  .meta({ id: 'Assignment' });

type AssignmentBody = z.infer<typeof assignmentBody>;

const acceptanceBody = z.strictObject({}).meta({ id: 'Acceptance' });

export const assign = defineCommand({
  name: 'assign',
  method: 'put',
  address: '/api/tickets/{id}/assignment',
  summary: 'Moves the ticket to a group or an agent, or asks the allocator again',
  path: ticketPath,
  body: assignmentBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  before: checkAssignee,
  payload: async ({ body: { group, assignee }, textIds }, { accounts }) => ({
    ...(group === undefined ? {} : { group }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(assignee && membershipsFor(await accounts.findAccount(assignee))),
    noteId: textIds.reason,
  }),
});

export const accept = defineCommand({
  name: 'accept',
  method: 'put',
  address: '/api/tickets/{id}/acceptance',
  summary: 'Takes the ticket',
  path: ticketPath,
  body: acceptanceBody,
  hasOptionalBody: true,
  payload: () => ({}),
});

function membershipsFor(account: Account | undefined) {
  return account && { assigneeMemberships: account.memberships };
}

/** A ticket is given to somebody who serves, and who works in the group where one is named. */
async function checkAssignee(
  { body }: CommandCall<{ id: string }, AssignmentBody>,
  { accounts, database }: ApiDependencies,
): Promise<void> {
  const { assignee, group } = body;
  if (!assignee) return;
  const account = await accounts.findActive(assignee);
  const serves = account !== undefined && worksOnTickets(account);
  const isThere =
    serves &&
    (group === undefined ||
      (await orIfDatabaseAway(
        () => withDatabase(() => isMemberOf(database, assignee, group)),
        true,
      )));
  if (isThere) return;
  const agent = group === undefined ? expected('agent') : expected('agent_of_group', { group });
  throw wrongField('body.assignee', agent, givenValue(assignee));
}
