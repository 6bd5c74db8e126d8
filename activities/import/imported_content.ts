import { insertMissingAccounts } from '../../database/accounts.ts';
import type { Database } from '../../database/connection.ts';
import { writePastTexts } from '../../database/ticket_texts.ts';
import type { LogCase } from './log_row.ts';
import type { Mapping } from './mapping.ts';
import { importedAccountId, type ReplayedCase } from './replay_case.ts';

/** People known to be written; more than this are written again, which changes nothing. */
const rememberedMax = 200_000;

/**
 * The people of a log, written before what names them, as the API does for live tickets. They can
 * never sign in: their accounts are inactive. Rows that are there already stay.
 */
export class ImportedPeople {
  private readonly mapping: Mapping;
  private readonly written = new Set<string>();

  constructor(mapping: Mapping) {
    this.mapping = mapping;
  }

  /** @returns to be called once they are there for good */
  async write(database: Database, cases: readonly LogCase[]): Promise<() => void> {
    const accounts = new Map<string, ReturnType<ImportedPeople['account']>>();
    const add = (role: 'agent' | 'requester', name: string) => {
      const account = this.account(role, name);
      if (!this.written.has(account.account_id)) accounts.set(account.account_id, account);
    };
    for (const { rows } of cases) {
      for (const { resource } of rows) if (resource !== null) add('agent', resource);
      // The requester of a case is that of the row that opens it.
      add('requester', rows[0]?.requester ?? '');
    }
    // In one order, so that two imports never wait for each other.
    const inOrder = [...accounts.values()].sort((a, b) => (a.account_id < b.account_id ? -1 : 1));
    await insertMissingAccounts(database, inOrder);
    return () => {
      if (this.written.size > rememberedMax) this.written.clear();
      for (const accountId of accounts.keys()) this.written.add(accountId);
    };
  }

  private account(role: 'agent' | 'requester', name: string) {
    const log = this.mapping.log ?? this.mapping.name;
    return {
      account_id: importedAccountId(log, role, name),
      roles: [role],
      display_name: name || `Requester (${this.mapping.title.en})`,
      is_active: false,
    };
  }
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
