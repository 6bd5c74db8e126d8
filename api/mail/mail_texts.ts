import { findRaw } from '../../database/mails.ts';
import { storableText } from '../../database/storable_text.ts';
import type { ApiDependencies } from '../dependencies.ts';
import {
  type MailHeaders,
  type MailMark,
  type MailWithText,
  mailAuthenticity,
} from './contract.ts';
import type { FoundMail } from './find_mails.ts';
import type { ReadMail, ShownAs } from './reading/mail.ts';

type ReadFields =
  | 'headers'
  | 'authenticity'
  | 'marks'
  | 'hasHtml'
  | 'remotePictureCount'
  | 'text'
  | 'visible'
  | 'files'
  | 'problems';

/** What a mail says, read from its bytes now; nulls where they are gone. */
export type MailText = Pick<MailWithText, ReadFields>;

export async function textOf(
  { sha256, authenticity }: FoundMail,
  { database, mail }: Pick<ApiDependencies, 'database' | 'mail'>,
): Promise<MailText> {
  const raw = sha256 === null ? undefined : await findRaw(database, sha256);
  const known = { authenticity: mailAuthenticity.safeParse(authenticity).data ?? null };
  if (!raw) return { ...nothing, ...known };
  const read = await mail.reader.readMail(raw);
  const { text, folded, html, remotePictures, attachments, shownAs, problems } = read;
  return {
    ...known,
    headers: headersOf(read),
    marks: shownAs.map(markOf),
    hasHtml: html !== null,
    remotePictureCount: remotePictures.length,
    text,
    visible: folded.visible,
    files: attachments.map(({ name, content }) => ({ name, sizeBytes: content.length })),
    problems,
  };
}

const nothing: Omit<MailText, 'authenticity'> = {
  headers: null,
  marks: [],
  hasHtml: false,
  remotePictureCount: 0,
  text: null,
  visible: null,
  files: [],
  problems: [],
};

/** Of a header with thousands of addresses as many as anybody reads. */
const addressesMax = 100;

function headersOf(read: ReadMail): MailHeaders {
  const { from, fromProblem, sender, replyTo, to, cc, messageId, sentAt } = read;
  return {
    from,
    fromProblem,
    sender,
    replyTo: replyTo.slice(0, addressesMax),
    to: to.slice(0, addressesMax),
    cc: cc.slice(0, addressesMax),
    messageId: messageId?.slice('rfc822:'.length) ?? null,
    sentAt: isoOrNull(sentAt),
    authenticationResults: read.authenticationResults
      .slice(0, 10)
      .map((value) => storableText(value, 2_000)),
  };
}

function markOf(mark: ShownAs): MailMark {
  if (mark.kind !== 'calendar') return mark;
  return { ...mark, startAt: isoOrNull(mark.startAt), endAt: isoOrNull(mark.endAt) };
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
