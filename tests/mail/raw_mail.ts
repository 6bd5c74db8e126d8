import { readingLimits, unreadMail } from '../../api/mail/reading/limits.ts';
import type { ReadMail } from '../../api/mail/reading/mail.ts';
import { readMessage } from '../../api/mail/reading/read_message.ts';

/** A message's bytes: header lines, then the body. Every letter is one byte, as in Latin-1. */
export function rawMail(headers: readonly string[], body = ''): Buffer {
  return Buffer.from([...headers, '', body].join('\r\n'), 'latin1');
}

/** A message of UTF-8, as people write them now. */
export function rawText(headers: readonly string[], body: string): Buffer {
  const usual = ['From: Marie <marie@example.org>', 'Message-ID: <one@example.org>'];
  return Buffer.from([...usual, ...headers, '', body].join('\r\n'), 'utf8');
}

/** A message of parts: each its header lines, an empty line and its body. */
export function rawParts(
  type: string,
  parts: readonly string[],
  headers: readonly string[] = [],
): Buffer {
  const body = `${parts.map((part) => `--limit\r\n${part}\r\n`).join('')}--limit--\r\n`;
  return rawText([...headers, `Content-Type: ${type}; boundary=limit`], body);
}

export const read = (raw: Uint8Array) => readMessage(raw, readingLimits);

/** A mail of Marie's with nothing special about it, but for what a test says. */
export function mailWith(changed: Partial<ReadMail> = {}): ReadMail {
  const { automatic, ...blank } = unreadMail({ code: 'failed', words: '' });
  return {
    ...blank,
    automatic,
    messageId: 'rfc822:one@example.org',
    from: { name: 'Marie', address: 'marie@example.org' },
    fromProblem: null,
    subject: 'The printer on floor 2',
    text: 'It does not print.',
    problems: [],
    ...changed,
  };
}

export const automaticWith = (changed: Partial<ReadMail['automatic']>): ReadMail['automatic'] => ({
  ...mailWith().automatic,
  ...changed,
});
