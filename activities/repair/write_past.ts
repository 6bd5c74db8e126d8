import type { Database } from '../../database/connection.ts';
import type { Recorder } from '../../database/recording/recorder.ts';
import { alteredColumns, type StoredTicket } from '../../database/stored_ticket.ts';
import { intendCommands, settleCommands } from '../../database/ticket_commands.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { hashOf } from '../../workflows/processes/canonical_json.ts';
import { fold, lastSeqOf } from './diagnosis.ts';
import type { JoinedPast } from './joined_past.ts';
import { replaceLostTexts } from './lost_texts.ts';
import type { ToldHistory } from './told_history.ts';

interface Writing {
  database: Database;
  recorder: Recorder;
}

/** Brings the rows of a ticket up to a past: texts, events, the ticket's row, the commands. */
export async function writePast(
  { database, recorder }: Writing,
  stored: StoredTicket,
  joined: JoinedPast,
  told: ToldHistory,
): Promise<void> {
  const { ticketId } = stored;
  const { missing } = joined;
  if (stored.number === null || missing.length > 0) {
    const fingerprint = told.open?.fingerprint ?? 'lost';
    await replaceLostTexts(database, joined.state, missing, fingerprint);
  }
  const rowsSeq = lastSeqOf(stored);
  const ahead = missing.filter(({ seq }) => seq > rowsSeq);
  const inside = missing.filter(({ seq }) => seq <= rowsSeq);
  const state = rowOf(stored, joined, ahead.length > 0);
  if (state && (inside.length > 0 || !isRow(stored, state))) await recorder.restore(state, inside);
  if (ahead.length > 0) await recorder.record({ ticketId, events: ahead });
  await rememberCommands(database, ticketId, joined, told, rowsSeq);
}

/** What the row is to be before events are appended; null where there is to be none yet. */
function rowOf(stored: StoredTicket, joined: JoinedPast, isBehind: boolean): TicketState | null {
  if (!isBehind) return joined.state;
  const rowsSeq = lastSeqOf(stored);
  const written = new Map(stored.events.map(({ event }) => [event.seq, event]));
  return fold(
    joined.events
      .filter(({ seq }) => seq <= rowsSeq)
      .map((event) => written.get(event.seq) ?? event),
  );
}

function isRow({ row }: StoredTicket, state: TicketState): boolean {
  return row !== undefined && hashOf(row.state) === hashOf(state) && !alteredColumns(row).length;
}

/** A key that comes again is known by its row, and the rows were put back. */
async function rememberCommands(
  database: Database,
  ticketId: string,
  { state }: JoinedPast,
  { commands }: ToldHistory,
  rowsSeq: number,
): Promise<void> {
  const restored = commands.filter(({ seq }) => seq > rowsSeq && seq <= state.seq);
  if (restored.length === 0) return;
  await intendCommands(
    database,
    restored.map(({ message: { commandId, fingerprint } }) => ({
      commandId,
      ticketId,
      fingerprint,
    })),
  );
  await settleCommands(
    database,
    restored.map(({ message: { commandId }, seq }) => ({ commandId, ticketId, seq })),
  );
}
