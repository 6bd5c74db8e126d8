import type { Database } from '../../database/connection.ts';
import type { Visibility } from '../../workflows/domain/ticket.ts';
import { withDatabase } from '../http/database.ts';
import { keyReused, ticketNotFound } from '../http/errors.ts';

/**
 * The texts of tickets. Each row is written before the command that names it, under an id derived
 * from the caller's key: written twice it is one row, and another text under the same id is
 * refused.
 */
export interface NewTicketContent {
  ticketId: string;
  requesterId: string;
  subject: string;
  description: string;
  fingerprint: string;
  createdBy: string;
}

/**
 * @returns the ticket's number
 * @throws ApiError 422 where the ticket's id was used with another body, 503 without Postgres
 */
export function writeTicketContent(database: Database, content: NewTicketContent): Promise<number> {
  return withDatabase(async () => {
    const inserted = await database('ticket_contents')
      .insert({
        ticket_id: content.ticketId,
        requester_id: content.requesterId,
        subject: content.subject,
        description: content.description,
        fingerprint: content.fingerprint,
        created_by: content.createdBy,
      })
      .onConflict('ticket_id')
      .ignore()
      .returning('number');
    if (inserted[0]) return Number(inserted[0].number);
    const existing = await database('ticket_contents')
      .where('ticket_id', content.ticketId)
      .first('fingerprint', 'number');
    if (existing?.fingerprint !== content.fingerprint) throw keyReused();
    return Number(existing.number);
  });
}

export interface NewMessage {
  messageId: string;
  ticketId: string;
  authorId: string;
  visibility: Visibility;
  channel: string;
  body: string;
}

/** @throws ApiError 404 for an unknown ticket, 422 for another text under the same id, 503 */
export function writeMessage(database: Database, message: NewMessage): Promise<void> {
  const row = {
    message_id: message.messageId,
    ticket_id: message.ticketId,
    author_id: message.authorId,
    visibility: message.visibility,
    channel: message.channel,
    body: message.body,
  };
  return writeOnce(database, 'messages', 'message_id', row, [
    'ticket_id',
    'author_id',
    'visibility',
    'body',
  ]);
}

export type NoteKind =
  | 'reason'
  | 'requested_outcome'
  | 'resolution'
  | 'root_cause'
  | 'comment'
  | 'diagnostic_step'
  | 'statement';

export interface NewNote {
  noteId: string;
  ticketId: string;
  authorId: string;
  kind: NoteKind;
  body: string;
  /** Diagnostic steps only. */
  outcome?: string | null;
  ruledOut?: string | null;
}

/** @throws ApiError 404 for an unknown ticket, 422 for another text under the same id, 503 */
export function writeNote(database: Database, note: NewNote): Promise<void> {
  const row = {
    note_id: note.noteId,
    ticket_id: note.ticketId,
    author_id: note.authorId,
    kind: note.kind,
    body: note.body,
    outcome: note.outcome ?? null,
    ruled_out: note.ruledOut ?? null,
  };
  return writeOnce(database, 'notes', 'note_id', row, [
    'ticket_id',
    'author_id',
    'kind',
    'body',
    'outcome',
    'ruled_out',
  ]);
}

function writeOnce<Row extends { ticket_id: string }>(
  database: Database,
  table: 'messages' | 'notes',
  key: 'message_id' | 'note_id',
  row: Row & Record<string, unknown>,
  compared: (keyof Row & string)[],
): Promise<void> {
  return withDatabase(async () => {
    const inserted = await insertIgnoring(database, table, key, row);
    if (inserted) return;
    const stored = await database(table)
      .where(key, row[key] as string)
      .first<Record<string, unknown>>();
    if (compared.some((column) => stored?.[column] !== row[column])) throw keyReused();
  });
}

const foreignKeyViolation = '23503';

async function insertIgnoring(
  database: Database,
  table: string,
  key: string,
  row: { ticket_id: string },
): Promise<boolean> {
  try {
    const rows = await database(table).insert(row).onConflict(key).ignore().returning(key);
    return rows.length > 0;
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code === foreignKeyViolation && constraint?.includes('ticket_id')) {
      throw ticketNotFound(row.ticket_id);
    }
    throw error;
  }
}
