import { z } from 'zod';
import type { AttachmentPlace } from '../../../database/attachments.ts';
import type { NoteRow } from '../../../database/tables.ts';
import type { CommandTexts, NewMessage, NewNote } from '../../../database/ticket_texts.ts';
import type { Visibility } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import type { Call } from '../../http/operation.ts';
import { noteText } from '../../http/text.ts';
import { checkAttachments, sendAttachments } from '../attachments/send_attachments.ts';
import { wayOf } from '../way.ts';

/** A text that goes with a command, written before it. Undefined where the caller gave none. */
export type NewText = MessageText | NoteText | undefined;

interface MessageText {
  message: string;
  visibility: Visibility;
  attachments?: readonly string[];
}

interface NoteText {
  kind: NoteRow['kind'];
  text: string;
  outcome?: string;
  ruledOut?: string;
}

export const reasonBody = z.strictObject({ reason: noteText.optional() }).meta({ id: 'Reason' });

/** A reason as a text of its command; nothing where none was given. */
export function reasonText(reason: string | undefined): NewText {
  return reason === undefined ? undefined : { kind: 'reason', text: reason };
}

type TextCall = Pick<
  Call<{ id: string }>,
  'account' | 'idempotency' | 'path' | 'request' | 'response'
>;

/** The texts of a command as they are written with it. */
export interface PreparedTexts<T extends string> {
  /** The ids of their rows, null where there is no text. */
  ids: Record<T, string | null>;
  rows: CommandTexts;
  files: { ids: readonly string[]; place: AttachmentPlace }[];
}

/**
 * Makes the rows of the texts of a command, and checks the files that go with them.
 * @throws ApiError 400 naming a file that cannot be sent, 503
 */
export async function prepareTexts<T extends string>(
  texts: Record<T, NewText>,
  call: TextCall,
  { database }: ApiDependencies,
): Promise<PreparedTexts<T>> {
  const ids: Partial<Record<T, string | null>> = {};
  const rows: CommandTexts = { messages: [], notes: [] };
  const files: PreparedTexts<T>['files'] = [];
  for (const [role, text] of Object.entries(texts) as [T, NewText][]) {
    const id = text ? call.idempotency.textId(role) : null;
    ids[role] = id;
    if (!text || id === null) continue;
    if ('message' in text) {
      rows.messages.push(messageRow(id, text, call));
      files.push({ ids: text.attachments ?? [], place: { message_id: id } });
    } else {
      rows.notes.push(noteRow(id, text, call));
    }
  }
  for (const { ids, place } of files) await checkAttachments(database, call.account.id, ids, place);
  return { ids: ids as Record<T, string | null>, rows, files };
}

/** Sends the files of texts that are written now. @throws ApiError 400, 503 */
export async function sendFiles(
  { files }: PreparedTexts<string>,
  { account }: TextCall,
  { database }: ApiDependencies,
): Promise<void> {
  for (const { ids, place } of files) await sendAttachments(database, account.id, ids, place);
}

function messageRow(
  id: string,
  text: MessageText,
  { account, path, request, response }: TextCall,
): NewMessage {
  return {
    message_id: id,
    ticket_id: path.id,
    author_id: account.id,
    visibility: text.visibility,
    channel: wayOf({ request, response }),
    body: text.message,
  };
}

function noteRow(id: string, text: NoteText, { account, path }: TextCall): NewNote {
  return {
    note_id: id,
    ticket_id: path.id,
    author_id: account.id,
    kind: text.kind,
    body: text.text,
    outcome: text.outcome ?? null,
    ruled_out: text.ruledOut ?? null,
  };
}
