import { isDatabaseAway } from '../../../database/away.ts';
import type { MailboxRow, MailRow } from '../../../database/tables.ts';
import type { JudgedMail } from '../../../workflows/ports.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { askFromDesk, type DeskVisit } from '../../http/desk_visit.ts';
import { ApiError } from '../../http/errors.ts';
import { idempotencyOf } from '../../http/idempotency.ts';
import { worksOnTickets } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { uploadAttachment } from '../../tickets/attachments/attachments.ts';
import { attachmentBytesMax, attachmentsMax } from '../../tickets/attachments/contract.ts';
import { assign } from '../../tickets/commands/assignment.ts';
import { addMessage } from '../../tickets/commands/conversation.ts';
import { openTicket } from '../../tickets/opening.ts';
import type { MailAttachment, ReadMail } from '../reading/mail.ts';
import { answersInternal } from './answered_mail.ts';
import { asBody, asLine, subjectOf, wordsOfMail } from './mail_text.ts';
import { accountOfSender, deskAccount, findByMailAddress, type NoSender } from './senders.ts';
import { holderOf, wasForDesk } from './undelivered.ts';

/** A message whose fate is known and is to come true. */
export interface MailToCarryOut {
  mail: MailRow;
  mailbox: MailboxRow;
  judged: JudgedMail;
  read: ReadMail;
}

/** What became of it on the desk. */
export interface CarriedOut {
  fate: 'ticket' | 'follow_up' | 'message' | 'note' | 'bounce' | 'parked';
  reason: string | null;
  detail: string | null;
  ticketId: string | null;
  saidId: string | null;
  senderId: string | null;
}

/**
 * Does what becomes of a message, by the desk's own operations and under keys that are made of who the
 * message is: done again it finds what was done. What the desk refuses is parked, with its words.
 * @throws ApiError where the desk cannot do it now, or the ticket ended since it was judged
 */
export async function carryOut(
  given: MailToCarryOut,
  dependencies: ApiDependencies,
): Promise<CarriedOut> {
  const { judged } = given;
  if (judged.fate === 'note' || judged.fate === 'bounce') {
    return noteOnTicket(given, judged.fate, dependencies);
  }
  const sender = await senderOf(given, dependencies);
  if (typeof sender === 'string') return parked(judged, sender);
  if (judged.fate === 'message') return saidOnTicket(given, sender, dependencies);
  return openedTicket(given, sender, dependencies);
}

function parked(
  { ticketId }: JudgedMail,
  reason: string,
  detail: string | null = null,
): CarriedOut {
  return { fate: 'parked', reason, detail, ticketId, saidId: null, senderId: null };
}

/** What the desk will not do however often it is asked; a ticket that ended since is judged again. */
export function parkedBecause(error: unknown, judged: JudgedMail): CarriedOut | undefined {
  if (!(error instanceof ApiError) || isDatabaseAway(error)) return undefined;
  if (error.status >= 500 || error.status === 429) return undefined;
  return parked(judged, 'desk_refused', asLine(`${error.code}: ${error.message}`, 500));
}

async function senderOf(
  { read, mailbox }: MailToCarryOut,
  dependencies: ApiDependencies,
): Promise<Account | NoSender> {
  if (!read.from) return 'sender_unreadable';
  return accountOfSender(read.from, mailbox, dependencies);
}

async function openedTicket(
  given: MailToCarryOut,
  account: Account,
  dependencies: ApiDependencies,
): Promise<CarriedOut> {
  const { mail, mailbox, judged, read } = given;
  const visit = { account, dependencies, channel: 'email' } as const;
  const files = await sendFiles(given, account, dependencies);
  const link =
    judged.fate === 'follow_up' && judged.ticketId !== null
      ? { link: { kind: 'follow_up_of', id: judged.ticketId } }
      : {};
  const idempotencyKey = keyOf(mail, 'ticket');
  const ticket = await openOnce(visit, idempotencyKey, {
    subject: subjectOf(read, mailbox.locale),
    // What was forwarded is what it is about: of a new ticket nothing is folded away.
    description: asBody(read.text, files.notes, mailbox.locale),
    process: mailbox.process_id,
    ...link,
    ...(files.ids.length > 0 && { attachments: files.ids }),
  });
  const detail = await giveToGroup(given, ticket.id, ticket.group, dependencies);
  return {
    fate: judged.fate === 'follow_up' ? 'follow_up' : 'ticket',
    reason: judged.reason,
    detail,
    ticketId: ticket.id,
    saidId: null,
    senderId: account.id,
  };
}

/** @returns the ticket, and the group it was routed to where it was opened now */
async function openOnce(
  visit: DeskVisit,
  idempotencyKey: string,
  body: object,
): Promise<{ id: string; group: string | undefined }> {
  try {
    const { body: ticket } = await askFromDesk(openTicket, visit, { idempotencyKey, body });
    return { id: ticket.id, group: ticket.group.id };
  } catch (error) {
    if (!isSaidBefore(error)) throw error;
    return { id: madeBy(visit.account, idempotencyKey).ticketId, group: undefined };
  }
}

/** The group of the mailbox gets it; where the ticket does not go there, it stays where it was routed. */
async function giveToGroup(
  { mail, mailbox: { group_id: group } }: MailToCarryOut,
  ticketId: string,
  routedTo: string | undefined,
  dependencies: ApiDependencies,
): Promise<string | null> {
  if (group === null || group === routedTo) return null;
  try {
    const account = await deskAccount(dependencies);
    await askFromDesk(
      assign,
      { account, dependencies, channel: 'email' },
      {
        idempotencyKey: keyOf(mail, 'group'),
        path: { id: ticketId },
        body: { group },
      },
    );
    return null;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error;
    return asLine(`not given to ${group}: ${error.message}`, 500);
  }
}

async function saidOnTicket(
  given: MailToCarryOut,
  account: Account,
  dependencies: ApiDependencies,
): Promise<CarriedOut> {
  const { mailbox, judged, read } = given;
  const { ticketId } = judged;
  if (ticketId === null) return parked(judged, 'desk_refused');
  const files = await sendFiles(given, account, dependencies);
  // What it quotes is on the ticket already; the original is one click away.
  const text = read.folded.visible.trim() === '' ? read.text : read.folded.visible;
  const isNote = worksOnTickets(account) && (await answersInternal(read, dependencies));
  const saidId = await say(given, ticketId, account, dependencies, {
    body: asBody(text, files.notes, mailbox.locale),
    visibility: isNote ? 'internal' : 'public',
    ...(files.ids.length > 0 && { attachments: files.ids }),
  });
  const { reason } = judged;
  return { fate: 'message', reason, detail: null, ticketId, saidId, senderId: account.id };
}

async function noteOnTicket(
  given: MailToCarryOut,
  fate: 'note' | 'bounce',
  dependencies: ApiDependencies,
): Promise<CarriedOut> {
  const { mailbox, judged, read } = given;
  const { ticketId } = judged;
  if (ticketId === null) return parked(judged, 'desk_refused');
  if (fate === 'bounce' && (await wasForDesk(read, dependencies))) {
    const detail = asLine(bounceText(read, mailbox), 500);
    return { fate, reason: judged.reason, detail, ticketId, saidId: null, senderId: null };
  }
  const account = await deskAccount(dependencies);
  const files =
    fate === 'note' ? await sendFiles(given, account, dependencies) : { ids: [], notes: [] };
  const body = fate === 'note' ? strangerText(read, mailbox) : bounceText(read, mailbox);
  const saidId = await say(given, ticketId, account, dependencies, {
    body: asBody(body, files.notes, mailbox.locale),
    visibility: 'internal',
    ...(fate === 'bounce' && { mentions: await holderOf(ticketId, dependencies) }),
    ...(files.ids.length > 0 && { attachments: files.ids }),
  });
  const sender = read.from && (await findSender(read.from.address, dependencies));
  return {
    fate,
    reason: judged.reason,
    detail: fate === 'bounce' ? asLine(body, 500) : null,
    ticketId,
    saidId,
    senderId: sender ?? null,
  };
}

async function findSender(
  address: string,
  { database }: ApiDependencies,
): Promise<string | undefined> {
  const known = await findByMailAddress(database, address);
  return known?.accountId;
}

interface Said {
  body: string;
  visibility: 'public' | 'internal';
  mentions?: { agents: string[]; groups: string[] };
  attachments?: readonly string[];
}

/** @returns the id of the message */
async function say(
  { mail }: MailToCarryOut,
  ticketId: string,
  account: Account,
  dependencies: ApiDependencies,
  body: Said,
): Promise<string> {
  const idempotencyKey = keyOf(mail, 'message');
  const { saidId } = madeBy(account, idempotencyKey);
  try {
    const question = { idempotencyKey, path: { id: ticketId }, body };
    await askFromDesk(addMessage, { account, dependencies, channel: 'email' }, question);
  } catch (error) {
    // It was said before, in words that the desk would choose otherwise today.
    if (!isSaidBefore(error)) throw error;
  }
  return saidId;
}

function isSaidBefore(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'idempotency_key_reused';
}

/** What is made under a key, by the same derivation as whoever made it. */
function madeBy({ id }: Account, key: string) {
  const idempotency = idempotencyOf(id, key, { method: '', path: '', body: null });
  return { ticketId: idempotency.ticketId(), saidId: idempotency.textId('message') };
}

function keyOf({ identity, mail_id: id }: MailRow, part: string): string {
  return `mail-${identity ?? id}-${part}`;
}

function strangerText(read: ReadMail, { locale }: MailboxRow): string {
  const { from, text } = read;
  const who = from ? asLine(`${from.name} <${from.address}>`, 300) : '?';
  return `${wordsOfMail(locale).stranger(who)}\n\n${text}`;
}

function bounceText({ automatic }: ReadMail, { locale }: MailboxRow): string {
  const failed = automatic.deliveryReport?.recipients ?? [];
  const lines = failed.map(({ address, status, diagnostic }) =>
    wordsOfMail(locale).bounced(
      address,
      asLine([status, diagnostic].filter(Boolean).join(' '), 500),
    ),
  );
  return lines.length > 0 ? lines.join('\n') : wordsOfMail(locale).bounced('?', '?');
}

/** Pictures of signatures are smaller; what somebody pasted into a mail is not. */
const inlineBytesMin = 12 * 1024;

/** Sends the files of a mail to the desk, as many as go with a text; it says which do not. */
async function sendFiles(
  { mail, mailbox, read }: MailToCarryOut,
  account: Account,
  dependencies: ApiDependencies,
): Promise<{ ids: string[]; notes: string[] }> {
  const wanted = read.attachments
    .filter(({ isInline, content }) => !isInline || content.length >= inlineBytesMin)
    .sort((one, two) => Number(one.isInline) - Number(two.isInline));
  const fitting = wanted.filter(isSendable).slice(0, attachmentsMax);
  const ids: string[] = [];
  for (const [n, { name, content }] of fitting.entries()) {
    const { body } = await askFromDesk(
      uploadAttachment,
      { account, dependencies, channel: 'email' },
      {
        idempotencyKey: keyOf(mail, `file-${n}`),
        query: { name: asLine(name, 200) || 'file' },
        bytes: Buffer.from(content.buffer, content.byteOffset, content.length),
      },
    );
    ids.push(body.id);
  }
  const leftOut = wanted.filter((file) => !fitting.includes(file)).map(({ name }) => name);
  const names = asLine(leftOut.join(', '), 500);
  return { ids, notes: leftOut.length > 0 ? [wordsOfMail(mailbox.locale).leftOut(names)] : [] };
}

function isSendable({ content }: MailAttachment): boolean {
  return content.length > 0 && content.length <= attachmentBytesMax;
}
