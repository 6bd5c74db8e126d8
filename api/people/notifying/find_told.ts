import type { z } from 'zod';
import type { Database } from '../../../database/connection.ts';
import {
  isInBell,
  isInBellOfEach,
  isOnDesktop,
  isVisible,
  notificationDays,
} from '../../../database/notifications.ts';
import type { NotificationRow, OutgoingMailRow } from '../../../database/tables.ts';
import { findProcess } from '../../../workflows/processes/index.ts';
import { decodeCursor, encodeCursor, type Page, pageFrom } from '../../http/cursor.ts';
import { withDatabase } from '../../http/database.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../directory.ts';
import { toldOf } from '../find_notifications.ts';
import type { ToldNotification, ToldPerson, toldOfTicketQuery, toldQuery } from './contract.ts';
import { type Source, sourceOf } from './settings_view.ts';

const usualLimit = 25;
const toldOrder = 'told';
const peopleOrder = 'told_people';

type ToldRow = Pick<
  NotificationRow,
  | 'ticket_id'
  | 'seq'
  | 'reason'
  | 'rule'
  | 'level'
  | 'at'
  | 'read_at'
  | 'side'
  | 'is_muted'
  | 'mail'
  | 'mail_by'
  | 'mail_due_at'
  | 'mail_digest'
> & {
  event: string;
  is_in_bell: boolean;
  state: OutgoingMailRow['state'] | null;
  sent_at: Date | null;
};

const columns = [
  'notifications.ticket_id',
  'notifications.seq',
  'notifications.reason',
  'notifications.rule',
  'notifications.level',
  'notifications.at',
  'notifications.read_at',
  'notifications.side',
  'notifications.is_muted',
  'notifications.mail',
  'notifications.mail_by',
  'notifications.mail_due_at',
  'notifications.mail_digest',
  'ticket_events.type as event',
  'outgoing_mails.state',
  'outgoing_mails.sent_at',
];

function withEvents(database: Database) {
  return database('notifications')
    .join('ticket_events', (join) =>
      join
        .on('ticket_events.ticket_id', 'notifications.ticket_id')
        .andOn('ticket_events.seq', 'notifications.seq'),
    )
    .leftJoin('outgoing_mails', 'outgoing_mails.mail_id', 'notifications.mail_id')
    .whereRaw('notifications.visible_at > now() - make_interval(days => ?)', [notificationDays]);
}

/** What concerned an account, told or not, the newest first. */
export function findTold(
  database: Database,
  account: Account,
  { limit = usualLimit, cursor, ticket }: z.output<typeof toldQuery>,
): Promise<Page<ToldNotification>> {
  const after = decodeCursor(cursor, toldOrder, ['instant', 'word', 'integer', 'text']);
  return withDatabase(async () => {
    const caller = { caller: account.id };
    const query = withEvents(database)
      .joinRaw(toldOf, { ...caller, seesAll: seesInternals(account) })
      .join('ticket_contents', 'ticket_contents.ticket_id', 'told.ticket_id')
      .join('tickets', 'tickets.ticket_id', 'told.ticket_id')
      .where('notifications.account_id', account.id)
      .whereRaw(isVisible)
      .orderByRaw(
        'notifications.at desc, notifications.ticket_id desc, notifications.seq desc, notifications.reason desc',
      )
      .limit(limit + 1);
    // Of a merged one, by the ticket that they know or by that which stands for it.
    if (ticket !== undefined) {
      query.where((one) =>
        one.where('told.ticket_id', ticket).orWhere('notifications.ticket_id', ticket),
      );
    }
    if (after) {
      query.whereRaw(
        '(notifications.at, notifications.ticket_id, notifications.seq, notifications.reason) < (?::timestamptz, ?, ?::integer, ?)',
        after,
      );
    }
    const rows = await query.select<FoundTold[]>(
      ...columns,
      'told.ticket_id as own_id',
      'ticket_contents.number',
      'ticket_contents.subject',
      'tickets.process_id',
      'tickets.process_version',
      database.raw(`${isInBell} as is_in_bell`, caller),
      database.raw(`${isOnDesktop} as is_on_desktop`, caller),
    );
    const page = pageFrom(rows, limit, (last) =>
      encodeCursor(toldOrder, [cursorInstant(last.at), last.ticket_id, last.seq, last.reason]),
    );
    return { ...page, items: page.items.map((row) => viewOf(row, account)) };
  });
}

type FoundTold = ToldRow & {
  own_id: string;
  number: string;
  subject: string;
  process_id: string;
  process_version: number;
  is_on_desktop: boolean;
};

function viewOf(row: FoundTold, account: Account): ToldNotification {
  return {
    ...toldView(row),
    ticket: { id: row.own_id, number: Number(row.number), subject: row.subject },
    isOnDesktop: row.is_in_bell && row.is_on_desktop,
    source: sourceFor(row, account),
  };
}

/** Of a process that the desk has no more, the default holds. */
function sourceFor({ process_id, process_version, side, reason }: FoundTold, { locale }: Account) {
  const definition = findProcess(process_id);
  if (definition) return sourceOf(definition, side, reason, locale);
  const process = { id: process_id, title: process_id, version: process_version };
  const path = `notifications.${side}.${reason}`;
  return { process, path, file: null, isOwn: false } satisfies Source;
}

function toldView(row: ToldRow) {
  return {
    at: row.at.toISOString(),
    seq: row.seq,
    event: row.event,
    side: row.side,
    reason: row.reason,
    rule: row.rule,
    level: row.level,
    isMuted: row.is_muted,
    isInBell: row.is_in_bell,
    isRead: row.read_at !== null,
    mail: {
      outcome: row.mail,
      by: row.mail_by,
      dueAt: row.mail_due_at?.toISOString() ?? null,
      digest: row.mail_digest,
      state: row.state,
      sentAt: row.sent_at?.toISOString() ?? null,
    },
  };
}

function cursorInstant(at: Date): string {
  return at.toISOString().replace('Z', '+00:00');
}

/** Whom what happened on a ticket was told to, the latest first; what their bell shows is as they choose now. */
export function findToldOfTicket(
  database: Database,
  ticketId: string,
  { seq, limit = usualLimit, cursor }: z.output<typeof toldOfTicketQuery>,
): Promise<Page<ToldPerson>> {
  const after = decodeCursor(cursor, peopleOrder, ['integer', 'text', 'text']);
  return withDatabase(async () => {
    const query = withEvents(database)
      .join('accounts', 'accounts.account_id', 'notifications.account_id')
      .leftJoin('notification_choices as chosen', 'chosen.account_id', 'notifications.account_id')
      .where('notifications.ticket_id', ticketId)
      .orderByRaw(
        'notifications.seq desc, notifications.account_id desc, notifications.reason desc',
      )
      .limit(limit + 1);
    if (seq !== undefined) query.where('notifications.seq', seq);
    if (after) {
      query.whereRaw(
        '(notifications.seq, notifications.account_id, notifications.reason) < (?::integer, ?, ?)',
        after,
      );
    }
    const rows = await query.select<(ToldRow & { account_id: string; display_name: string })[]>(
      ...columns,
      'notifications.account_id',
      'accounts.display_name',
      database.raw(`${isInBellOfEach} as is_in_bell`),
    );
    const page = pageFrom(rows, limit, ({ seq, account_id, reason }) =>
      encodeCursor(peopleOrder, [seq, account_id, reason]),
    );
    const items = page.items.map((row) => ({
      ...toldView(row),
      account: { id: row.account_id, name: row.display_name },
    }));
    return { ...page, items };
  });
}
