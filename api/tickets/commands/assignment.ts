import { z } from 'zod';
import { noteText, processWord, recordId } from '../../http/text.ts';
import type { Account } from '../../people/directory.ts';
import { ticketPath } from '../ticket_path.ts';
import { checkAssignee } from './check_assignee.ts';
import { reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

/** Neither group nor assignee asks the allocator again; a null assignee frees the ticket. */
const assignmentBody = z
  .strictObject({
    group: processWord.optional(),
    assignee: recordId.nullable().optional(),
    reason: noteText.optional(),
  })
  .meta({ id: 'Assignment' });

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
  if (!account) return undefined;
  const { memberships, skills } = account;
  return { assigneeMemberships: memberships, ...(skills && { assigneeSkills: skills }) };
}
