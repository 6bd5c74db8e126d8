import { z } from 'zod';
import { spellTags } from '../../../database/tags.ts';
import { withDatabase } from '../../http/database.ts';
import { asked } from '../../http/expectations.ts';
import { tagWord } from '../tags/contract.ts';
import { ticketPath } from '../ticket_path.ts';
import { defineCommand } from './define_command.ts';

const tagsAtOnce = 20;
const tagWords = z.array(tagWord).max(tagsAtOnce).optional();

const taggingBody = z
  .strictObject({ add: tagWords, remove: tagWords })
  .refine(({ add = [], remove = [] }) => add.length + remove.length > 0, {
    error: asked('at_least_one_of', { fields: ['add', 'remove'] }),
  })
  .meta({ id: 'Tagging' });

export const tag = defineCommand({
  name: 'tag',
  method: 'put',
  address: '/api/tickets/{id}/tags',
  summary: 'Puts words on the ticket and takes others off; the desk alone sees them',
  path: ticketPath,
  body: taggingBody,
  async payload({ body: { add = [], remove = [] }, account }, { database }) {
    const spell = (words: string[]) => withDatabase(() => spellTags(database, words, account.id));
    return { add: await spell(add), remove: await spell(remove) };
  },
});
