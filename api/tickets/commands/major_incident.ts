import { z } from 'zod';
import { line } from '../../http/text.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonBody, reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

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
