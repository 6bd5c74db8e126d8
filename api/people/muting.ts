import type { Database } from '../../database/connection.ts';
import { type MutedMatter, mute, unmute } from '../../database/muted_notifications.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import { getVisible } from '../tickets/tickets.ts';
import type { Account } from './directory.ts';
import { findMuted } from './find_muted.ts';
import { mutedList, mutedReasonPath, mutedRulePath } from './muting_contract.ts';

const tag = 'People and processes';
const answers = { 200: { description: 'What is muted now', schema: mutedList } };

export const listMuted = defineOperation({
  id: 'listMuted',
  method: 'get',
  address: '/api/account/muted',
  summary: 'What the caller has asked not to be told of',
  tag,
  answers,
  handle: ({ account }, dependencies) => answer(account, dependencies),
});

export const muteTicket = defineOperation({
  id: 'muteTicket',
  method: 'put',
  address: '/api/tickets/{id}/muting',
  summary:
    'From now on the caller is not told what happens on the ticket, save what is asked of them in ' +
    'person, and what nobody else is told while they have it in hand',
  tag,
  path: ticketPath,
  answers,
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    return muted(account, { ticketId: path.id }, dependencies);
  },
});

export const unmuteTicket = defineOperation({
  id: 'unmuteTicket',
  method: 'delete',
  address: '/api/tickets/{id}/muting',
  summary: 'The caller is told again what happens on the ticket',
  tag,
  path: ticketPath,
  answers,
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    return unmuted(account, { ticketId: path.id }, dependencies);
  },
});

export const muteReason = defineOperation({
  id: 'muteReason',
  method: 'put',
  address: '/api/account/muted/reasons/{reason}',
  summary:
    'From now on nothing is told to the caller for this reason, on any ticket; what requesters do on ' +
    'a ticket that the caller has in hand is told all the same',
  tag,
  path: mutedReasonPath,
  answers,
  handle: ({ account, path }, dependencies) => muted(account, path, dependencies),
});

export const unmuteReason = defineOperation({
  id: 'unmuteReason',
  method: 'delete',
  address: '/api/account/muted/reasons/{reason}',
  summary: 'The caller is told again what is told for this reason',
  tag,
  path: mutedReasonPath,
  answers,
  handle: ({ account, path }, dependencies) => unmuted(account, path, dependencies),
});

export const muteRule = defineOperation({
  id: 'muteRule',
  method: 'put',
  address: '/api/account/muted/rules/{rule}',
  summary: 'From now on the caller is not told what rules of this name tell; the rules go on',
  tag,
  path: mutedRulePath,
  answers,
  async handle({ account, path }, dependencies) {
    await checkTold(dependencies.database, account, path.rule);
    return muted(account, { reason: 'rule', rule: path.rule }, dependencies);
  },
});

export const unmuteRule = defineOperation({
  id: 'unmuteRule',
  method: 'delete',
  address: '/api/account/muted/rules/{rule}',
  summary: 'The caller is told again what rules of this name tell',
  tag,
  path: mutedRulePath,
  answers,
  handle: ({ account, path }, dependencies) =>
    unmuted(account, { reason: 'rule', rule: path.rule }, dependencies),
});

/** Rules come and go with the versions of processes: known is the one that has told somebody. */
async function checkTold(database: Database, { id }: Account, rule: string): Promise<void> {
  const told = await withDatabase(() =>
    database('notifications').where({ account_id: id, reason: 'rule', rule }).first('seq'),
  );
  if (!told) throw notFound('rule', rule);
}

async function muted(account: Account, matter: MutedMatter, dependencies: ApiDependencies) {
  await withDatabase(() => mute(dependencies.database, account.id, matter));
  return answer(account, dependencies);
}

async function unmuted(account: Account, matter: MutedMatter, dependencies: ApiDependencies) {
  await withDatabase(() => unmute(dependencies.database, account.id, matter));
  return answer(account, dependencies);
}

async function answer(account: Account, { database }: ApiDependencies) {
  return { status: 200 as const, body: await findMuted(database, account) };
}
