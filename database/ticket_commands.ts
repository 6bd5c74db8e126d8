import type { TicketEvent } from '../workflows/domain/events.ts';
import type { RequesterManager, TicketState } from '../workflows/domain/ticket.ts';
import { askableManager, type KnownManager, managerNow } from './approvers.ts';
import type { Database, Transaction } from './connection.ts';
import { prepared } from './prepared.ts';
import type { TicketCommandRow } from './tables.ts';
import { type KnownTicket, rowVersion } from './ticket_log.ts';
import {
  type CommandTexts,
  deleteUnsaidTexts,
  insertCommandTexts,
  type NewContent,
  type StoredContent,
} from './ticket_texts.ts';

export interface CommandIntent {
  commandId: string;
  ticketId: string;
  fingerprint: string;
  /** What it says, written with it. */
  texts?: CommandTexts;
  /** What the ticket that it opens is about. */
  content?: NewContent;
}

/** What is known of a command id. */
export type KnownCommand = Pick<TicketCommandRow, 'ticket_id' | 'fingerprint' | 'taken_by' | 'seq'>;

export interface IntendedCommand {
  /** The command as it was intended first; undefined where this is the first time. */
  known: KnownCommand | undefined;
  /** The ticket it is for; null where it has no row. */
  ticket: KnownTicket | null;
  /** Who manages its requester, where it has known one before: its process asks managers. */
  requesterManager?: RequesterManager;
  /** Its texts that were there before, or others under their ids. */
  unwrittenTexts: CommandTexts;
  /** Undefined where there was none to write, or one is there. */
  writtenContent: StoredContent | undefined;
}

/**
 * Says that commands are about to be sent, and writes their texts, all or nothing. Said again, the
 * first time counts.
 */
export async function intendCommands(
  database: Database,
  intents: readonly CommandIntent[],
): Promise<IntendedCommand[]> {
  const rows = await prepared<IntendedRow>(
    database,
    'intend_commands',
    `with asked as (
       select * from jsonb_to_recordset(:asked::jsonb) as asked (
         place integer, command_id text, ticket_id text, fingerprint text)
     ),
     written as (
       insert into ticket_commands (command_id, ticket_id, fingerprint)
       select command_id, ticket_id, fingerprint from asked order by command_id
       on conflict do nothing
     ),
     ${insertCommandTexts}
     select tickets.state, tickets.row_version, manager.manager,
       known.ticket_id, known.fingerprint, known.taken_by, known.seq,
       written_contents.number as content_number,
       written_contents.fingerprint as content_fingerprint,
       (select array_agg(text_id) from (
         select text_id from written_messages union all select text_id from written_notes
       ) as written_texts) as written_texts
     from asked
     -- Each by its key: PostgreSQL takes a list for a hundred rows, and would rather read whole tables.
     left join lateral (
       select state, ${rowVersion} as row_version from tickets
       where ticket_id = asked.ticket_id offset 0
     ) as tickets on true
     left join lateral (
       select jsonb_build_object('managerId', manager_id, 'isAway', is_away, 'deputyId', deputy_id)
         as manager
       from (${managerNow("tickets.state ->> 'requesterId'", "array[tickets.state ->> 'requesterId']")}) as known
     ) as manager on jsonb_exists(tickets.state, 'requesterManager')
     left join written_contents on written_contents.ticket_id = asked.ticket_id
     -- The statement does not see what it writes: only what was there before.
     left join lateral (
       select * from ticket_commands where command_id = asked.command_id offset 0
     ) as known on true
     order by asked.place`,
    {
      asked: JSON.stringify(intents.map(intentRow)),
      newContents: JSON.stringify(intents.flatMap(({ content }) => content ?? [])),
      newMessages: JSON.stringify(intents.flatMap(({ texts }) => texts?.messages ?? [])),
      newNotes: JSON.stringify(intents.flatMap(({ texts }) => texts?.notes ?? [])),
    },
  );
  const written = new Set(rows[0]?.written_texts);
  return rows.map((row, place) => ({
    known: knownOf(row),
    ticket: row.state && { state: row.state, rowVersion: row.row_version },
    ...(row.state?.requesterManager && { requesterManager: askableManager(row.manager) }),
    unwrittenTexts: unwritten(intents[place]?.texts, written),
    writtenContent: contentOf(row),
  }));
}

function knownOf(row: IntendedRow): KnownCommand | undefined {
  if (row.ticket_id === null) return undefined;
  const { ticket_id, fingerprint, taken_by, seq } = row;
  return { ticket_id, fingerprint, taken_by, seq };
}

function contentOf(row: IntendedRow): StoredContent | undefined {
  if (row.content_number === null) return undefined;
  return { number: Number(row.content_number), fingerprint: row.content_fingerprint };
}

function intentRow({ commandId, ticketId, fingerprint }: CommandIntent, place: number) {
  return { place, command_id: commandId, ticket_id: ticketId, fingerprint };
}

function unwritten(texts: CommandTexts | undefined, written: ReadonlySet<string>): CommandTexts {
  return {
    messages: texts?.messages.filter((row) => !written.has(row.message_id)) ?? [],
    notes: texts?.notes.filter((row) => !written.has(row.note_id)) ?? [],
  };
}

/** What whoever sends the command tells the ticket of its rows. */
export function termsOf({ ticket, requesterManager }: IntendedCommand) {
  const { seq: recordedSeq = 0, updatedAt: recordedAt } = ticket?.state ?? {};
  return {
    recordedSeq,
    ...(recordedAt !== undefined && { recordedAt }),
    isRecordedByCaller: true,
    ...(requesterManager && { requesterManager }),
  };
}

type IntendedRow = {
  manager: KnownManager | null;
  written_texts: string[] | null;
  taken_by: string | null;
  seq: number | null;
} & ({ ticket_id: string; fingerprint: string } | { ticket_id: null; fingerprint: null }) &
  ({ state: TicketState; row_version: string } | { state: null; row_version: null }) &
  (
    | { content_number: string; content_fingerprint: string }
    | { content_number: null; content_fingerprint: null }
  );

/** Each command ends with the last of its events. @returns their numbers by the command's id */
export function endsOf(
  events: readonly Pick<TicketEvent, 'commandId' | 'seq'>[],
): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { commandId, seq } of events) if (commandId !== null) ends.set(commandId, seq);
  return ends;
}

/** Where commands ended by the events of a ticket that are rows; one that left none is not there. */
export async function findEnds(
  database: Database,
  ticketId: string,
  commandIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await database('ticket_events')
    .where('ticket_id', ticketId)
    .whereIn('command_id', commandIds)
    .orderBy('seq')
    .select('command_id', 'seq');
  return endsOf(rows.map(({ command_id, seq }) => ({ commandId: command_id, seq })));
}

export interface TakenCommand {
  commandId: string;
  /** The ticket that took it. */
  ticketId: string;
  seq: number;
}

/**
 * A part of a statement: says in which events the commands of `:taken` ended, as `takenRows` gives
 * them. What was said first stays.
 */
export const settleTakenCommands = `
  update ticket_commands set seq = taken.seq, taken_by = taken.ticket_id
  from jsonb_to_recordset(:taken::jsonb) as taken (
    command_id text, ticket_id text, seq integer)
  where ticket_commands.command_id = taken.command_id and ticket_commands.seq is null
    -- Found by their keys: a list is taken for a hundred rows, and the whole table would be read.
    and ticket_commands.command_id = any (array(
      select command_id from jsonb_to_recordset(:taken::jsonb) as taken (command_id text)))`;

export function takenRows(taken: readonly TakenCommand[]): string {
  const rowOf = ({ commandId, ticketId, seq }: TakenCommand) => ({
    command_id: commandId,
    ticket_id: ticketId,
    seq,
  });
  return JSON.stringify(taken.map(rowOf));
}

/** Writes commands that were done and never intended. What is known of a command id stays. */
export async function writeUnintended(
  trx: Transaction,
  commands: readonly (Omit<CommandIntent, 'texts'> & { seq: number })[],
): Promise<void> {
  if (commands.length === 0) return;
  const rows = commands.map(({ commandId, ticketId, fingerprint, seq }) => ({
    command_id: commandId,
    ticket_id: ticketId,
    fingerprint,
    taken_by: ticketId,
    seq,
  }));
  await trx('ticket_commands').insert(rows).onConflict('command_id').ignore();
}

export async function settleCommands(
  database: Database,
  taken: readonly TakenCommand[],
): Promise<void> {
  if (taken.length > 0) await database.raw(settleTakenCommands, { taken: takenRows(taken) });
}

/** Commands as they were intended, each undefined where it never was. */
export async function findCommands(
  database: Database,
  commandIds: readonly string[],
): Promise<(KnownCommand | undefined)[]> {
  const rows = await prepared<TicketCommandRow>(
    database,
    'find_commands',
    `select command_id, ticket_id, fingerprint, taken_by, seq
     from ticket_commands where command_id = any(:commandIds::text[])`,
    { commandIds: [...commandIds] },
  );
  const known = new Map(rows.map((row) => [row.command_id, row]));
  return commandIds.map((id) => known.get(id));
}

/** The fingerprints that command ids were used with, where they are known. */
export async function findFingerprints(
  database: Database,
  commandIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database('ticket_commands')
    .whereIn('command_id', commandIds)
    .select('command_id', 'fingerprint');
  return new Map(rows.map(({ command_id, fingerprint }) => [command_id, fingerprint]));
}

/**
 * Forgets commands that no ticket took, and what they said: given again, they are looked at again. Files
 * that were to go with them can be sent with something else.
 * @param textIds of one that was refused a moment ago: others that came with it may be taken still
 */
export async function forgetCommands(
  database: Database,
  commandIds: readonly string[],
  textIds: readonly string[] | null = [],
): Promise<void> {
  if (textIds?.length === 0) {
    await database('ticket_commands').whereIn('command_id', commandIds).whereNull('seq').delete();
    return;
  }
  await database.raw(
    `with forgotten as (
       delete from ticket_commands where command_id = any(:commandIds::text[]) and seq is null
       returning ticket_id, intended_at
     ),
     ${deleteUnsaidTexts[textIds ? 'named' : 'written_with']}
     select count(*) from forgotten`,
    { commandIds: [...commandIds], ...(textIds && { textIds: [...textIds] }) },
  );
}

/** When the oldest command that has no end yet was intended; null where each has one. */
export async function oldestOpenCommand(database: Database): Promise<Date | null> {
  const row = await database('ticket_commands')
    .whereNull('seq')
    .orderBy('intended_at')
    .first('intended_at');
  return row?.intended_at ?? null;
}

/** Commands without an end that were intended more than so long ago, the oldest first. */
export async function listOpenCommands(
  database: Database,
  { olderThanSeconds, limit }: { olderThanSeconds: number; limit: number },
): Promise<Pick<TicketCommandRow, 'command_id' | 'ticket_id' | 'intended_at'>[]> {
  return database('ticket_commands')
    .whereNull('seq')
    .whereRaw('intended_at < now() - make_interval(secs => ?)', [olderThanSeconds])
    .orderBy('intended_at')
    .limit(limit)
    .select('command_id', 'ticket_id', 'intended_at');
}
