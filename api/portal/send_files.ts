import { uploadAttachment } from '../tickets/attachments/attachments.ts';
import type { GivenForm } from './form_body.ts';
import { ask, type Visit } from './visit.ts';

/**
 * Keeps the files of a form, each under a key of its own: sent again they are the same files.
 * @returns their ids
 */
export async function sendFiles(
  visit: Visit,
  { files }: GivenForm,
  key: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, { name, bytes }] of files.entries()) {
    const { body } = await ask(uploadAttachment, visit, {
      query: { name: name === '' ? `file-${index + 1}` : name },
      bytes,
      idempotencyKey: `${key}-${index}`,
    });
    ids.push(body.id);
  }
  return ids;
}
