import { z } from 'zod';
import type { EventType } from '../../../workflows/domain/events.ts';
import { instant } from '../../http/text.ts';
import { visibility } from '../../http/words.ts';
import { attachment } from '../attachments/contract.ts';
import { person } from '../contract.ts';

/**
 * One event of a ticket. `data` is the event's data as the core wrote it (workflows/domain/events.ts)
 * made readable: instants as ISO 8601, `…Id` of a text replaced by the text (`noteId` → `note`,
 * `messageId` → `body` and `attachments`), account ids by `{id, name}`, groups by `{id, title}`, `…Ms` by `…Minutes`.
 */
export const timelineEvent = z
  .strictObject({
    seq: z.int(),
    type: z.string() as z.ZodType<EventType>,
    at: instant,
    actor: z.strictObject({
      kind: z.enum(['requester', 'agent', 'system']),
      id: z.string(),
      name: z.string().nullable(),
    }),
    data: z.record(z.string(), z.unknown()),
    source: z
      .strictObject({
        activity: z.string(),
        resource: z.string().nullable(),
        line: z.int(),
      })
      .nullable()
      .meta({ description: 'The words of the log an imported event came from' }),
  })
  .meta({ id: 'TimelineEvent' });

export const timelinePage = z
  .strictObject({ items: z.array(timelineEvent), next: z.string().nullable() })
  .meta({ id: 'TimelinePage' });

export const message = z
  .strictObject({
    id: z.string(),
    visibility,
    channel: z.string(),
    author: person,
    body: z.string(),
    attachments: z.array(attachment),
    at: instant,
  })
  .meta({ id: 'Message' });

export const messagePage = z
  .strictObject({ items: z.array(message), next: z.string().nullable() })
  .meta({ id: 'MessagePage' });

export type TimelineEvent = z.infer<typeof timelineEvent>;
export type TimelinePage = z.infer<typeof timelinePage>;
export type Message = z.infer<typeof message>;
export type MessagePage = z.infer<typeof messagePage>;
