import { z } from 'zod';
import type { EventType } from '../../../workflows/domain/events.ts';
import { instant } from '../../http/text.ts';
import { visibility } from '../../http/words.ts';
import { attachment } from '../attachments/contract.ts';
import { person } from '../contract.ts';
import { seqPageFields } from './seq_page.ts';
import type { RequesterEventType, RequesterShownData, ShownData } from './shown_event.ts';

const eventActor = z.strictObject({
  kind: z.enum(['requester', 'agent', 'system']),
  id: z.string(),
  name: z.string().nullable(),
});

const eventSource = z
  .strictObject({
    activity: z.string(),
    resource: z.string().nullable(),
    file: z.string(),
    line: z.int(),
    group: z.string().optional(),
    attributes: z.record(z.string(), z.string()).optional(),
  })
  .nullable()
  .meta({ description: 'The words of the log an imported event came from' });

interface EventEnvelope {
  seq: number;
  at: string;
  actor: z.infer<typeof eventActor>;
  source: z.infer<typeof eventSource>;
}

/**
 * One event of a ticket, with the data of its type as those who serve read it. Requesters get what
 * is theirs to read of it: `RequesterTimelineEvent`.
 */
export type TimelineEvent<T extends EventType = EventType> = {
  [P in T]: EventEnvelope & { type: P; data: ShownData[P] };
}[T];

export type RequesterTimelineEvent<T extends RequesterEventType = RequesterEventType> = {
  [P in T]: EventEnvelope & { type: P; data: RequesterShownData[P] };
}[T];

export const timelineEvent = z
  .strictObject({
    seq: z.int(),
    type: z.string(),
    at: instant,
    actor: eventActor,
    data: z.any().meta({
      type: 'object',
      description:
        'As the type of event has it: instants in ISO 8601, durations in minutes, the texts, people and groups it names',
    }),
    source: eventSource,
  })
  .meta({ id: 'TimelineEvent' }) as z.ZodType<TimelineEvent>;

export const timelinePage = z
  .strictObject({
    ...seqPageFields(timelineEvent),
    seq: z.int().meta({ description: 'The last event of the ticket when this was read' }),
  })
  .meta({ id: 'TimelinePage' });

export const message = z
  .strictObject({
    id: z.string(),
    seq: z.int().meta({ description: 'Its event on the ticket' }),
    visibility,
    channel: z.string(),
    author: person,
    body: z.string(),
    attachments: z.array(attachment),
    at: instant,
  })
  .meta({ id: 'Message' });

export const messagePage = z.strictObject(seqPageFields(message)).meta({ id: 'MessagePage' });

export type TimelinePage = z.infer<typeof timelinePage>;
export type Message = z.infer<typeof message>;
export type MessagePage = z.infer<typeof messagePage>;
