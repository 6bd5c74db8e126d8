import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { SigningKey } from './signing.ts';

/** Beside those that are signed always; what a reader may leave by must be signed (RFC 8058 §4). */
const signedHeaders = [
  ...['From', 'Reply-To', 'To', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References'],
  ...['MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Content-Language'],
  ...['Auto-Submitted', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
].join(':');

/** The bytes of a message, as they go over: signed where there is a key. */
export async function buildMessage(
  message: SendMailOptions,
  key: SigningKey | null = null,
): Promise<Buffer> {
  const writer = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(key && {
      dkim: {
        domainName: key.domain,
        keySelector: key.selector,
        privateKey: key.privateKey,
        headerFieldNames: signedHeaders,
      },
    }),
  });
  const { message: bytes } = await writer.sendMail(message);
  if (!(bytes instanceof Buffer)) throw new Error('A message was written to no buffer');
  return bytes;
}
