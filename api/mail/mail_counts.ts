import { defineOperation } from '../http/operation.ts';
import { mailCounts, mailCountsQuery } from './contract.ts';
import { countMails as count } from './find_mail_counts.ts';

export const countMails = defineOperation({
  id: 'countMails',
  method: 'get',
  address: '/api/mail-counts',
  summary:
    'How many mails have each fate and reason, and whether their sum is what the servers have',
  tag: 'Mail',
  query: mailCountsQuery,
  answers: { 200: { description: 'The counts', schema: mailCounts } },
  async handle({ query }, { database }) {
    return { status: 200, body: await count(database, query) };
  },
});
