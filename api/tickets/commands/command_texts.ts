import type { Visibility } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import type { Call } from '../../http/operation.ts';
import { checkAttachments, sendAttachments } from '../attachments/find_attachments.ts';
import { type NewNote, type NoteKind, writeMessage, writeNote } from '../content.ts';

/** A text that goes with a command, written before it. Undefined where the caller gave none. */
export type NewText =
  | { message: string; visibility: Visibility; attachments?: readonly string[] }
  | { kind: NoteKind; text: string; outcome?: string; ruledOut?: string }
  | undefined;

/** A reason as a text of its command; nothing where none was given. */
export function reasonText(reason: string | undefined): NewText {
  return reason === undefined ? undefined : { kind: 'reason', text: reason };
}

type TextCall = Pick<Call<{ id: string }>, 'account' | 'idempotency' | 'path' | 'request'>;

/** Writes the texts of a command. @returns the ids of their rows, null where there is no text */
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
    await writeMessage(database, {
      messageId: id,
      ticketId: path.id,
      authorId: account.id,
      visibility: text.visibility,
      channel: request.get('authorization') ? 'api' : 'portal',
      body: text.message,
    });
    await sendAttachments(database, account.id, files, place);
  } else {
    const note: NewNote = {
      noteId: id,
      ticketId: path.id,
      authorId: account.id,
      kind: text.kind,
      body: text.text,
      outcome: text.outcome ?? null,
      ruledOut: text.ruledOut ?? null,
    };
    await writeNote(database, note);
  }
  return id;
}
