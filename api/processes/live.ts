import { z } from 'zod';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { findPlaces, findPlaybookPlaces } from './find_places.ts';
import { processNow } from './live_contract.ts';

const livePath = z.strictObject({ id: processWord });

export const getProcessNow = defineOperation({
  id: 'getProcessNow',
  method: 'get',
  address: '/api/processes/{id}/now',
  summary:
    'How many tickets are at each state, tier and step of a playbook now, how long, and which versions they follow',
  tag: 'Processes',
  path: livePath,
  answers: { 200: { description: 'The places', schema: processNow } },
  async handle({ path: { id } }, { database }) {
    const [places, playbooks] = await withDatabase(() =>
      Promise.all([findPlaces(database, id), findPlaybookPlaces(database, id)]),
    );
    return { status: 200, body: { id, at: new Date().toISOString(), places, playbooks } };
  },
});
