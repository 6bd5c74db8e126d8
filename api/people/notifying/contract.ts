import { z } from 'zod';
import { outgoingMailStates } from '../../../database/outgoing_mail_words.ts';
import { mailOutcomes, mailRhythms } from '../../../workflows/domain/notification_words.ts';
import {
  agentReasons,
  notificationSides,
  recipientReasons,
  requesterReasons,
} from '../../../workflows/domain/recipients.ts';
import { weekdays } from '../../../workflows/processes/calendars/definition.ts';
import { notificationHours } from '../../../workflows/processes/notifications/rules.ts';
import { asked } from '../../http/expectations.ts';
import { pageOf } from '../../http/page_contract.ts';
import { cursor, limit } from '../../http/parameters.ts';
import { instant, recordId } from '../../http/text.ts';

export const weekday = z.enum(weekdays);
export const timeOfDay = z
  .templateLiteral([z.int(), ':', z.int()])
  .refine((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time), { error: asked('time_of_day') })
  .meta({ description: '`HH:MM`' });

const ownHours = z
  .strictObject({ days: z.array(weekday).min(1).max(7), from: timeOfDay, to: timeOfDay })
  .meta({
    description: 'By the clock of the account; `to` before `from` is a night that begins on `days`',
  });

const digest = z
  .strictObject({ day: weekday, at: timeOfDay })
  .meta({ description: 'When digests come, where the process gives them no time' });

const choice = z
  .strictObject({
    bell: z.boolean().exactOptional(),
    desktop: z.boolean().exactOptional(),
    mail: z.enum(mailRhythms).exactOptional(),
  })
  .meta({ id: 'NotificationChoice', description: 'What is left out is as the process says' });

export const notificationChoicesBody = z
  .strictObject({
    choices: z.strictObject({
      requesters: z.partialRecord(z.enum(requesterReasons), choice).exactOptional(),
      agents: z.partialRecord(z.enum(agentReasons), choice).exactOptional(),
    }),
    hours: ownHours.nullable(),
    digest,
  })
  .meta({ id: 'NotificationChoices' });

const rule = z.strictObject({
  bell: z.boolean(),
  desktop: z.boolean(),
  mail: z.enum(mailRhythms),
  mailAt: z
    .strictObject({ day: weekday.nullable(), time: z.string() })
    .nullable()
    .meta({ description: 'When the process has its digest come' }),
  webhook: z.boolean(),
  hours: z.enum(notificationHours),
  isFixed: z.boolean().meta({ description: 'Nobody may choose otherwise' }),
});

const named = { id: z.string(), title: z.string(), version: z.int() };

/** Where a rule stands: in the process's own words, or by the desk's default. */
const source = z.strictObject({
  process: z.strictObject(named),
  path: z.string().meta({ description: 'Such as notifications.agents.assigned' }),
  file: z.string().nullable(),
  isOwn: z.boolean().meta({ description: 'False where the process leaves it as it is by default' }),
});

export const notificationSettings = z
  .strictObject({
    version: z.int(),
    zone: z.string(),
    mailAddress: z.string().nullable().meta({ description: 'Where mail goes; null where nowhere' }),
    hours: ownHours.nullable(),
    digest,
    reasons: z.array(
      z.strictObject({
        side: z.enum(notificationSides),
        reason: z.enum(recipientReasons),
        mustBeTold: z.boolean().meta({ description: 'The bell or mail stays' }),
        isAlarm: z.boolean().meta({ description: 'It is in no digest' }),
        rules: z.array(z.strictObject({ ...rule.shape, sources: z.array(source) })).meta({
          description: 'How processes tell it, those that tell it alike as one',
        }),
        choice,
      }),
    ),
  })
  .meta({ id: 'NotificationSettings' });

export const toldQuery = z.strictObject({
  limit,
  cursor,
  ticket: recordId.optional().meta({ description: 'Of one ticket only' }),
});

const toldMail = z.strictObject({
  outcome: z.enum(mailOutcomes).nullable().meta({ description: 'Null until it is decided' }),
  by: z.enum(['rule', 'choice']).nullable().meta({
    description: 'Who says how it is mailed: the process, or the account itself',
  }),
  dueAt: instant.nullable(),
  digest: z.enum(['hourly', 'daily', 'weekly']).nullable(),
  state: z.enum(outgoingMailStates).nullable().meta({ description: 'How far the mail came' }),
  sentAt: instant.nullable(),
});

const told = {
  at: instant,
  seq: z.int(),
  event: z.string().meta({ description: 'Type of the event that it tells' }),
  side: z.enum(notificationSides),
  reason: z.enum(recipientReasons),
  rule: z.string().nullable().meta({
    description: 'The rule of the process that tells it, or why the ticket was escalated',
  }),
  level: z.int().nullable(),
  isMuted: z.boolean(),
  isInBell: z.boolean(),
  isRead: z.boolean(),
  mail: toldMail,
};

export const toldNotification = z
  .strictObject({
    ...told,
    ticket: z.strictObject({ id: z.string(), number: z.int(), subject: z.string() }),
    isOnDesktop: z.boolean(),
    source,
  })
  .meta({ id: 'ToldNotification' });

export const toldPage = pageOf('ToldNotificationPage', toldNotification);

export const toldOfTicketQuery = z.strictObject({
  seq: z.coerce.number().pipe(z.int().min(1)).optional().meta({ description: 'Of one event only' }),
  limit,
  cursor,
});

export const toldPerson = z
  .strictObject({ ...told, account: z.strictObject({ id: z.string(), name: z.string() }) })
  .meta({ id: 'ToldPerson', description: 'Somebody who was told of an event, and by what' });

export const toldPersonPage = pageOf('ToldPersonPage', toldPerson);

export type NotificationChoicesBody = z.output<typeof notificationChoicesBody>;
export type NotificationChoice = z.infer<typeof choice>;
export type NotificationSettings = z.infer<typeof notificationSettings>;
export type ToldNotification = z.infer<typeof toldNotification>;
export type ToldPage = z.infer<typeof toldPage>;
export type ToldPerson = z.infer<typeof toldPerson>;
