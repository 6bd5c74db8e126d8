import { z } from 'zod';
import { noteText, processWord, recordId } from '../../http/text.ts';
import { satisfactionFields } from '../survey/contract.ts';
import { ticketPath } from '../ticket_path.ts';
import { reasonBody, reasonText } from './command_texts.ts';
import { defineCommand } from './define_command.ts';

const resolutionBody = z
  .strictObject({
    code: processWord.meta({ description: 'One of the resolution codes of the process' }),
    note: noteText,
    rootCause: noteText.optional(),
    article: recordId.optional(),
    withChildren: z
      .boolean()
      .optional()
      .meta({ description: 'Resolves the tickets that report the same incident as well' }),
  })
  .meta({ id: 'ResolutionPut' });

const satisfactionBody = z.strictObject(satisfactionFields).meta({ id: 'SatisfactionPut' });

export const resolve = defineCommand({
  name: 'resolve',
  method: 'put',
  address: '/api/tickets/{id}/resolution',
  summary: 'Says how the ticket was solved',
  path: ticketPath,
  body: resolutionBody,
  texts: ({ note, rootCause }) => ({
    note: { kind: 'resolution', text: note },
    rootCause: rootCause === undefined ? undefined : { kind: 'root_cause', text: rootCause },
  }),
  payload: ({ body, textIds }) => ({
    code: body.code,
    noteId: textIds.note,
    rootCauseId: textIds.rootCause,
    articleId: body.article ?? null,
    ...(body.withChildren && { isForChildren: true }),
  }),
});

export const reopen = defineCommand({
  name: 'reopen',
  method: 'delete',
  address: '/api/tickets/{id}/resolution',
  summary: 'Takes the resolution back: the ticket is open again',
  path: ticketPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ textIds }) => ({ noteId: textIds.reason }),
});

export const close = defineCommand({
  name: 'close',
  method: 'put',
  address: '/api/tickets/{id}/closure',
  summary: 'Closes a resolved ticket for good',
  path: ticketPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ textIds }) => ({ noteId: textIds.reason }),
});

export const cancel = defineCommand({
  name: 'cancel',
  method: 'put',
  address: '/api/tickets/{id}/cancellation',
  summary: 'Withdraws an open ticket',
  path: ticketPath,
  body: reasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  payload: ({ textIds }) => ({ noteId: textIds.reason }),
});

export const recordSatisfaction = defineCommand({
  name: 'recordSatisfaction',
  method: 'put',
  address: '/api/tickets/{id}/satisfaction',
  summary: "Answers the survey of the requester's own ticket",
  path: ticketPath,
  isOwnOnly: true,
  isForSurvivor: true,
  body: satisfactionBody,
  texts: ({ comment }) => ({
    comment: comment === undefined ? undefined : { kind: 'comment', text: comment },
  }),
  payload: ({ body, textIds, way }) => ({
    score: body.score,
    commentId: textIds.comment,
    channel: way,
  }),
});
