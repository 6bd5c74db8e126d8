import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { accountPage, accountQuery, me } from './contract.ts';
import { findAccounts, groupsOf } from './find_accounts.ts';

export const getMe = defineOperation({
  id: 'getMe',
  method: 'get',
  address: '/api/me',
  summary: 'Who is signed in',
  tag: 'People',
  answers: { 200: { description: 'The account', schema: me } },
  async handle({ account }, { accounts, database }) {
    const groups = await withDatabase(() => groupsOf(database, [account.id], account.locale));
    const memberships = groups.get(account.id) ?? [];
    // Their own language, not the one this request asked to be answered in.
    const own = await accounts.findAccount(account.id);
    const body = {
      ...(own ?? account),
      roles: [...account.roles],
      groups: memberships.map(({ process, id, title, tier }) => ({ process, id, title, tier })),
    };
    return { status: 200, body };
  },
});

export const listAccounts = defineOperation({
  id: 'listAccounts',
  method: 'get',
  address: '/api/accounts',
  summary: 'Whom a ticket can be given to or opened for',
  tag: 'People',
  query: accountQuery,
  answers: { 200: { description: 'Active accounts by name', schema: accountPage } },
  async handle({ account, query }, { database }) {
    const items = await findAccounts(database, query, account.locale);
    return { status: 200, body: { items, next: null } };
  },
});
