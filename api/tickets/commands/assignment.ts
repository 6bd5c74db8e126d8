import { orIfDatabaseAway } from '../../../database/away.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { wrongField } from '../../http/errors.ts';
import { ticketPath } from '../../http/parameters.ts';
import { isMemberOf } from '../../people/find_accounts.ts';
import {
  type AssignmentBody,
  acceptanceBody,
  assignmentBody,
  classificationBody,
} from './bodies.ts';
import { reasonText } from './command_texts.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

export const assign = defineCommand({
  name: 'assign',
  method: 'put',
  address: '/api/tickets/{id}/assignment',
  summary: 'Moves the ticket to a group or an agent, or asks the allocator again',
  path: ticketPath,
  body: assignmentBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  before: checkAssignee,
  payload: ({ body: { group, assignee }, textIds }) => ({
    ...(group === undefined ? {} : { group }),
    ...(assignee === undefined ? {} : { assignee }),
    noteId: textIds.reason,
  }),
});

export const accept = defineCommand({
  name: 'accept',
  method: 'put',
  address: '/api/tickets/{id}/acceptance',
  summary: 'Takes the ticket in charge',
  path: ticketPath,
  body: acceptanceBody,
  hasOptionalBody: true,
  payload: () => ({}),
});

export const classify = defineCommand({
  name: 'classify',
  method: 'put',
  address: '/api/tickets/{id}/classification',
  summary: 'Changes what the ticket is; its clocks follow',
  path: ticketPath,
  body: classificationBody,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ body: { reason: _, ...classification }, textIds }) => ({
    ...definedOnly(classification),
    noteId: textIds.reason,
  }),
});

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the names whose value is undefined: what is absent keeps what the ticket has. */
function definedOnly<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/** A ticket is given to somebody who serves, and who works in the group where one is named. */
async function checkAssignee(
  { body }: CommandCall<{ id: string }, AssignmentBody>,
  { accounts, database }: ApiDependencies,
): Promise<void> {
  const { assignee, group } = body;
  if (!assignee) return;
  const account = await accounts.findAccount(assignee);
  const serves = account?.role === 'agent' || account?.role === 'owner';
  const isThere =
    serves &&
    (group === undefined ||
      (await orIfDatabaseAway(
        () => withDatabase(() => isMemberOf(database, assignee, group)),
        true,
      )));
  if (isThere) return;
  const expected = group === undefined ? 'an agent' : `an agent of group ${group}`;
  throw wrongField('body.assignee', expected, assignee);
}
