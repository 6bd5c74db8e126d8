import type { Database } from '../../database/connection.ts';
import { insertMissingAccounts } from '../../database/people.ts';
import { writePastTexts } from '../../database/ticket_texts.ts';
import type { Mapping } from './mapping.ts';
import type { LogCase } from './read_log.ts';
import { importedAccountId, type ReplayedCase } from './replay_case.ts';

/**
 * Writes the people and texts of a log before its events, as the API does for live tickets. People
 * of a log can never sign in: their accounts are inactive. Rows that are there already stay.
 */
export async function writeAccounts(
  database: Database,
  mapping: Mapping,
  cases: LogCase[],
): Promise<void> {
  const log = mapping.log ?? mapping.name;
  const agents = new Set<string>();
  const requesters = new Set<string>();
  for (const { rows } of cases) {
    for (const { resource } of rows) if (resource !== null) agents.add(resource);
    // The requester of a case is that of the row that opens it.
    requesters.add(rows[0]?.requester ?? '');
  }
  const account = (role: 'agent' | 'requester', name: string) => ({
    account_id: importedAccountId(log, role, name),
    role,
    display_name: name || `Requester (${mapping.title.en})`,
    is_active: false,
  });
  await insertMissingAccounts(database, [
    ...[...agents].map((name) => account('agent', name)),
    ...[...requesters].map((name) => account('requester', name)),
  ]);
}

export async function writeContents(
  database: Database,
  mapping: Mapping,
  replayed: { logCase: LogCase; ticket: ReplayedCase }[],
): Promise<void> {
  const contents = replayed.map(({ logCase, ticket }) => ({
    ticket_id: ticket.ticketId,
    requester_id: ticket.state.requesterId,
    subject: logCase.rows[0]?.subject ?? logCase.caseId,
    description: `${logCase.caseId}: ${mapping.title.en}`,
    fingerprint: 'import',
    created_by: ticket.state.requesterId,
    created_at: new Date(ticket.state.openedAt),
  }));
  const texts = replayed.flatMap(({ ticket }) =>
    ticket.texts
      // A step of no known person has no author to show.
      .filter(({ author }) => author.kind !== 'system')
      .map((text) => ({ ...text, ticketId: ticket.ticketId })),
  );
  const messages = texts.filter(({ kind }) => kind === 'message');
  const notes = texts.filter(({ kind }) => kind !== 'message');
  await writePastTexts(database, {
    contents,
    messages: messages.map(({ id, ticketId, author, visibility, body, at }) => ({
      message_id: id,
      ticket_id: ticketId,
      author_id: author.id,
      visibility,
      channel: 'import',
      body,
      created_at: new Date(at),
    })),
    notes: notes.map(({ id, ticketId, author, body, at }) => ({
      note_id: id,
      ticket_id: ticketId,
      author_id: author.id,
      kind: 'resolution',
      body,
      created_at: new Date(at),
    })),
  });
}
