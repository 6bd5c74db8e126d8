import type { Database } from '../../database/connection.ts';
import type { TextRow } from './parts.ts';

/** Notes by id, as the events of a ticket name them: some were written on another ticket. */
export async function notesOf(
  database: Database,
  noteIds: string[],
): Promise<Map<string, TextRow>> {
  if (noteIds.length === 0) return new Map();
  const rows = await database('notes')
    .whereIn('note_id', noteIds)
    .select('note_id', 'body', 'outcome', 'ruled_out');
  return new Map(
    rows.map((row) => [
      row.note_id,
      { body: row.body, outcome: row.outcome, ruledOut: row.ruled_out },
    ]),
  );
}

/**
 * Notes and messages by id, as the events of a ticket name them. What was said on a major incident
 * was written on that ticket.
 */
export async function findTexts(database: Database, ids: string[]): Promise<Map<string, TextRow>> {
  if (ids.length === 0) return new Map();
  const [texts, messages] = await Promise.all([
    notesOf(database, ids),
    database('messages').whereIn('message_id', ids).select('message_id', 'body'),
  ]);
  for (const { message_id, body } of messages) {
    texts.set(message_id, { body, outcome: null, ruledOut: null });
  }
  return texts;
}
