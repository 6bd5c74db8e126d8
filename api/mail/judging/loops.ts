import type { ReadMail } from '../reading/mail.ts';
import type { Circumstances, Fate, ParkingReason } from './fate.ts';

/** An address as mailboxes are compared: lower case, without what stands behind `+`. */
export function plainAddress(address: string): string {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf('@');
  const plus = lower.indexOf('+');
  return plus > 0 && plus < at ? lower.slice(0, plus) + lower.slice(at) : lower;
}

/** Why a mail is one of ours that came back by another way; null where it is not. */
export function ownMail(mail: ReadMail, circumstances: Circumstances): ParkingReason | null {
  const { known, ownAddresses, ownDesk } = circumstances;
  const isKnown = known.some(({ messageId, isOurs }) => isOurs && messageId === mail.messageId);
  if (isKnown || mail.automatic.sentByDesk === ownDesk) return 'own_message';
  const from = mail.from === null ? null : plainAddress(mail.from.address);
  return from !== null && ownAddresses.includes(from) ? 'own_address' : null;
}

/** A list that came by way of another one is not the mailbox's own. */
function isOwnList(lists: readonly string[], ownLists: readonly string[]): boolean {
  return lists.length > 0 && lists.every((one) => ownLists.includes(one));
}

/** What becomes of a report of a server on a message; null where the mail is none. */
export function fateOfReport(mail: ReadMail, circumstances: Circumstances): Fate | null {
  const report = mail.automatic.deliveryReport;
  if (report === null) return null;
  const { originalMessageId, recipients } = report;
  const ours = circumstances.known.find(
    ({ messageId, isOurs }) => isOurs && messageId === originalMessageId,
  );
  if (ours === undefined) return { kind: 'parked', reason: 'delivery_report', ticketId: null };
  const { ticketId, messageId: outgoing } = ours;
  const undelivered = recipients.find(({ action }) => action === 'failed');
  if (undelivered !== undefined || recipients.length === 0) {
    const { address, status, diagnostic } = undelivered ?? {
      address: '',
      status: null,
      diagnostic: '',
    };
    const recipient = address === '' ? null : address;
    return { kind: 'bounce', ticketId, outgoing, recipient, status, diagnostic };
  }
  const isDelayed = recipients.some(({ action }) => action === 'delayed');
  return { kind: 'parked', reason: isDelayed ? 'delivery_delayed' : 'delivery_report', ticketId };
}

/** Why a mail was written by a machine; null where nothing says so. */
export function machineReason(
  { automatic, shownAs }: ReadMail,
  { ownLists }: Circumstances,
): ParkingReason | null {
  if (automatic.isAbuseReport) return 'abuse_report';
  if (automatic.isReadReceipt) return 'read_receipt';
  if (shownAs.some((one) => one.kind === 'calendar' && one.method === 'REPLY'))
    return 'calendar_reply';
  if (automatic.outOfOffice !== null) return 'out_of_office';
  if (automatic.autoSubmitted !== null) {
    return automatic.sentByDesk === null ? 'auto_submitted' : 'other_desk';
  }
  if (automatic.precedence === 'auto_reply') return 'auto_submitted';
  // Of its own list a mailbox gets what people write to it: what a machine wrote is told above.
  if (isOwnList(automatic.lists, ownLists)) {
    return automatic.hasEmptyReturnPath ? 'auto_submitted' : null;
  }
  // A list says so in its own headers; an advertiser has only the one to leave it by.
  const isList = automatic.listHeaders.some((name) => /^list-(id|post|help|archive)$/.test(name));
  if (isList || automatic.precedence === 'list') return 'mailing_list';
  if (/^(bulk|junk)$/.test(automatic.precedence ?? '') || automatic.listHeaders.length > 0)
    return 'bulk';
  return automatic.hasEmptyReturnPath ? 'auto_submitted' : null;
}
