import { findRaw } from '../../database/mails.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FoundMail } from './find_mails.ts';

/** What a mail says, read from its bytes now; nulls where they are gone. */
export interface MailText {
  text: string | null;
  visible: string | null;
  files: { name: string; sizeBytes: number }[];
  problems: { code: string; words: string }[];
}

export async function textOf(
  { sha256 }: FoundMail,
  { database, mail }: Pick<ApiDependencies, 'database' | 'mail'>,
): Promise<MailText> {
  const raw = sha256 === null ? undefined : await findRaw(database, sha256);
  if (!raw) return { text: null, visible: null, files: [], problems: [] };
  const { text, folded, attachments, problems } = await mail.reader.readMail(raw);
  return {
    text,
    visible: folded.visible,
    files: attachments.map(({ name, content }) => ({ name, sizeBytes: content.length })),
    problems,
  };
}
