import { z } from 'zod';
import {
  outgoingMailKinds,
  outgoingMailStates,
  sendingFailures,
  unsentReasons,
} from '../../../database/outgoing_mail_words.ts';
import { recipientReasons } from '../../../workflows/domain/recipients.ts';
import { asked } from '../../http/expectations.ts';
import { listOf, pageOf } from '../../http/page_contract.ts';
import { anyOf, cursor, limit } from '../../http/parameters.ts';
import { instant, recordId } from '../../http/text.ts';

const outgoingMailState = z.enum(outgoingMailStates);

const outgoingMailId = z.string().regex(/^\d{1,15}$/, { error: asked('record_id') });

const fields = {
  id: z.string(),
  state: outgoingMailState.meta({
    description:
      'waiting: now or later; sent: its server has taken it; refused: it will not be sent; bounced: it came back; not_needed: there was nothing to say any more',
  }),
  reason: z.enum(unsentReasons).nullable().meta({
    description: 'Why it ended unsent; null where the server’s own words say it',
  }),
  isUnderWay: z.boolean().meta({ description: 'An attempt has begun, and its end is not known' }),
  maybeSentTwice: z.boolean().meta({
    description: 'An attempt was cut off when its server may have taken it, and it was sent again',
  }),
  attempts: z.int(),
  answer: z.string().nullable().meta({ description: 'What the server said to the last attempt' }),
  recipient: z.string().nullable(),
  tells: z
    .array(z.enum(recipientReasons))
    .meta({ description: 'What it tells, each reason once, the first news first' }),
  dueAt: instant,
  nextAttemptAt: instant.nullable().meta({ description: 'Of one that waits' }),
  attemptedAt: instant.nullable(),
  sentAt: instant.nullable(),
  bounce: z
    .strictObject({
      at: instant,
      status: z.string().nullable().meta({ description: 'RFC 3463: 5.1.1' }),
      words: z.string(),
    })
    .nullable(),
};

const person = z.strictObject({ id: z.string(), name: z.string() });

const outgoingMail = z
  .strictObject({
    ...fields,
    kind: z.enum(outgoingMailKinds),
    person,
    ticket: z.strictObject({ id: z.string(), number: z.int().nullable() }).nullable(),
    mailbox: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'null: by the desk’s own address' }),
    messageId: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'OutgoingMail' });

export { outgoingMail };

export const outgoingMailPage = pageOf('OutgoingMailPage', outgoingMail);
export const outgoingMailPath = z.strictObject({ id: outgoingMailId });

export const outgoingMailQuery = z.strictObject({
  state: anyOf(outgoingMailState).optional(),
  mailbox: z.string().max(100).optional().meta({ description: 'Its id, or desk' }),
  limit,
  cursor,
});

export const outgoingQueue = z
  .strictObject({
    id: z.string().meta({ description: 'Of its mailbox; desk is the desk’s own server' }),
    name: z.string().nullable().meta({ description: 'null for the desk’s own' }),
    failure: z.enum(sendingFailures).nullable(),
    failureWords: z.string().nullable(),
    failingSince: instant.nullable(),
    retryAt: instant.nullable(),
    succeededAt: instant.nullable(),
    waitingCount: z.int(),
  })
  .meta({ id: 'OutgoingQueue' });

export const outgoingQueueList = listOf('OutgoingQueueList', outgoingQueue);
export const outgoingQueuePath = z.strictObject({ id: recordId });

const ticketOutgoingMail = z
  .strictObject({
    ...fields,
    person,
    seqs: z.array(z.int()).meta({ description: 'The events of the ticket that it tells' }),
  })
  .meta({ id: 'TicketOutgoingMail' });

export const ticketOutgoingMailList = listOf('TicketOutgoingMailList', ticketOutgoingMail);

const bouncedAddress = z
  .strictObject({
    address: z.string(),
    bounceCount: z.int(),
    bouncedAt: instant,
    status: z.string().nullable(),
    words: z.string().nullable(),
    isStopped: z.boolean().meta({ description: 'Nothing is sent to it any more' }),
  })
  .meta({ id: 'BouncedAddress' });

export const bouncedAddressList = listOf('BouncedAddressList', bouncedAddress);

export type OutgoingMail = z.infer<typeof outgoingMail>;
export type OutgoingMailQuery = z.output<typeof outgoingMailQuery>;
export type OutgoingQueue = z.infer<typeof outgoingQueue>;
export type TicketOutgoingMail = z.infer<typeof ticketOutgoingMail>;
export type BouncedAddress = z.infer<typeof bouncedAddress>;
