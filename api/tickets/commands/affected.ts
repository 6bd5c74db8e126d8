import { z } from 'zod';
import type { ApiDependencies } from '../../dependencies.ts';
import { asked } from '../../http/expectations.ts';
import { recordId } from '../../http/text.ts';
import { checkAffected, findDeviceFacts } from '../find_affected.ts';
import { ticketPath } from '../ticket_path.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const itemsAtOnce = 20;
const itemIds = z.array(recordId).max(itemsAtOnce).optional();

const affectedBody = z
  .strictObject({ add: itemIds, remove: itemIds })
  .refine(({ add = [], remove = [] }) => add.length + remove.length > 0, {
    error: asked('at_least_one_of', { fields: ['add', 'remove'] }),
  })
  .meta({ id: 'AffectedItems', description: 'Ids of configuration items' });

export const markAffected = defineCommand({
  name: 'markAffected',
  method: 'put',
  address: '/api/tickets/{id}/affected-items',
  summary: 'Marks which devices and services the ticket is about',
  path: ticketPath,
  body: affectedBody,
  before: checkItems,
  payload: async ({ body: { add = [], remove = [] }, account }, { database }) => ({
    add,
    remove,
    ...(add.length > 0 && { facts: await findDeviceFacts(add, account, database) }),
  }),
});

async function checkItems(
  {
    body: { add = [] },
    account,
  }: CommandCall<z.infer<typeof ticketPath>, z.infer<typeof affectedBody>>,
  { database }: ApiDependencies,
): Promise<void> {
  await checkAffected(add, 'body.add', account, database);
}
