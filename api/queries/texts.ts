import type { Database } from '../database.ts';
import type { TextRow } from '../views/parts.ts';

/** Every note of a ticket, by id. */
export async function notesOf(database: Database, ticketId: string): Promise<Map<string, TextRow>> {
  const rows = await database('notes')
    .where('ticket_id', ticketId)
    .select('note_id', 'body', 'outcome', 'ruled_out');
  return new Map(
    rows.map((row) => [
      row.note_id,
      { body: row.body, outcome: row.outcome, ruledOut: row.ruled_out },
    ]),
  );
}

/** Notes and messages of a ticket with the given ids. */
export async function findTexts(
  database: Database,
  ticketId: string,
  ids: string[],
): Promise<Map<string, TextRow>> {
  if (ids.length === 0) return new Map();
  const [notes, messages] = await Promise.all([
    database('notes')
      .where('ticket_id', ticketId)
      .whereIn('note_id', ids)
      .select('note_id', 'body', 'outcome', 'ruled_out'),
    database('messages')
      .where('ticket_id', ticketId)
      .whereIn('message_id', ids)
      .select('message_id', 'body'),
  ]);
  const texts = new Map<string, TextRow>();
  for (const { note_id, body, outcome, ruled_out } of notes) {
    texts.set(note_id, { body, outcome, ruledOut: ruled_out });
  }
  for (const { message_id, body } of messages) {
    texts.set(message_id, { body, outcome: null, ruledOut: null });
  }
  return texts;
}
