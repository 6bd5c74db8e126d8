import type { z } from 'zod';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { recordId } from '../../http/text.ts';
import { mayUse } from '../../people/policy.ts';
import { ticketPath } from '../ticket_path.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

export const follow = defineCommand({
  name: 'follow',
  method: 'put',
  address: '/api/tickets/{id}/following',
  summary: 'From now on the caller is told what happens on the ticket',
  path: ticketPath,
  payload: () => ({}),
});

export const unfollow = defineCommand({
  name: 'unfollow',
  method: 'delete',
  address: '/api/tickets/{id}/following',
  summary: 'The caller is no longer told what happens on the ticket',
  path: ticketPath,
  payload: () => ({}),
});

const copyPath = ticketPath.extend({ account: recordId });

export const addCopy = defineCommand({
  name: 'addCopy',
  method: 'put',
  address: '/api/tickets/{id}/copies/{account}',
  summary: 'Lets a person beside the requester read what the requester reads, and reply',
  path: copyPath,
  before: checkPerson,
  payload: ({ path }) => ({ accountId: path.account }),
});

export const removeCopy = defineCommand({
  name: 'removeCopy',
  method: 'delete',
  address: '/api/tickets/{id}/copies/{account}',
  summary: 'Takes a copy back: that person knows of the ticket no more',
  path: copyPath,
  payload: ({ path }) => ({ accountId: path.account }),
});

/** Nobody reads along who has no account that is open, or whose roles let them read no ticket. */
async function checkPerson(
  { path }: CommandCall<z.infer<typeof copyPath>>,
  { accounts }: ApiDependencies,
): Promise<void> {
  const account = await accounts.findAccount(path.account);
  if (account && mayUse('getTicket', account.roles)) return;
  const wanted = expected(account ? 'reader_of_tickets' : 'account');
  throw wrongField('path.account', wanted, givenValue(path.account));
}
