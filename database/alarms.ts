import type { RefusalCode } from '../workflows/domain/refusals.ts';
import { isAmong } from '../workflows/domain/ticket.ts';
import type { Database, Transaction } from './connection.ts';
import type { AlarmRow } from './tables.ts';

/** What must never happen. Each kind is written here once, so that a reader can find them all. */
export const alarmKinds = [
  /** An event came whose key is taken by another event. */
  'event_mismatch',
  /** A batch does not continue what is stored. */
  'event_gap',
  /** A ticket knows less than its rows, or other than they. */
  'ticket_behind',
  /** A ticket was held because its rows contradict it. */
  'ticket_parked',
  /** A ticket is open in its rows and nothing carries it on. */
  'ticket_not_running',
  /** An event that is written was altered, and cannot be written again. */
  'event_altered',
  /** Tickets wait in a group that no process of this worker has. */
  'pool_unknown',
  /** A group member's shift names a calendar that the process does not have. */
  'shift_unknown',
  /** A webhook's receiver took nothing for days, or said that it is gone. */
  'webhook_disabled',
  /** A mailbox cannot be read: what people write to it waits at its server. */
  'mailbox_failing',
  /** By a mailbox, or by the desk's own server, nothing can be sent: what is to be sent waits. */
  'sending_failing',
  /** The secret by which a mailbox's provider knows the desk is over soon. */
  'client_secret_ending',
] as const;

export type AlarmKind = (typeof alarmKinds)[number];

/** Those that a repair of the ticket settles. */
export const repairedAlarmKinds = [
  'event_mismatch',
  'event_gap',
  'ticket_behind',
  'ticket_parked',
  'ticket_not_running',
] as const satisfies AlarmKind[];

/** The alarm behind a refusal that a repair of the ticket settles. */
export function alarmBehind(code: string | undefined): AlarmKind | undefined {
  if (code === ('behind_rows' satisfies RefusalCode)) return 'ticket_behind';
  return code === ('parked' satisfies RefusalCode) ? 'ticket_parked' : undefined;
}

/** Whoever repairs listens here; the payload is the id of the ticket. */
export const alarmChannel = 'palier_alarm';

/**
 * Raises an alarm, unless one of its kind is already up for this ticket and sequence number. Whoever
 * repairs hears of those that a repair settles.
 */
export async function raiseAlarm(
  database: Database | Transaction,
  kind: AlarmKind,
  ticketId: string | null,
  detail: Record<string, unknown>,
): Promise<void> {
  await database('alarms')
    .insert({ kind, ticket_id: ticketId, detail: JSON.stringify(detail) })
    .onConflict()
    .ignore();
  const isForRepair = isAmong(repairedAlarmKinds, kind);
  if (ticketId && isForRepair)
    await database.raw('select pg_notify(?, ?)', [alarmChannel, ticketId]);
}

export interface OpenAlarm
  extends Pick<AlarmRow, 'alarm_id' | 'kind' | 'ticket_id' | 'detail' | 'raised_at'> {
  /** Of the ticket; bigint: the driver gives it as text. */
  number: string | null;
}

/** The alarms that are up, the oldest first. */
export function listOpenAlarms(database: Database, limit: number): Promise<OpenAlarm[]> {
  return database('alarms')
    .leftJoin('ticket_contents', 'ticket_contents.ticket_id', 'alarms.ticket_id')
    .whereNull('cleared_at')
    .orderBy('alarm_id')
    .limit(limit)
    .select('alarm_id', 'kind', 'alarms.ticket_id', 'detail', 'raised_at', 'number');
}

/** The tickets that wait for a repair, those that wait longest first. */
export async function listAlarmedTickets(database: Database, limit: number): Promise<string[]> {
  const rows = await database('alarms')
    .whereNull('cleared_at')
    .whereIn('kind', repairedAlarmKinds)
    .whereNotNull('ticket_id')
    .groupBy('ticket_id')
    .orderByRaw('min(alarm_id)')
    .limit(limit)
    .select('ticket_id');
  return rows.map(({ ticket_id }) => String(ticket_id));
}

/** Says that a ticket is well again. */
export async function clearAlarms(database: Database, ticketId: string): Promise<void> {
  await database('alarms')
    .where('ticket_id', ticketId)
    .whereNull('cleared_at')
    .whereIn('kind', repairedAlarmKinds)
    .update({ cleared_at: database.fn.now() });
}

/** Says that somebody has looked at the altered events of a ticket. @returns how many alarms it took down */
export function clearAltered(database: Database, ticketId: string): Promise<number> {
  return database('alarms')
    .where('ticket_id', ticketId)
    .where('kind', 'event_altered' satisfies AlarmKind)
    .whereNull('cleared_at')
    .update({ cleared_at: database.fn.now() });
}

/** Somebody has seen to a webhook. */
export async function clearWebhookAlarm(trx: Transaction, webhookId: string): Promise<void> {
  await trx('alarms')
    .where('kind', 'webhook_disabled' satisfies AlarmKind)
    .whereRaw("detail ->> 'webhook' = ?", [webhookId])
    .whereNull('cleared_at')
    .update({ cleared_at: trx.fn.now() });
}

/** A mailbox can be read again, or was changed. */
export async function clearMailboxAlarm(trx: Transaction, mailboxId: string): Promise<void> {
  await trx('alarms')
    .where('kind', 'mailbox_failing' satisfies AlarmKind)
    .whereRaw("detail ->> 'mailbox' = ?", [mailboxId])
    .whereNull('cleared_at')
    .update({ cleared_at: trx.fn.now() });
}

/** Mail goes out by it again. */
export async function clearSendingAlarm(trx: Transaction, queueId: string): Promise<void> {
  await trx('alarms')
    .where('kind', 'sending_failing' satisfies AlarmKind)
    .whereRaw("detail ->> 'mailbox' = ?", [queueId])
    .whereNull('cleared_at')
    .update({ cleared_at: trx.fn.now() });
}

/** The secret of a mailbox's client was written anew, or is needed no more. */
export async function clearSecretAlarm(trx: Transaction, mailboxId: string): Promise<void> {
  await trx('alarms')
    .where('kind', 'client_secret_ending' satisfies AlarmKind)
    .whereRaw("detail ->> 'mailbox' = ?", [mailboxId])
    .whereNull('cleared_at')
    .update({ cleared_at: trx.fn.now() });
}

export interface AlarmCount {
  kind: AlarmKind;
  count: number;
  /** When the first of those that are up was raised. */
  since: Date;
}

/** How many alarms are up, by kind. */
export async function countAlarms(database: Database): Promise<AlarmCount[]> {
  const { rows } = await database.raw<{ rows: AlarmCount[] }>(
    `select kind, count(*)::integer as count, min(raised_at) as since
     from alarms where cleared_at is null group by kind order by kind`,
  );
  return rows;
}
