import { createHash } from 'node:crypto';
import { keepProgramAccount, playbooksAccountId } from '../../database/accounts.ts';
import type { Database } from '../../database/connection.ts';
import type { NoteRow } from '../../database/tables.ts';
import { writeMessage, writeNote } from '../../database/ticket_texts.ts';
import type { GivenByPlaybook } from '../../workflows/playbooks/port.ts';

/** Who has written what playbooks say: texts are somebody's. */
const authorId = playbooksAccountId;

const noteKinds: Readonly<Record<string, { id: string; kind: NoteRow['kind'] }>> = {
  note: { id: 'noteId', kind: 'reason' },
  rootCause: { id: 'rootCauseId', kind: 'root_cause' },
  requestedOutcome: { id: 'requestedOutcomeId', kind: 'requested_outcome' },
  title: { id: 'titleId', kind: 'task' },
  description: { id: 'descriptionId', kind: 'task' },
};

/**
 * Writes the texts of a command, and gives the command with their ids in the places of the texts.
 * @param textFields names of fields whose values are texts
 */
export async function withTexts(
  database: Database,
  { ticketId, commandId, name, spoken }: GivenByPlaybook,
  textFields: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const said = spoken as Record<string, unknown>;
  const payload: Record<string, unknown> = {};
  for (const [role, value] of Object.entries(said)) {
    const text = typeof value === 'string' ? value : null;
    const note = noteKinds[role];
    const id = idOf(commandId, role);
    if (text !== null && note) {
      const kind = name === 'resolve' && role === 'note' ? 'resolution' : note.kind;
      await keepNote(database, { note_id: id, ticket_id: ticketId, kind, body: text });
      payload[note.id] = id;
    } else if (text !== null && role === 'text' && name === 'addDiagnosticStep') {
      await keepNote(database, {
        ...{ note_id: id, ticket_id: ticketId, kind: 'diagnostic_step', body: text },
      });
      payload.stepId = id;
    } else if (text !== null && role === 'text') {
      await keepMessage(database, id, ticketId, said.visibility, text);
      payload.messageId = id;
    } else if (role === 'checklist' && Array.isArray(value)) {
      const items = value.map(String);
      const body = items.join('\n');
      await keepNote(database, { note_id: id, ticket_id: ticketId, kind: 'task', body });
      payload.checklist = { textId: id, itemCount: items.length };
    } else {
      payload[role] = value;
    }
  }
  if (textFields.length > 0) {
    const fields: Record<string, unknown> = { ...(said.fields as object) };
    for (const field of textFields) {
      const id = idOf(commandId, `fields.${field}`);
      const body = String(fields[field]);
      await keepNote(database, { note_id: id, ticket_id: ticketId, kind: 'field', body });
      fields[field] = id;
    }
    payload.fields = fields;
  }
  if (name === 'addMessage') payload.visibility ??= 'internal';
  return payload;
}

type KeptNote = Pick<NoteRow, 'note_id' | 'ticket_id' | 'kind' | 'body'>;

async function keepNote(database: Database, note: KeptNote): Promise<void> {
  await keepProgramAccount(database, authorId, 'Playbook');
  await writeNote(database, { ...note, author_id: authorId, outcome: null, ruled_out: null });
}

async function keepMessage(
  database: Database,
  messageId: string,
  ticketId: string,
  said: unknown,
  body: string,
): Promise<void> {
  await keepProgramAccount(database, authorId, 'Playbook');
  const visibility = said === 'public' ? 'public' : 'internal';
  await writeMessage(database, {
    ...{ message_id: messageId, ticket_id: ticketId, author_id: authorId, visibility, body },
    channel: 'api',
  });
}

function idOf(commandId: string, role: string): string {
  return createHash('sha256').update(`${commandId}:${role}`).digest('hex').slice(0, 32);
}
