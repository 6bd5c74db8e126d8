import { z } from 'zod';
import { notificationSides, recipientReasons } from '../../workflows/domain/recipients.ts';
import { instant } from '../http/text.ts';
import { priority } from '../http/words.ts';

export const notification = z
  .strictObject({
    id: z.string(),
    at: instant.meta({
      description: 'When it was to be told: after quiet hours, if it fell there',
    }),
    ticket: z.strictObject({
      id: z.string(),
      number: z.int(),
      subject: z.string(),
      priority,
      process: z.strictObject({ id: z.string() }),
    }),
    reason: z.enum(recipientReasons).meta({ description: 'Why the caller is told' }),
    rule: z.string().nullable().meta({
      description: 'The rule of the process that tells it, or why the ticket was escalated',
    }),
    level: z.int().nullable().meta({ description: 'The level of management that is told' }),
    isRead: z.boolean(),
    side: z.enum(notificationSides).meta({
      description: 'Whether they are told as one who asked for the ticket, or who works on it',
    }),
    isOnDesktop: z.boolean().meta({
      description: 'Whether a browser that shows news outside of the page shows this',
    }),
  })
  .meta({ id: 'Notification' });

export const notificationList = z
  .strictObject({ items: z.array(notification), unreadCount: z.int() })
  .meta({ id: 'NotificationList' });

export const notificationMarkBody = z
  .strictObject({ through: instant })
  .meta({ id: 'NotificationMark' });

export type Notification = z.infer<typeof notification>;
export type NotificationList = z.infer<typeof notificationList>;
