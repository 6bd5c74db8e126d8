import { z } from 'zod';
import { defineOperation } from '../../http/operation.ts';
import { line } from '../../http/text.ts';
import { tagList } from './contract.ts';
import { findTags } from './find_tags.ts';

export const listTags = defineOperation({
  id: 'listTags',
  method: 'get',
  address: '/api/tags',
  summary: 'Words that are on tickets, the ten most used of those that have some letters',
  tag: 'Tickets',
  query: z.strictObject({ q: line(40).optional() }),
  answers: { 200: { description: 'The words', schema: tagList } },
  async handle({ query }, { database }) {
    return { status: 200, body: { items: await findTags(database, query.q) } };
  },
});
