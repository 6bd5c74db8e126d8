import { z } from 'zod';
import { numberedPath } from '../ticket_path.ts';
import { defineCommand } from './define_command.ts';

const acknowledgementBody = z.strictObject({}).meta({ id: 'PageAcknowledgement' });

export const acknowledgePage = defineCommand({
  name: 'acknowledgePage',
  method: 'put',
  address: '/api/tickets/{id}/pages/{n}/acknowledgement',
  summary: 'Somebody has it: nobody is paged for it any more',
  path: numberedPath(),
  body: acknowledgementBody,
  hasOptionalBody: true,
  payload: ({ path }) => ({ n: path.n }),
});
