import { z } from 'zod';
import { asked } from '../http/expectations.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { cursor, limit } from '../http/parameters.ts';
import { instant, line, noteText, recordId, storable } from '../http/text.ts';
import { person } from '../tickets/contract.ts';
import { ticketPath } from '../tickets/ticket_path.ts';
import { isTemplate, templateVariables } from './template.ts';

const templateMax = 1_000;

export const remoteLinkBody = z
  .strictObject({
    name: line(60),
    template: storable(templateMax)
      .refine(isTemplate, { error: asked('remote_template') })
      .meta({
        description:
          'https://, or the scheme of a program of remote help, with at least one of ' +
          templateVariables.map((name) => `{${name}}`).join(', '),
      }),
  })
  .meta({ id: 'RemoteLinkBody' });

export const remoteLink = z
  .strictObject({ id: z.string(), name: z.string(), template: z.string(), createdAt: instant })
  .meta({ id: 'RemoteLink' });
export const remoteLinkList = listOf('RemoteLinkList', remoteLink);
export const remoteLinkPath = z.strictObject({ id: recordId });

export const remoteSession = z
  .strictObject({
    id: z.string(),
    item: z.strictObject({ id: z.string().nullable(), name: z.string() }),
    link: z.string().meta({ description: 'What the link was called' }),
    agent: person.nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    endedBy: person.nullable(),
  })
  .meta({ id: 'RemoteSession' });
export const remoteSessionList = listOf('RemoteSessionList', remoteSession);

export const remoteSessionOfItem = remoteSession
  .extend({ ticket: z.strictObject({ id: z.string(), number: z.int(), subject: z.string() }) })
  .meta({ id: 'RemoteSessionOfItem' });
export const remoteSessionOfItemPage = pageOf('RemoteSessionOfItemPage', remoteSessionOfItem);
export const remoteSessionOfItemQuery = z.strictObject({ limit, cursor });

export const remoteSessionBody = z
  .strictObject({ item: recordId, link: recordId })
  .meta({ id: 'NewRemoteSession' });

export const startedRemoteSession = z
  .strictObject({
    session: remoteSession,
    url: z.string().meta({ description: 'What opens the session on the agent’s machine' }),
  })
  .meta({ id: 'StartedRemoteSession' });

export const remoteSessionPath = ticketPath.extend({ session: recordId });

export const endedSessionBody = z
  .strictObject({
    outcome: noteText.optional().meta({
      description: 'What came out of it: it becomes a diagnostic step of the ticket',
    }),
  })
  .meta({ id: 'EndedRemoteSession' });

export type RemoteLink = z.infer<typeof remoteLink>;
export type RemoteSessionOfItem = z.infer<typeof remoteSessionOfItem>;
export type RemoteSession = z.infer<typeof remoteSession>;
export type StartedRemoteSession = z.infer<typeof startedRemoteSession>;
