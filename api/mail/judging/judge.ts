import type { ReadingProblemCode, ReadMail } from '../reading/mail.ts';
import type {
  Circumstances,
  Fate,
  NamedTicket,
  ParkingReason,
  ThreadEvidence,
  WithholdingReason,
} from './fate.ts';
import { fateOfReport, machineReason, ownMail } from './loops.ts';
import { findThread, type Thread } from './threading.ts';

/** What could not be read of a mail, and why it waits for that. */
const unreadable: Partial<Record<ReadingProblemCode, ParkingReason>> = {
  too_large: 'too_large',
  too_many_parts: 'too_many_parts',
  too_deep: 'too_many_parts',
  too_many_headers: 'unreadable',
  too_slow: 'too_slow',
  too_much_memory: 'too_slow',
  failed: 'unreadable',
};

const parked = (reason: ParkingReason, ticketId: string | null = null): Fate => ({
  kind: 'parked',
  reason,
  ticketId,
});

/**
 * What becomes of a mail: a pure function, so that a mail can be judged anew after a rule changed. In
 * this order: who it is from must be one; what cannot be read waits; nothing goes round in circles;
 * who sent it must not be disproved; then the ticket it belongs to.
 */
export function judge(mail: ReadMail, circumstances: Circumstances): Fate {
  if (mail.fromProblem === 'several') return { kind: 'refused', reason: 'several_senders' };
  for (const { code } of mail.problems) {
    const reason = unreadable[code];
    if (reason !== undefined) return parked(reason);
  }
  const thread = findThread(mail, circumstances);
  return (
    circleFate(mail, circumstances, thread) ??
    senderFate(mail, circumstances, thread) ??
    contentFate(mail, circumstances, thread) ??
    threadFate(mail, circumstances, thread)
  );
}

const ticketOf = (thread: Thread) =>
  thread === null || thread === 'ambiguous' ? null : thread.ticketId;

function circleFate(mail: ReadMail, circumstances: Circumstances, thread: Thread): Fate | null {
  const report = fateOfReport(mail, circumstances);
  if (report !== null) return report;
  const reason = ownMail(mail, circumstances) ?? machineReason(mail, circumstances);
  return reason === null ? null : parked(reason, ticketOf(thread));
}

function senderFate(mail: ReadMail, { authenticity }: Circumstances, thread: Thread): Fate | null {
  if (mail.from === null) {
    const isMissing = mail.fromProblem === 'missing';
    return parked(isMissing ? 'sender_missing' : 'sender_unreadable', ticketOf(thread));
  }
  if (authenticity.verdict !== 'fail') return null;
  if (authenticity.policy === 'reject') return { kind: 'refused', reason: 'sender_forged' };
  return authenticity.policy === 'quarantine' ? parked('sender_unproven', ticketOf(thread)) : null;
}

function contentFate(mail: ReadMail, { limits }: Circumstances, thread: Thread): Fate | null {
  const isTooLarge = mail.attachments.some(
    ({ content }) => content.length > limits.attachmentBytesMax,
  );
  if (isTooLarge) return parked('attachment_too_large', ticketOf(thread));
  const isEmpty = mail.text.trim() === '' && mail.attachments.length === 0 && mail.subject === '';
  return isEmpty ? parked('empty', ticketOf(thread)) : null;
}

function threadFate(mail: ReadMail, circumstances: Circumstances, thread: Thread): Fate {
  if (thread === 'ambiguous') return parked('reference_ambiguous');
  const named = thread === null ? undefined : circumstances.tickets[thread.ticketId];
  if (thread === null || named === undefined) return newTicket(mail, circumstances);
  return onTicket(mail, circumstances, named, thread.by);
}

function onTicket(
  mail: ReadMail,
  circumstances: Circumstances,
  { ticketId, standing, isParticipant }: NamedTicket,
  by: ThreadEvidence,
): Fate {
  const { authenticity, limits } = circumstances;
  if (standing === 'erased') return parked('ticket_erased', ticketId);
  if (standing === 'over') return parked('ticket_over', ticketId);
  if (!isParticipant) {
    // To nobody outside of a thread does it say what became of it.
    if (standing === 'closed') return newTicket(mail, circumstances);
    return { kind: 'note', ticketId, by, reason: 'sender_not_of_thread' };
  }
  if (authenticity.verdict === 'fail') {
    return { kind: 'note', ticketId, by, reason: 'sender_unproven_in_thread' };
  }
  const isBusy =
    circumstances.sentOfLate.toAddress >= limits.toAddressMax || hasOpenedMany(circumstances);
  if (standing === 'resolved' && isBusy) return parked('too_many_from_address', ticketId);
  if (standing !== 'closed') return { kind: 'message', ticketId, by };
  if (hasOpenedMany(circumstances)) return parked('too_many_from_address', ticketId);
  return { kind: 'follow_up', ticketId, by, withheld: withheldFrom(mail, circumstances) };
}

const hasOpenedMany = ({ openedByAddressOfLate, limits }: Circumstances) =>
  openedByAddressOfLate >= limits.openedByAddressMax;

function newTicket(mail: ReadMail, circumstances: Circumstances): Fate {
  if (hasOpenedMany(circumstances)) return parked('too_many_from_address');
  return { kind: 'ticket', withheld: withheldFrom(mail, circumstances) };
}

const unanswered =
  /^(no-?_?reply|do-?_?not-?_?reply|ne-?pas-?repondre|mailer-daemon|postmaster|bounces?)\b/i;

/** Why the sender gets no acknowledgement; null where one is due. */
function withheldFrom(mail: ReadMail, circumstances: Circumstances): WithholdingReason | null {
  const { authenticity, sentOfLate, limits } = circumstances;
  // To a forged sender it would be a mail that nobody asked for.
  if (authenticity.verdict === 'fail') return 'sender_not_proven';
  if (mail.from !== null && unanswered.test(mail.from.address)) return 'no_reply_address';
  const suppressed = mail.automatic.responseSuppressed;
  if (suppressed.includes('all') || suppressed.includes('autoreply')) return 'response_suppressed';
  if (sentOfLate.toAddress >= limits.toAddressMax) return 'many_to_address';
  return sentOfLate.toDomain >= limits.toDomainMax ? 'many_to_domain' : null;
}
