import { hash } from 'node:crypto';
import { uploadAttachment } from '../tickets/attachments/attachments.ts';
import type { GivenFile, GivenForm } from './form_body.ts';
import { ask, type Visit } from './visit.ts';

/**
 * A browser does not choose files again by itself: what came with a form is uploaded at once, and the
 * form that is shown next names it. Whose it is, and whether it was sent already, is asked when it is sent.
 */
export interface KeptFile {
  id: string;
  name: string;
}

/** As a form says it. */
export function keptText({ id, name }: KeptFile): string {
  return `${id} ${name}`;
}

export function keptFile(text: string): KeptFile {
  const [id = ''] = text.split(' ', 1);
  return { id, name: text.slice(id.length + 1) || id };
}

/** Uploads one file of a form; sent again it is the same file. @throws ApiError where it is not taken */
export async function keepFile(
  visit: Visit,
  given: GivenForm,
  { name, bytes }: GivenFile,
): Promise<GivenForm> {
  const fileName = name === '' ? `file-${given.kept.length + 1}` : name;
  const content = hash('sha256', Buffer.concat([Buffer.from(`${fileName}\n`), bytes]));
  const { body } = await ask(uploadAttachment, visit, {
    query: { name: fileName },
    bytes,
    idempotencyKey: `${given.text('key')}-${content}`,
  });
  const others = given.kept.filter(({ id }) => id !== body.id);
  return { ...given, kept: [...others, { id: body.id, name: body.name }] };
}

/** What goes with the form, by id. */
export function attachmentsOf({ kept }: GivenForm): { attachments?: string[] } {
  return kept.length === 0 ? {} : { attachments: [...new Set(kept.map(({ id }) => id))] };
}
