import { z } from 'zod';
import { defineOperation } from '../../http/operation.ts';
import { line } from '../../http/text.ts';
import { reasonBody, reasonText } from '../commands/command_texts.ts';
import { defineCommand } from '../commands/define_command.ts';
import { ticketPath } from '../ticket_path.ts';
import { majorIncidentList } from './contract.ts';
import { findMajorIncidents } from './find_major_incidents.ts';

const majorIncidentBody = z
  .strictObject({ statement: line(500).meta({ description: 'What everybody is told' }) })
  .meta({ id: 'MajorIncidentPut' });

export const declareMajor = defineCommand({
  name: 'declareMajor',
  method: 'put',
  address: '/api/tickets/{id}/major-incident',
  summary: 'Makes the ticket the one place for an incident that many report',
  path: ticketPath,
  body: majorIncidentBody,
  texts: ({ statement }) => ({ statement: { kind: 'statement', text: statement } }),
  payload: ({ textIds }) => ({ noteId: textIds.statement }),
});

export const withdrawMajor = defineCommand({
  name: 'withdrawMajor',
  method: 'delete',
  address: '/api/tickets/{id}/major-incident',
  summary: 'Says that it was no major incident after all',
  path: ticketPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ textIds }) => ({ noteId: textIds.reason }),
});

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
