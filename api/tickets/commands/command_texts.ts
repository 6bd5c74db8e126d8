import { z } from 'zod';
import type { NoteRow } from '../../../database/tables.ts';
import { type TextOutcome, writeMessage, writeNote } from '../../../database/ticket_texts.ts';
import type { Visibility } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { keyReused } from '../../http/errors.ts';
import type { Call } from '../../http/operation.ts';
import { noteText } from '../../http/text.ts';
import { checkAttachments, sendAttachments } from '../attachments/send_attachments.ts';
import { ticketNotFound } from '../errors.ts';

/** A text that goes with a command, written before it. Undefined where the caller gave none. */
export type NewText =
  | { message: string; visibility: Visibility; attachments?: readonly string[] }
  | { kind: NoteRow['kind']; text: string; outcome?: string; ruledOut?: string }
  | undefined;

export const reasonBody = z.strictObject({ reason: noteText.optional() }).meta({ id: 'Reason' });

/** A reason as a text of its command; nothing where none was given. */
export function reasonText(reason: string | undefined): NewText {
  return reason === undefined ? undefined : { kind: 'reason', text: reason };
}

type TextCall = Pick<Call<{ id: string }>, 'account' | 'idempotency' | 'path' | 'request'>;

/**
 * Writes the texts of a command.
 * @returns the ids of their rows, null where there is no text
 * @throws ApiError 404 for an unknown ticket, 422 for another text under the same id, 503
 */
export async function writeTexts<T extends string>(
  texts: Record<T, NewText>,
  call: TextCall,
  dependencies: ApiDependencies,
): Promise<Record<T, string | null>> {
  const ids: Partial<Record<T, string | null>> = {};
  for (const [role, text] of Object.entries(texts) as [T, NewText][]) {
    ids[role] = text ? await writeText(role, text, call, dependencies) : null;
  }
  return ids as Record<T, string | null>;
}

async function writeText(
  role: string,
  text: NonNullable<NewText>,
  { account, idempotency, path, request }: TextCall,
  { database }: ApiDependencies,
): Promise<string> {
  const id = idempotency.textId(role);
  if ('message' in text) {
    const place = { message_id: id };
    const files = text.attachments ?? [];
    await checkAttachments(database, account.id, files, place);
    const message = {
      message_id: id,
      ticket_id: path.id,
      author_id: account.id,
      visibility: text.visibility,
      channel: request.get('authorization') ? 'api' : 'portal',
      body: text.message,
    };
    await written(path.id, () => writeMessage(database, message));
    await sendAttachments(database, account.id, files, place);
  } else {
    const note = {
      note_id: id,
      ticket_id: path.id,
      author_id: account.id,
      kind: text.kind,
      body: text.text,
      outcome: text.outcome ?? null,
      ruled_out: text.ruledOut ?? null,
    };
    await written(path.id, () => writeNote(database, note));
  }
  return id;
}

async function written(ticketId: string, write: () => Promise<TextOutcome>): Promise<void> {
  const outcome = await withDatabase(write);
  if (outcome === 'other_text') throw keyReused();
  if (outcome === 'unknown_ticket') throw ticketNotFound(ticketId);
}
