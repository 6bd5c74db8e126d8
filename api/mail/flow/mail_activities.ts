import { mailFates } from '../../../database/mail_words.ts';
import {
  findEarlierOfThread,
  findRaw,
  noteOvertaking,
  settleMail,
  writeReadFacts,
} from '../../../database/mails.ts';
import type { MailboxRow, MailRow } from '../../../database/tables.ts';
import type { JudgedMail, MailActivities } from '../../../workflows/ports.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { beating } from '../../http/beating.ts';
import { ApiError } from '../../http/errors.ts';
import type { Authenticity, Fate, Judge } from '../judging/fate.ts';
import type { MailReader, ReadMail } from '../reading/mail.ts';
import { type CarriedOut, carryOut, parkedBecause } from './carry_out.ts';
import { findCircumstances, type Proofs } from './circumstances.ts';
import { asLine } from './mail_text.ts';
import { noteReport } from './undelivered.ts';

/** Raised with each change of what becomes of a mail, so that it is known by which rules it was judged. */
export const rulesVersion = 2;

/** What reads messages, and says what becomes of them. */
export interface Judging {
  reader: MailReader;
  judge: Judge;
  proofs: Proofs;
}

/** What becomes of a mail by the rules of today, with nothing done. */
export async function judgeNow(
  raw: Uint8Array,
  mailboxId: string,
  { reader, judge, proofs }: Judging,
  dependencies: ApiDependencies,
): Promise<{ read: ReadMail; fate: Fate; authenticity: Authenticity }> {
  const read = await reader.readMail(raw);
  const mailbox = await mailboxOf(mailboxId, dependencies);
  const circumstances = await findCircumstances(read, raw, mailbox, proofs, dependencies);
  const { authenticity } = circumstances;
  return { read, fate: judge(read, circumstances), authenticity };
}

export function createMailActivities(
  judging: Judging,
  dependencies: ApiDependencies,
): MailActivities {
  const { database } = dependencies;
  const find = (mailId: string) => database('mails').where({ mail_id: mailId }).first();
  const settle = async (mailId: string, carried: CarriedOut | JudgedMail) => {
    await settleMail(database, mailId, { ...settledOf(carried), rulesVersion });
    return true;
  };
  return {
    judgeMail: beating(async ({ mailId, isPatient }) => {
      const mail = await find(mailId);
      if (!mail || mail.fate !== null) return null;
      const earlierId = await findEarlierOfThread(database, mail);
      if (earlierId !== undefined) {
        if (isPatient) return { waitsFor: earlierId };
        await noteOvertaking(database, mailId, earlierId);
      }
      const raw = await rawOf(mail, dependencies);
      if (!raw) return { fate: 'parked', reason: 'raw_gone', ticketId: null };
      const judged = await judgeNow(raw, mail.mailbox_id, judging, dependencies);
      await writeReadFacts(database, mailId, factsOf(judged));
      await noteReport(judged.read, mailId, database);
      return mail.ordered === null
        ? judgedOf(judged.fate)
        : { fate: mail.ordered, reason: null, ticketId: null };
    }),

    carryOutMail: beating(async ({ mailId, judged, isLast }) => {
      const mail = await find(mailId);
      if (!mail || mail.fate !== null) return true;
      if (judged.fate === 'parked' || judged.fate === 'refused') return settle(mailId, judged);
      const raw = await rawOf(mail, dependencies);
      if (!raw) return settle(mailId, { fate: 'parked', reason: 'raw_gone', ticketId: null });
      const mailbox = await mailboxOf(mail.mailbox_id, dependencies);
      const read = await judging.reader.readMail(raw);
      try {
        return await settle(mailId, await carryOut({ mail, mailbox, judged, read }, dependencies));
      } catch (error) {
        const isOver = error instanceof ApiError && error.code === 'ticket_over';
        if (isOver && !isLast) return false;
        const carried = parkedBecause(error, judged);
        if (!carried) throw error;
        return settle(mailId, carried);
      }
    }),
  };
}

async function mailboxOf(mailboxId: string, { database }: ApiDependencies): Promise<MailboxRow> {
  const mailbox = await database('mailboxes').where('mailbox_id', mailboxId).first();
  if (!mailbox) throw new Error(`Mailbox ${mailboxId} is not there`);
  return mailbox;
}

async function rawOf(
  { sha256 }: MailRow,
  { database }: ApiDependencies,
): Promise<Buffer | undefined> {
  return sha256 === null ? undefined : findRaw(database, sha256);
}

function factsOf({ read, authenticity }: { read: ReadMail; authenticity: Authenticity }) {
  const { messageId, from, subject, problems } = read;
  return {
    authenticity,
    messageId,
    fromAddress: from?.address.toLowerCase() ?? null,
    fromName: from ? asLine(from.name, 200) : null,
    subject: asLine(subject, 300),
    problems: [...new Set(problems.map(({ code }) => code))],
  };
}

export function judgedOf(fate: Fate): JudgedMail & { fate: Fate['kind'] } {
  const ticketId = 'ticketId' in fate ? fate.ticketId : null;
  return { fate: fate.kind, reason: reasonOf(fate), ticketId };
}

function reasonOf(fate: Fate): string | null {
  if ('reason' in fate) return fate.reason;
  return 'withheld' in fate ? fate.withheld : null;
}

function settledOf(carried: CarriedOut | JudgedMail) {
  const done = { detail: null, saidId: null, senderId: null, ...carried };
  return { ...done, fate: mailFate(done.fate) };
}

function mailFate(fate: string) {
  const known = mailFates.find((one) => one === fate);
  if (!known) throw new Error(`'${fate}' is no fate of a mail`);
  return known;
}
