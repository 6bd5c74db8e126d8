import { z } from 'zod';
import {
  calledEventType,
  testEventType,
  webhookEventTypes,
} from '../../database/webhook_events.ts';
import { recipientReasons } from '../../workflows/domain/recipients.ts';
import { asked } from '../http/expectations.ts';
import { listOf, pageOf } from '../http/page_contract.ts';
import { cursor, limit } from '../http/parameters.ts';
import { instant, line, processWord, recordId, storable } from '../http/text.ts';
import { channel, priority, status, ticketType, tier, visibility } from '../http/words.ts';

/** One desk has so many webhooks at most. */
export const webhooksMax = 50;
const addressMax = 2_000;
const placesMax = 50;

export const webhookEventType = z.enum(webhookEventTypes);
export const webhookTexts = z.enum(['none', 'public', 'all']);

function isAddress(value: string): boolean {
  const url = URL.parse(value);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.hash === '';
}

const address = storable(addressMax)
  .refine(isAddress, { error: asked('webhook_address') })
  .meta({ description: 'Where events are posted to: https:// or http://' });

const place = z.strictObject({
  process: processWord,
  group: processWord.nullable().meta({ description: 'null is every group of the process' }),
});

export const webhookBody = z
  .strictObject({
    name: line(120),
    address,
    eventTypes: z
      .array(webhookEventType)
      .max(webhookEventTypes.length)
      .default([])
      .meta({ description: 'Empty: every type' }),
    places: z
      .array(place)
      .max(placesMax)
      .default([])
      .meta({ description: 'Tickets of these processes or groups; empty: all' }),
    texts: webhookTexts.default('none').meta({
      description:
        'Whether texts go with it: none; subject, description and public messages; internal notes too',
    }),
    isEnabled: z.boolean().default(true),
  })
  .meta({ id: 'WebhookBody' });

export const webhook = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    eventTypes: z.array(webhookEventType),
    places: z.array(place),
    texts: webhookTexts,
    isEnabled: z.boolean(),
    disabledBecause: z.enum(['failing', 'gone']).nullable().meta({
      description:
        'Why the desk itself disabled it: nothing was taken for days, or it answered 410',
    }),
    retryAt: instant.nullable().meta({
      description: 'Its receiver could not be reached, and is tried again then',
    }),
    succeededAt: instant.nullable(),
    pendingCount: z.int(),
    failedCount: z.int().meta({ description: 'Deliveries that were given up, of 30 days' }),
    previousSecretUntil: instant.nullable().meta({
      description: 'Until then the secret before this one signs too',
    }),
    version: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Webhook' });

export const webhookList = listOf('WebhookList', webhook);

export const webhookWithSecret = z
  .strictObject({
    webhook,
    secret: z.string().meta({ description: 'Shown this once: whsec_ and the key in base 64' }),
  })
  .meta({ id: 'WebhookWithSecret' });

export const deliveryStatus = z.enum(['pending', 'delivered', 'failed']);

/** Why an attempt failed. */
export const deliveryError = z.enum([
  'address_private',
  'name_unknown',
  'connection_refused',
  'connection_lost',
  'no_answer_in_time',
  'certificate',
  'redirect',
  'answered_failure',
  'answered_gone',
  'ticket_gone',
  'disabled',
]);

const deliveryFields = {
  id: z.string(),
  eventId: z.string().meta({ description: 'The header webhook-id, the same at each attempt' }),
  type: z.union([webhookEventType, z.literal(calledEventType), z.literal(testEventType)]),
  ticket: z.strictObject({ id: z.string(), number: z.int().nullable() }).nullable(),
  seq: z.int().nullable(),
  happenedAt: instant,
  status: deliveryStatus,
  attemptCount: z.int(),
  nextAttemptAt: instant.nullable(),
  attemptedAt: instant.nullable(),
  durationMs: z.int().nullable(),
  answerStatus: z.int().nullable().meta({ description: 'HTTP status of the last answer' }),
  error: deliveryError.nullable().meta({ description: 'Why the last attempt failed' }),
};

export const webhookDelivery = z.strictObject(deliveryFields).meta({ id: 'WebhookDelivery' });

export const webhookDeliveryWithAnswer = z
  .strictObject({
    ...deliveryFields,
    answer: z.string().nullable().meta({
      description: 'The first 2 KB of the last answer, headers and body, or what the system said',
    }),
  })
  .meta({ id: 'WebhookDeliveryWithAnswer' });

export const webhookDeliveryPage = pageOf('WebhookDeliveryPage', webhookDelivery);

export const webhookPath = z.strictObject({ id: recordId });
const deliveryId = z.string().regex(/^\d{1,15}$/, { error: asked('record_id') });
export const webhookDeliveryPath = z.strictObject({ id: recordId, delivery: deliveryId });

export const webhookDeliveryQuery = z.strictObject({
  status: deliveryStatus.optional(),
  limit,
  cursor,
});

export const replayBody = z
  .strictObject({
    delivery: deliveryId.optional().meta({ description: 'This one, whatever became of it' }),
    failedSince: instant.optional().meta({ description: 'All that failed since' }),
  })
  .refine(({ delivery, failedSince }) => (delivery === undefined) !== (failedSince === undefined), {
    error: asked('one_of_fields', { fields: ['delivery', 'failedSince'] }),
  })
  .meta({ id: 'WebhookReplay' });

export const replayed = z.strictObject({ count: z.int() }).meta({ id: 'WebhookReplayed' });

const told = z.strictObject({
  id: z.string(),
  number: z.int(),
  seq: z.int().meta({ description: 'How far the ticket stood when this was sent' }),
  status,
  isOpen: z.boolean(),
  isBreached: z.boolean(),
  type: ticketType,
  channel,
  category: z.string().nullable(),
  service: z.string().nullable(),
  priority,
  process: z.strictObject({ id: z.string(), version: z.int() }),
  group: z.string(),
  tier,
  assignee: z.string().nullable().meta({ description: 'Id of an account' }),
  requester: z.string().meta({ description: 'Id of an account' }),
  openedAt: instant,
  updatedAt: instant,
  firstResponseAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  closedAt: instant.nullable(),
  nextDeadlineAt: instant.nullable(),
  links: z
    .strictObject({ api: z.string(), page: z.string() })
    .meta({ description: 'Below the address of the desk' }),
  subject: z.string().optional().meta({ description: 'Where texts go with it' }),
  description: z.string().optional().meta({ description: 'Where texts go with it' }),
});

/** What a receiver is sent. */
export const webhookPayload = z
  .strictObject({
    type: z.union([webhookEventType, z.literal(calledEventType), z.literal(testEventType)]),
    timestamp: instant.meta({ description: 'When it happened' }),
    data: z
      .strictObject({
        seq: z.int().meta({ description: 'Number of the event within its ticket' }),
        actor: z.strictObject({ kind: z.string(), id: z.string() }),
        message: z
          .strictObject({ id: z.string(), visibility, body: z.string().optional() })
          .optional()
          .meta({ description: 'Of message_added' }),
        notification: z
          .strictObject({
            account: z.string().meta({ description: 'Id of the account that is told' }),
            reason: z.enum(recipientReasons),
            event: z.string().meta({ description: 'Type of the event that it is told of' }),
          })
          .optional()
          .meta({ description: 'Of notification_told: by the rules of the ticket’s process' }),
        rule: z
          .string()
          .optional()
          .meta({ description: 'Of webhook_called: the rule of the process that calls it' }),
        ticket: told,
      })
      .or(z.strictObject({}))
      .meta({ description: 'Empty in a test' }),
  })
  .meta({ id: 'WebhookPayload' });

export type WebhookBody = z.output<typeof webhookBody>;
export type Webhook = z.infer<typeof webhook>;
export type WebhookList = z.infer<typeof webhookList>;
export type WebhookEventType = z.infer<typeof webhookEventType>;
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
export type WebhookDeliveryWithAnswer = z.infer<typeof webhookDeliveryWithAnswer>;
export type WebhookDeliveryQuery = z.output<typeof webhookDeliveryQuery>;
export type ReplayBody = z.output<typeof replayBody>;
