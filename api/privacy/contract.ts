import { z } from 'zod';
import { retentionMatters } from '../../database/retention.ts';
import { listOf } from '../http/page_contract.ts';
import { instant, line, recordId } from '../http/text.ts';

const account = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.string().nullable().meta({ description: 'The main mail address' }),
  isActive: z.boolean(),
  erasedAt: instant.nullable(),
});

export const foundPeople = listOf('FoundPeople', account);

export const foundPeopleQuery = z.strictObject({
  q: line(100).meta({ description: 'A part of a name or of an address, or the id' }),
});

export const personalDataPath = z.strictObject({ id: line(100) });

/** Texts that go with an erasure, where whoever erases chooses them. */
export const erasableKinds = ['message', 'note', 'ticket', 'problem', 'audit'] as const;

/** Then those that somebody changes where they stand: others use them every day. */
export const mentionKinds = [
  ...erasableKinds,
  'article',
  'macro',
  'view',
  'tag',
  'saved_query',
  'absence',
  'webhook',
  'token',
  'item',
  'directory_group',
] as const;

export const personalData = z
  .strictObject({
    account,
    /** What goes with the person; the keys are fixed, so that screens have words for each. */
    counts: z.strictObject({
      tickets: z.int(),
      messages: z.int(),
      notes: z.int(),
      files: z.int(),
      mails: z.int().meta({ description: 'That they sent, or that came on their tickets' }),
      helpSessions: z.int(),
      feedback: z.int(),
      notifications: z.int(),
      sessions: z.int(),
      tokens: z.int(),
      savedQueries: z.int(),
      auditEntries: z.int(),
    }),
    openTickets: z
      .array(z.strictObject({ id: z.string(), number: z.int() }))
      .meta({ description: 'While one of theirs is open nobody is erased' }),
    mustCloseFirst: z
      .boolean()
      .meta({ description: 'They work on tickets: closing the account hands those over' }),
    mentions: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: 'As the erasure takes it' }),
          kind: z.enum(mentionKinds),
          ticket: z.strictObject({ id: z.string(), number: z.int() }).nullable(),
          author: z
            .strictObject({ id: z.string(), name: z.string().nullable() })
            .nullable()
            .meta({ description: 'Null where nobody is known to have written it' }),
          excerpt: z.string(),
        }),
      )
      .meta({
        description:
          'Texts of others with a part of their name or an address, for a human to judge; the ' +
          'newest 1,000. Only messages, notes, tickets, problems and what the audit says go with the ' +
          'erasure: the others are changed where they stand',
      }),
    mentionCount: z.int().meta({
      description: 'Of all texts that name them: once they are erased nobody finds the others',
    }),
  })
  .meta({ id: 'PersonalData' });

export const erasureBody = z
  .strictObject({
    confirm: line(200).meta({ description: 'The name of the account, as it is shown' }),
    mentions: z
      .array(recordId)
      .max(1_000)
      .default([])
      .meta({ description: 'Texts of others that go too' }),
  })
  .meta({ id: 'NewErasure' });

const days = z.int().min(1).max(36_500).nullable().meta({ description: 'Null: for ever' });

export const retentionRules = z
  .strictObject({
    ticket_texts: days.meta({ description: 'Texts and files of tickets, from their closure on' }),
    attachments: days.meta({ description: 'Files of tickets that are over' }),
    mails: days.meta({ description: 'Mails as they came, of no ticket or of one that is over' }),
    help_searches: days.meta({ description: 'What people looked for and read' }),
    audit: days.meta({ description: 'Entries of the audit' }),
  })
  .meta({ id: 'RetentionRules' });

export const retention = z
  .strictObject({
    rules: retentionRules,
    due: z.array(
      z.strictObject({
        matter: z.enum(retentionMatters),
        days: z.int(),
        count: z.int(),
        tickets: z.array(z.int()).meta({ description: 'Numbers of the first 20 concerned' }),
      }),
    ),
  })
  .meta({ id: 'Retention' });

export type FoundPeople = z.infer<typeof foundPeople>;
export type PersonalData = z.infer<typeof personalData>;
export type Retention = z.infer<typeof retention>;
