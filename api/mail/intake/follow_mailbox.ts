import { once } from 'node:events';
import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../../../database/away.ts';
import type { Database } from '../../../database/connection.ts';
import type { MailboxFailure } from '../../../database/mail_words.ts';
import { noteFailure, noteWell, sureFailures } from '../../../database/mailboxes.ts';
import type { KeptMail } from '../../../database/mails.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import { hourMs, minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import { beginFolder, catchUp } from './catch_up.ts';
import {
  MailboxError,
  type MailboxKeys,
  mailboxErrorOf,
  type OpenFolder,
  openMailbox,
} from './imap_client.ts';

export interface Following extends MailboxKeys {
  database: Database;
  log: Logger;
  /** Has messages judged that were kept; where that cannot be asked for now, it is later. */
  onKept(mails: readonly KeptMail[]): Promise<void>;
  /** Is told when a mailbox was changed. @returns what takes it back */
  onChanged(mailboxId: string, call: () => void): () => void;
}

/** Then whoever follows begins anew, and compares all that the server has with all that is kept. */
const followMs = hourMs;
/** A server that pushes nothing is asked so often; one that is silent by mistake, too. */
const pollMs = 30 * secondMs;
const heartbeatMs = 4 * secondMs;

/**
 * Follows a mailbox until it is changed, cannot be read, or has been followed for an hour.
 * @returns when to go on; null where it is not to be followed, or waits for somebody's choice
 */
export async function followMailbox(
  following: Following,
  mailboxId: string,
): Promise<{ nextAt: number | null }> {
  const { database } = following;
  const row = await database('mailboxes').where('mailbox_id', mailboxId).first();
  if (row?.kind !== 'imap' || !row.is_enabled) return { nextAt: null };
  const { signal, heartbeat } = activityOf();
  const beat = setInterval(heartbeat, heartbeatMs);
  const ending = new AbortController();
  const unhear = following.onChanged(mailboxId, () => ending.abort());
  const over = AbortSignal.any([signal, ending.signal, AbortSignal.timeout(followMs)]);
  try {
    return await readFolder(following, row, over);
  } catch (error) {
    if (!(error instanceof MailboxError) && isDatabaseAway(error)) throw error;
    if (over.aborted) return { nextAt: Date.now() };
    return { nextAt: await writeFailure(following, row, mailboxErrorOf(error, 'reading')) };
  } finally {
    clearInterval(beat);
    unhear();
  }
}

function activityOf() {
  const context = Context.current();
  return { signal: context.cancellationSignal, heartbeat: () => context.heartbeat() };
}

async function readFolder(
  following: Following,
  row: MailboxRow,
  ending: AbortSignal,
): Promise<{ nextAt: number | null }> {
  const { database } = following;
  const open = await openMailbox(row, following);
  const over = AbortSignal.any([ending, ...endOfToken(open)]);
  const close = () => open.close();
  over.addEventListener('abort', close);
  try {
    const reading = await beginFolder(following, row, open);
    if (!reading) {
      await noteWell(database, row.mailbox_id, {
        serverCount: open.folder.exists,
        isConnected: true,
      });
      return { nextAt: null };
    }
    for (let isFirst = true; !over.aborted; isFirst = false) {
      await catchUp(following, reading, over);
      if (over.aborted) break;
      const serverCount = open.folder.exists;
      await noteWell(database, row.mailbox_id, { serverCount, isConnected: isFirst });
      await news(open, over);
      const ended = open.ended();
      if (ended && !over.aborted) throw ended;
    }
    return { nextAt: Date.now() };
  } catch (error) {
    if (over.aborted && open.ended() !== undefined) return { nextAt: Date.now() };
    // A lost connection has the same codes whoever lost it: Postgres is not blamed for the server's.
    throw open.ended() === undefined ? error : mailboxErrorOf(error, 'reading');
  } finally {
    over.removeEventListener('abort', close);
    close();
  }
}

/** Servers end what a token has opened when it is over: another is shown before. */
function endOfToken({ staleAt }: OpenFolder): AbortSignal[] {
  return staleAt ? [AbortSignal.timeout(Math.max(0, staleAt.getTime() - Date.now()))] : [];
}

/** Resolves when the server says that there is more, when it is time to ask, or when it is over. */
async function news({ client, hasNews }: OpenFolder, over: AbortSignal): Promise<void> {
  if (!client.usable || hasNews) return;
  const done = new AbortController();
  const signal = AbortSignal.any([over, done.signal, AbortSignal.timeout(pollMs)]);
  // What it answers is heard as an event; the next thing that is asked ends it.
  if (client.capabilities.has('IDLE')) client.idle().catch(() => {});
  await Promise.race(
    (['exists', 'close', 'error', 'mailboxOpen'] as const).map((event) =>
      once(client, event, { signal }),
    ),
  ).catch(() => {});
  done.abort();
}

/** After so many failures in a row: seconds at first, and half an hour where somebody is refused. */
function retryDelay({ failure }: MailboxError, streak: number): number {
  const [firstMs, longestMs] = isSure(failure)
    ? [minuteMs, hourMs / 2]
    : [2 * secondMs, 5 * minuteMs];
  return Math.min(firstMs * 2 ** Math.min(streak, 20), longestMs);
}

function isSure(failure: MailboxFailure): boolean {
  return failure !== 'folder_missing' && sureFailures.includes(failure);
}

async function writeFailure(
  { database, log }: Following,
  { mailbox_id: mailboxId, failure_streak: streak }: MailboxRow,
  error: MailboxError,
): Promise<number> {
  const nextAt = Date.now() + retryDelay(error, streak);
  const { failure, message: words } = error;
  log.warn({ mailboxId, failure }, 'a mailbox could not be read');
  await noteFailure(database, mailboxId, { failure, words, retryAt: new Date(nextAt) });
  return nextAt;
}
