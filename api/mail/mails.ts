import { recordAudit } from '../../database/audit.ts';
import { findRaw, reopenMail } from '../../database/mails.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError, notFound } from '../http/errors.ts';
import { defineOperation } from '../http/operation.ts';
import {
  mailPage,
  mailPath,
  mailQuery,
  mailReason,
  mailRendering,
  mailWithText,
  type ReplayedMail,
  replayedMail,
  replayMailBody,
} from './contract.ts';
import { type FoundMail, findMail, findMailPage, mailView } from './find_mails.ts';
import { judgedOf, judgeNow } from './flow/mail_activities.ts';
import { sendMailPage } from './mail_page.ts';
import { textOf } from './mail_texts.ts';
import { sendRaw } from './send_raw.ts';

const tag = 'Mail';

export const listMails = defineOperation({
  id: 'listMails',
  method: 'get',
  address: '/api/mails',
  summary: 'Every message that was delivered, the newest first, with what became of it',
  tag,
  query: mailQuery,
  answers: { 200: { description: 'A page of mails', schema: mailPage } },
  async handle({ query }, { database }) {
    const { items, next } = await findMailPage(database, query);
    return { status: 200, body: { items: items.map(mailView), next } };
  },
});

export const getMail = defineOperation({
  id: 'getMail',
  method: 'get',
  address: '/api/mails/{id}',
  summary: 'One mail with its text, as it is read today',
  tag,
  path: mailPath,
  answers: { 200: { description: 'The mail', schema: mailWithText } },
  async handle({ path }, dependencies) {
    const row = await findMail(dependencies.database, path.id);
    const { problems, ...text } = await textOf(row, dependencies);
    return { status: 200, body: { ...mailView(row), ...text, problems } };
  },
});

export const getRawMail = defineOperation({
  id: 'getRawMail',
  method: 'get',
  address: '/api/mails/{id}/raw',
  summary: 'A mail as its server delivered it, as a download',
  tag,
  path: mailPath,
  answers: { 200: { description: 'The message', mediaTypes: ['application/octet-stream'] } },
  async handle({ path, response }, { database }) {
    const row = await findMail(database, path.id);
    await sendRaw(row, database, response);
    return undefined;
  },
});

export const renderMail = defineOperation({
  id: 'renderMail',
  method: 'get',
  address: '/api/mails/{id}/rendering',
  summary: 'A mail as a page for a frame: its HTML, cleaned, or its source; nothing in it runs',
  tag,
  path: mailPath,
  query: mailRendering,
  answers: { 200: { description: 'The page', mediaTypes: ['text/html'] } },
  async handle({ path, query, response }, dependencies) {
    const row = await findMail(dependencies.database, path.id);
    await sendMailPage(row, query, response, dependencies);
    return undefined;
  },
});

export const replayMail = defineOperation({
  id: 'replayMail',
  method: 'post',
  address: '/api/mails/{id}/replays',
  summary:
    'Judges a mail again by the rules of today. What was done is never done twice: only what is ' +
    'parked or refused gets another fate',
  tag,
  path: mailPath,
  body: replayMailBody,
  answers: { 200: { description: 'What becomes of it now', schema: replayedMail } },
  async handle(call, dependencies) {
    const { path, body } = call;
    const { database } = dependencies;
    const row = await findMail(database, path.id);
    const now = await fateNow(row, body.order, dependencies);
    const isChanged = now.fate !== row.fate || now.reason !== row.reason;
    const isWanted = body.order !== 'try' && isChanged;
    if (isWanted && row.fate !== 'parked' && row.fate !== 'refused') {
      throw new ApiError(409, { code: 'mail_done', parameters: { id: path.id } });
    }
    const isCarriedOut =
      isWanted &&
      (await withDatabase(() =>
        database.transaction(async (trx) => {
          const ordered = body.order === 'ticket' ? 'ticket' : null;
          if (!(await reopenMail(trx, path.id, ordered))) return false;
          await recordAudit(trx, {
            ...askedBy(call),
            kind: 'mail_replayed',
            object: { kind: 'mail', id: path.id },
            before: { fate: row.fate, reason: row.reason },
            after: { fate: now.fate, reason: now.reason },
          });
          return true;
        }),
      ));
    const mail = mailView(await findMail(database, path.id));
    return { status: 200, body: { mail, now, isChanged, isCarriedOut } };
  },
});

/**
 * What becomes of a mail by the rules of today.
 * @throws ApiError 404 where its bytes are gone, 409 where they never came
 */
export async function fateNow(
  row: FoundMail,
  order: 'try' | 'judge' | 'ticket',
  dependencies: ApiDependencies,
): Promise<ReplayedMail['now']> {
  if (row.sha256 === null) {
    throw new ApiError(409, { code: 'mail_not_fetched', parameters: { id: row.mail_id } });
  }
  if (order === 'ticket') return { fate: 'ticket', reason: null, ticket: null };
  const raw = await findRaw(dependencies.database, row.sha256);
  if (!raw) throw notFound('message', row.mail_id);
  const judged = judgedOf(
    (await judgeNow(raw, row.mailbox_id, dependencies.mail, dependencies)).fate,
  );
  const ticket = judged.ticketId === null ? null : { id: judged.ticketId, number: null };
  const reason = mailReason.safeParse(judged.reason).data ?? null;
  return { fate: judged.fate, reason, ticket };
}
