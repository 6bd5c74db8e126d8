import type { FetchMessageObject } from 'imapflow';
import { isDatabaseAway } from '../../../database/away.ts';
import { beginCounting, noteStuck } from '../../../database/mailboxes.ts';
import {
  findKeptUids,
  type KeptMail,
  keepMail,
  type ListedMail,
  parkUnread,
  renumberSkipped,
  skipMails,
} from '../../../database/mails.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import { hourMs } from '../../../workflows/domain/durations.ts';
import type { Following } from './follow_mailbox.ts';
import { MailboxError, mailBytesMax, type OpenFolder } from './imap_client.ts';
import { hashOfMail, identityOfMail, threadKeysOf } from './mail_identity.ts';

/** A folder that is read, and how far. */
export interface FolderReading {
  row: MailboxRow;
  open: OpenFolder;
  uidValidity: bigint;
  /** What the server gave below it was there at the first connection. */
  startUid: number;
  /** UIDs that have a row. */
  kept: Set<number>;
  /** The server began to count anew since it was read last. */
  isRenumbered: boolean;
  /** All that it lists was compared with what is kept; only what is new is asked for since. */
  isCompared: boolean;
}

/**
 * Begins to read a folder, as its server counts now.
 * @returns undefined where nobody has said yet what is to become of what is there
 */
export async function beginFolder(
  { database }: Following,
  row: MailboxRow,
  open: OpenFolder,
): Promise<FolderReading | undefined> {
  const { uidValidity, uidNext } = open.folder;
  const isCounted = row.uid_validity !== null && BigInt(row.uid_validity) === uidValidity;
  if (!isCounted) {
    await beginCounting(database, row.mailbox_id, { uidValidity, startUid: uidNext });
  }
  if (row.start_from === null) return undefined;
  return {
    row,
    open,
    uidValidity,
    startUid: isCounted ? Number(row.start_uid) : uidNext,
    kept: await findKeptUids(database, row.mailbox_id, uidValidity),
    isRenumbered: row.uid_validity !== null && !isCounted,
    isCompared: false,
  };
}

/** Messages that are asked for in one command, and their bytes unless one alone is larger. */
const batchMax = 50;
const batchBytesMax = 8 * 1024 * 1024;
const listedAtOnce = 1_000;
/** A message that cannot be fetched so often is written down, and those behind it are read. */
const triesMax = 3;
/** As often the connection may be lost at one message: it may be large, and the way bad. */
const dropsMax = 6;

/**
 * Keeps all that the server has and the desk has not. Nothing is told from how many messages the
 * server says there are, nor from when: each UID it lists has a row afterwards.
 */
export async function catchUp(
  following: Following,
  reading: FolderReading,
  over: AbortSignal,
): Promise<void> {
  const { open, kept } = reading;
  open.hasNews = false;
  const range = reading.isCompared ? `${highestOf(kept) + 1}:*` : '1:*';
  const listed = (await open.client.search({ uid: range }, { uid: true })) || [];
  const missing = listed.filter((uid) => !kept.has(uid)).sort((one, two) => one - two);
  for (let at = 0; at < missing.length && !over.aborted; at += listedAtOnce) {
    const mails = await describe(reading, missing.slice(at, at + listedAtOnce));
    const wanted = await leaveSkipped(following, reading, mails);
    for (const batch of batchesOf(wanted)) {
      if (over.aborted) return;
      await keepBatch(following, reading, batch, over);
    }
  }
  reading.isCompared = !over.aborted;
}

/** A mailbox may have more messages than a function takes arguments. */
function highestOf(uids: Iterable<number>): number {
  let highest = 0;
  for (const uid of uids) if (uid > highest) highest = uid;
  return highest;
}

/** When each came and how large it is. One that is gone by now is not there. */
async function describe({ open }: FolderReading, uids: readonly number[]): Promise<ListedMail[]> {
  if (uids.length === 0) return [];
  const query = { uid: true, internalDate: true, size: true };
  const mails: ListedMail[] = [];
  for await (const one of open.client.fetch([...uids], query, { uid: true })) {
    mails.push(listedOf(one));
  }
  return mails.sort((one, two) => one.uid - two.uid);
}

function listedOf({ uid, internalDate, size }: FetchMessageObject): ListedMail {
  const at = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  // A server that does not say when it got a message: now is when the desk does.
  return {
    uid,
    deliveredAt: Number.isNaN(at) ? new Date() : new Date(at),
    sizeBytes: size ?? 0,
  };
}

/** Leaves alone what was there before the mailbox was to be read. @returns the others */
async function leaveSkipped(
  { database }: Following,
  { row, uidValidity, startUid, isRenumbered, kept }: FolderReading,
  mails: readonly ListedMail[],
): Promise<ListedMail[]> {
  const skipped: ListedMail[] = [];
  const wanted: ListedMail[] = [];
  for (const mail of mails) {
    const isKnown =
      isRenumbered && (await renumberSkipped(database, row.mailbox_id, uidValidity, mail));
    if (isKnown) kept.add(mail.uid);
    else if (isLeft(row, startUid, isRenumbered, mail)) skipped.push(mail);
    else wanted.push(mail);
  }
  if (skipped.length > 0) await skipMails(database, row.mailbox_id, uidValidity, skipped);
  for (const { uid } of skipped) kept.add(uid);
  return wanted;
}

/** A server's clock may be so far off: what came in between is read rather than left alone. */
const clockMs = hourMs;

function isLeft(
  { start_from: from, start_since: since, start_chosen_at: chosenAt }: MailboxRow,
  startUid: number,
  isRenumbered: boolean,
  { uid, deliveredAt }: ListedMail,
): boolean {
  if (from === 'all' || uid >= startUid) return false;
  if (from === 'since') return since !== null && deliveredAt < since;
  // Its numbers tell nothing any more of what was there at the first connection.
  return !isRenumbered || (chosenAt !== null && +deliveredAt < +chosenAt - clockMs);
}

function batchesOf(mails: readonly ListedMail[]): ListedMail[][] {
  const batches: ListedMail[][] = [];
  let bytes = 0;
  for (const mail of mails) {
    const last = batches.at(-1);
    const isFull = last && (last.length >= batchMax || bytes + mail.sizeBytes > batchBytesMax);
    if (!last || isFull) {
      batches.push([mail]);
      bytes = mail.sizeBytes;
    } else {
      last.push(mail);
      bytes += mail.sizeBytes;
    }
  }
  return batches;
}

/** @throws MailboxError where the server lists a message and does not give it */
async function keepBatch(
  following: Following,
  reading: FolderReading,
  batch: readonly ListedMail[],
  over: AbortSignal,
): Promise<void> {
  const { database } = following;
  const { row, open, uidValidity, kept } = reading;
  const wanted = new Map<number, ListedMail>();
  for (const mail of batch) {
    if (mail.sizeBytes <= mailBytesMax) wanted.set(mail.uid, mail);
    else await parkUnread(database, row.mailbox_id, uidValidity, mail, 'too_large');
    kept.add(mail.uid);
  }
  const done: KeptMail[] = [];
  try {
    const query = { uid: true, source: true };
    const uids = [...wanted.keys()];
    if (uids.length === 0) return;
    for await (const { uid, source } of open.client.fetch(uids, query, { uid: true })) {
      const mail = wanted.get(uid);
      if (!mail || !source?.length) continue;
      done.push(await keepOne(following, reading, mail, source));
      wanted.delete(uid);
    }
  } catch (error) {
    const [next] = wanted.values();
    const isOfDatabase = open.ended() === undefined && isDatabaseAway(error);
    if (next && !over.aborted && !isOfDatabase) {
      await leaveAfter(dropsMax, following, reading, next);
    }
    throw error;
  } finally {
    for (const uid of wanted.keys()) kept.delete(uid);
    await following.onKept(done);
  }
  const [first] = wanted.values();
  if (first) await seeToMissing(following, reading, first);
}

function keepOne(
  { database }: Following,
  { row, uidValidity }: FolderReading,
  { uid, deliveredAt }: ListedMail,
  bytes: Buffer,
): Promise<KeptMail> {
  const sha256 = hashOfMail(bytes);
  return keepMail(database, {
    mailboxId: row.mailbox_id,
    place: { uidValidity, uid },
    raw: { bytes, sha256 },
    identity: identityOfMail(bytes, sha256),
    threadKeys: threadKeysOf(bytes),
    deliveredAt,
  });
}

/** A message that was listed did not come: it was deleted meanwhile, or the server does not give it. */
async function seeToMissing(
  following: Following,
  reading: FolderReading,
  mail: ListedMail,
): Promise<void> {
  const { open } = reading;
  const still = (await open.client.search({ uid: String(mail.uid) }, { uid: true })) || [];
  if (!still.includes(mail.uid)) return;
  if (await leaveAfter(triesMax, following, reading, mail)) return;
  throw new MailboxError('message_not_given', `UID ${mail.uid} is listed and not given`);
}

/** Writes down a message that could not be fetched so often. @returns whether it could not */
async function leaveAfter(
  tries: number,
  { database }: Following,
  { row, uidValidity, kept }: FolderReading,
  mail: ListedMail,
): Promise<boolean> {
  if ((await noteStuck(database, row.mailbox_id, mail.uid)) < tries) return false;
  await parkUnread(database, row.mailbox_id, uidValidity, mail, 'not_given');
  kept.add(mail.uid);
  return true;
}
