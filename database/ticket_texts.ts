import { freeFilesOfUnsaid } from './attachments.ts';
import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { MessageRow, NewRow, NoteRow } from './tables.ts';

/**
 * The texts of tickets. Each row is written before the command that names it, under an id that a
 * repetition gives again: written twice it is one row.
 */
export interface StoredContent {
  number: number;
  /** Of the request that opened the ticket: another one under its id has another. */
  fingerprint: string;
}

export type NewContent = NewRow<'ticket_contents'> & { ticket_id: string };

/** Writes what a ticket is about, or finds what was written under its id. */
export async function writeTicketContent(
  database: Database,
  content: NewContent,
): Promise<StoredContent | undefined> {
  const [inserted] = await database('ticket_contents')
    .insert(content)
    .onConflict('ticket_id')
    .ignore()
    .returning(['number', 'fingerprint']);
  const stored =
    inserted ??
    (await database('ticket_contents')
      .where('ticket_id', content.ticket_id)
      .first('number', 'fingerprint'));
  return stored && { ...stored, number: Number(stored.number) };
}

/** `other_text`: another text is there under the id; nothing was written. */
export type TextOutcome = 'written' | 'repeated' | 'other_text' | 'unknown_ticket';

export type NewMessage = Pick<
  MessageRow,
  'message_id' | 'ticket_id' | 'author_id' | 'visibility' | 'channel' | 'body'
>;

export function writeMessage(database: Database, message: NewMessage): Promise<TextOutcome> {
  const { channel: _channel, ...compared } = message;
  return writeOnce(
    () =>
      database('messages')
        .insert(message)
        .onConflict('message_id')
        .ignore()
        .returning('message_id'),
    () => database('messages').where(compared).first('message_id'),
  );
}

export type NewNote = Omit<NoteRow, 'created_at'>;

export function writeNote(database: Database, note: NewNote): Promise<TextOutcome> {
  return writeOnce(
    () => database('notes').insert(note).onConflict('note_id').ignore().returning('note_id'),
    () => database('notes').where(note).first('note_id'),
  );
}

/** Texts that go with a command. */
export interface CommandTexts {
  messages: NewMessage[];
  notes: NewNote[];
}

/**
 * A part of a statement: writes what commands say, as `:newContents`, `:newMessages` and `:newNotes` have
 * it. What is there under their ids stays.
 */
export const insertCommandTexts = `
  written_contents as (
    insert into ticket_contents (ticket_id, requester_id, subject, description, fingerprint,
      created_by)
    select ticket_id, requester_id, subject, description, fingerprint, created_by
    from jsonb_populate_recordset(null::ticket_contents, :newContents::jsonb) order by ticket_id
    on conflict (ticket_id) do nothing
    returning ticket_id, number, fingerprint
  ),
  written_messages as (
    insert into messages (message_id, ticket_id, author_id, visibility, channel, body)
    select message_id, ticket_id, author_id, visibility, channel, body
    from jsonb_populate_recordset(null::messages, :newMessages::jsonb) order by message_id
    on conflict (message_id) do nothing
    returning message_id as text_id
  ),
  written_notes as (
    insert into notes (note_id, ticket_id, author_id, kind, body, outcome, ruled_out)
    select note_id, ticket_id, author_id, kind, body, outcome, ruled_out
    from jsonb_populate_recordset(null::notes, :newNotes::jsonb) order by note_id
    on conflict (note_id) do nothing
    returning note_id as text_id
  )`;

/** Which texts of the commands in `forgotten`: those of `:textIds`, or whatever was written with them. */
type UnsaidTexts = 'named' | 'written_with';

/** A part of a statement: removes texts that were not said. What an event names was said, and stays. */
export const deleteUnsaidTexts: Record<UnsaidTexts, string> = {
  named: deletionOf((id) => `${id} = any(:textIds::text[])`),
  written_with: deletionOf(() => 'created_at = intended_at'),
};

/** @param isMeant the condition on a text, by the column of its id */
function deletionOf(isMeant: (id: string) => string): string {
  return `
  unsaid_messages as (
    select message_id from messages
    join forgotten using (ticket_id)
    where ${isMeant('message_id')}
      and not exists (
        select from ticket_events
        where type = 'message_added' and data ->> 'messageId' = messages.message_id)
  ),
  ${freeFilesOfUnsaid},
  deleted_messages as (
    delete from messages where message_id in (select message_id from unsaid_messages)
  ),
  deleted_notes as (
    delete from notes using forgotten
    where notes.ticket_id = forgotten.ticket_id
      and ${isMeant('note_id')}
      and not exists (
        select from ticket_events
        where ticket_events.ticket_id = notes.ticket_id
          and strpos(ticket_events.data::text, notes.note_id) > 0)
  )`;
}

async function writeOnce(
  insert: () => Promise<object[]>,
  findSame: () => Promise<object | undefined>,
): Promise<TextOutcome> {
  try {
    const inserted = await insert();
    if (inserted.length > 0) return 'written';
  } catch (error) {
    if (isUnknownTicket(error)) return 'unknown_ticket';
    throw error;
  }
  return (await findSame()) ? 'repeated' : 'other_text';
}

const foreignKeyViolation = '23503';

/** Whether a text was refused because there is no ticket that it could belong to. */
export function isUnknownTicket(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === foreignKeyViolation && constraint?.includes('ticket_id') === true;
}

/** Writes notes with what names them. Their ids must be new. */
export async function insertNotes(trx: Transaction, notes: readonly NewRow<'notes'>[]) {
  for (const chunk of chunksOf(notes)) await trx('notes').insert(chunk);
}

export interface PastTexts {
  contents: readonly NewRow<'ticket_contents'>[];
  messages: readonly NewRow<'messages'>[];
  notes: readonly NewRow<'notes'>[];
}

/** Writes the texts of tickets that are history. Rows that are there already stay. */
export async function writePastTexts(
  database: Database,
  { contents, messages, notes }: PastTexts,
): Promise<void> {
  for (const chunk of chunksOf(contents)) {
    await database('ticket_contents').insert(chunk).onConflict('ticket_id').ignore();
  }
  for (const chunk of chunksOf(messages)) {
    await database('messages').insert(chunk).onConflict('message_id').ignore();
  }
  for (const chunk of chunksOf(notes)) {
    await database('notes').insert(chunk).onConflict('note_id').ignore();
  }
}
