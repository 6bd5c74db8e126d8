import { secondMs } from '../../../workflows/domain/durations.ts';
import type { ReadingLimits, ReadingProblem, ReadMail } from './mail.ts';

const mebibyte = 1024 * 1024;

/** Above what providers send on (25 MB, a third more as base64) and far below what hurts. */
export const readingLimits: ReadingLimits = {
  bytesMax: 50 * mebibyte,
  partsMax: 500,
  depthMax: 50,
  headerBytesMax: mebibyte,
  textLengthMax: 1_000_000,
  htmlLengthMax: 1_000_000,
  timeoutMs: 20 * secondMs,
  memoryMegabytesMax: 512,
};

/** A message of which nothing could be read, as one that was. */
export function unreadMail(problem: ReadingProblem): ReadMail {
  return {
    messageId: null,
    inReplyTo: [],
    references: [],
    from: null,
    fromProblem: 'unreadable',
    sender: null,
    replyTo: [],
    to: [],
    cc: [],
    deliveredTo: [],
    subject: '',
    sentAt: null,
    text: '',
    folded: { visible: '', quoted: '', signature: '', blocks: [] },
    html: null,
    remotePictures: [],
    attachments: [],
    shownAs: [],
    automatic: {
      autoSubmitted: null,
      precedence: null,
      listHeaders: [],
      lists: [],
      deliveryReport: null,
      isAbuseReport: false,
      isReadReceipt: false,
      outOfOffice: null,
      hasEmptyReturnPath: false,
      responseSuppressed: [],
      sentByDesk: null,
    },
    authenticationResults: [],
    problems: [problem],
  };
}
