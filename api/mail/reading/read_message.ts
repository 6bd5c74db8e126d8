import { readAutomaticSigns } from './automatic.ts';
import { readBodies } from './bodies.ts';
import { foldText } from './folding/fold.ts';
import {
  addressesOf,
  decodeHeaderText,
  firstOf,
  identitiesOf,
  identityOf,
  instantOf,
  readAddress,
  readFrom,
  valuesOf,
} from './headers.ts';
import type { FromProblem, ReadingLimits, ReadingProblem, ReadMail } from './mail.ts';
import { type Part, partsOf, splitMessage } from './parts.ts';
import { signedContent } from './smime.ts';

const deliveryHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'];

const fromWords: Record<FromProblem, string> = {
  missing: 'It has no From',
  several: 'It has several From: which is meant nobody can say',
  unreadable: 'Its From is no address',
};

/** What only the headers of a message say. */
function readHeaders(root: Part, problems: ReadingProblem[]) {
  const { headers } = root;
  const { from, problem } = readFrom(headers);
  if (problem) problems.push({ code: `from_${problem}`, words: fromWords[problem] });
  const ids = valuesOf(headers, 'message-id');
  const messageId =
    identityOf(/<[^<>]+>/.exec(ids[0] ?? '')?.[0].replace(/\s+/g, '') ?? ids[0] ?? '') ?? null;
  if (messageId === null) {
    problems.push({ code: 'message_id_missing', words: 'It has no Message-ID' });
  } else if (new Set(ids).size > 1) {
    problems.push({
      code: 'message_id_repeated',
      words: `It has ${ids.length} Message-IDs: the first is taken`,
    });
  }
  const date = firstOf(headers, 'date');
  const sentAt = instantOf(date);
  if (date !== null && sentAt === null) {
    problems.push({
      code: 'date_unreadable',
      words: `Its Date is '${decodeHeaderText(date).slice(0, 100)}'`,
    });
  }
  return {
    messageId,
    inReplyTo: identitiesOf(valuesOf(headers, 'in-reply-to')),
    references: identitiesOf(valuesOf(headers, 'references')),
    from,
    fromProblem: problem,
    sender: addressesOf(headers, 'sender')[0] ?? null,
    replyTo: addressesOf(headers, 'reply-to'),
    to: addressesOf(headers, 'to'),
    cc: addressesOf(headers, 'cc'),
    deliveredTo: headers
      .filter(({ name }) => deliveryHeaders.includes(name))
      .map(({ value }) => readAddress(value.replace(/^<|>$/g, '').trim()))
      .filter((address) => address !== undefined),
    subject: decodeHeaderText(firstOf(headers, 'subject') ?? ''),
    sentAt,
    authenticationResults: valuesOf(headers, 'authentication-results'),
  };
}

/** An opaque signature as if it stood beside what it signs: a part of its own, and what is in it. */
async function openSigned(part: Part, limits: ReadingLimits): Promise<void> {
  if (!/^application\/(x-)?pkcs7-mime$/.test(part.contentType)) return;
  const content = signedContent(part.content);
  if (content === null) return;
  const inner = await splitMessage(content, limits);
  part.contentType = 'multipart/signed';
  part.parameters = { protocol: 'application/pkcs7-signature' };
  part.children = [{ ...inner.root, parent: part }];
  for (const child of inner.root.children) child.parent = part.children[0] ?? null;
}

/** Where the headers of a message end, at most so many bytes on. */
function headOf(raw: Buffer, bytesMax: number): Buffer {
  const ends = ['\r\n\r\n', '\n\n'].map((end) => raw.indexOf(end)).filter((at) => at !== -1);
  return raw.subarray(0, Math.min(raw.length, bytesMax, ...ends));
}

/**
 * A message, read in this thread: `startMailReader` reads it in another.
 * @param problem why its headers alone are read; null to read all of it
 */
export async function readMessage(
  bytes: Uint8Array,
  limits: ReadingLimits,
  problem: ReadingProblem | null = null,
): Promise<ReadMail> {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isTooLarge = raw.length > limits.bytesMax;
  const reason = isTooLarge
    ? {
        code: 'too_large' as const,
        words: `It has ${raw.length} bytes: up to ${limits.bytesMax} are read`,
      }
    : problem;
  const head = headOf(raw, limits.headerBytesMax / 4);
  const split = await splitMessage(reason === null ? raw : head, limits);
  // Where they are too long, their beginning says who wrote it all the same.
  const { root } = split.root.headers.length > 0 ? split : await splitMessage(head, limits);
  for (const part of [...partsOf(root)]) await openSigned(part, limits);
  const problems = reason === null ? split.problems : [reason, ...split.problems];
  const headers = readHeaders(root, problems);
  const bodies = readBodies(
    reason === null ? root : { ...root, contentType: 'text/plain', content: Buffer.alloc(0) },
    limits,
  );
  const folded = foldText(bodies.text, headers.subject);
  const automatic = readAutomaticSigns({
    root,
    from: headers.from?.address ?? null,
    subject: headers.subject,
    text: bodies.text,
    visible: folded.visible,
  });
  return {
    ...headers,
    text: bodies.text,
    folded,
    html: bodies.html,
    remotePictures: bodies.remotePictures,
    attachments: bodies.attachments,
    shownAs: bodies.shownAs,
    automatic,
    problems: [...problems, ...bodies.problems],
  };
}
