import { defineOperation } from '../../http/operation.ts';
import { majorIncidentList } from './contract.ts';
import { findMajorIncidents } from './find_major_incidents.ts';

export const listMajorIncidents = defineOperation({
  id: 'listMajorIncidents',
  method: 'get',
  address: '/api/major-incidents',
  summary: 'What is widely broken now, in the words the desk chose for everybody',
  tag: 'Tickets',
  answers: { 200: { description: 'The open major incidents', schema: majorIncidentList } },
  async handle({ account }, { database }) {
    return { status: 200, body: { items: await findMajorIncidents(database, account) } };
  },
});
