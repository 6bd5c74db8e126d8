import { recordAudit } from '../../database/audit.ts';
import type { Database } from '../../database/connection.ts';
import { insertMailReplay } from '../../database/mail_replays.ts';
import { reopenMail } from '../../database/mails.ts';
import { secondMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { askedBy } from '../http/audited.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError } from '../http/errors.ts';
import { isRepetition } from '../http/idempotency.ts';
import { defineOperation } from '../http/operation.ts';
import {
  type MailReplays,
  mailQuery,
  mailReplays,
  type ReplayPreview,
  replayedAtOnceMax,
  replayPreviewPage,
  replaysBody,
} from './contract.ts';
import { type FoundMail, findMailPage, findMailsById, mailView } from './find_mails.ts';
import { fateNow } from './mails.ts';

const tag = 'Mail';
const address = '/api/mail-replays';

/** Some mails take seconds to read: what is left then is asked for anew. */
const timeMs = 20 * secondMs;
const previewedMax = 50;

type Order = 'judge' | 'ticket';
type Result = MailReplays['items'][number];

export const previewReplays = defineOperation({
  id: 'previewReplays',
  method: 'get',
  address,
  summary:
    'What would become of mails by the rules of today, the newest first; nothing is done. Those that ' +
    'are neither parked nor refused are left out',
  tag,
  query: mailQuery,
  answers: { 200: { description: 'A page of mails with both fates', schema: replayPreviewPage } },
  async handle({ query }, dependencies) {
    const open = (['parked', 'refused'] as const).filter(
      (fate) => query.fate === undefined || query.fate.includes(fate),
    );
    if (open.length === 0) return { status: 200, body: { items: [], next: null } };
    const limit = Math.min(query.limit ?? previewedMax, previewedMax);
    const page = await findMailPage(dependencies.database, { ...query, fate: [...open], limit });
    const isOver = limitedTo(timeMs);
    const items: ReplayPreview[] = [];
    for (const row of page.items) {
      const outcome = isOver() ? noTime : await judged(row, 'judge', dependencies);
      items.push({ mail: mailView(row), ...outcome, isChanged: isChange(row, outcome.now) });
    }
    return { status: 200, body: { items, next: page.next } };
  },
});

export const replayMails = defineOperation({
  id: 'replayMails',
  method: 'post',
  address,
  summary:
    `Judges up to ${replayedAtOnceMax} mails again, each by itself: one that cannot be judged keeps none ` +
    'of the others from it. What was done is never done twice',
  tag,
  body: replaysBody,
  isKeyed: true,
  answers: { 200: { description: 'What became of each', schema: mailReplays } },
  async handle(call, dependencies) {
    const { body, idempotency, account } = call;
    const { database } = dependencies;
    const { commandId, fingerprint } = idempotency;
    const before = await findDone(database, commandId);
    if (before && isRepetition(before.fingerprint, idempotency)) return answerOf(before.results);
    const results = await judgeAll(body.mails, body.order, dependencies);
    const done = await withDatabase(() =>
      database.transaction(async (trx) => {
        const carried: Result[] = [];
        for (const result of results) {
          const isCarriedOut =
            result.isCarriedOut &&
            (await reopenMail(trx, result.id, body.order === 'ticket' ? 'ticket' : null));
          carried.push({ ...result, isCarriedOut });
        }
        const replay = { command_id: commandId, account_id: account.id, fingerprint };
        if (!(await insertMailReplay(trx, { ...replay, results: carried }))) throw new Overtaken();
        const entries = carried.filter((one) => one.isCarriedOut);
        const said = entries.map(({ id, before: was, now }) => ({
          ...askedBy(call),
          kind: 'mail_replayed' as const,
          object: { kind: 'mail' as const, id },
          before: { fate: was?.fate ?? null, reason: was?.reason ?? null },
          after: { fate: now?.fate ?? null, reason: now?.reason ?? null },
        }));
        if (said.length > 0) await recordAudit(trx, ...said);
        return carried;
      }),
    ).catch(async (error: unknown) => {
      if (!(error instanceof Overtaken)) throw error;
      const first = await findDone(database, commandId);
      if (!first) throw error;
      isRepetition(first.fingerprint, idempotency);
      return first.results;
    });
    return answerOf(done);
  },
});

/** The same request came twice at once, and the other was first. */
class Overtaken extends Error {}

function answerOf(items: Result[]) {
  const carriedOutCount = items.filter(({ isCarriedOut }) => isCarriedOut).length;
  return { status: 200, body: { items, carriedOutCount } } as const;
}

async function findDone(
  database: Database,
  commandId: string,
): Promise<{ fingerprint: string; results: Result[] } | undefined> {
  const row = await withDatabase(() =>
    database('mail_replays').where({ command_id: commandId }).first('fingerprint', 'results'),
  );
  return row && { ...row, results: mailReplays.shape.items.parse(row.results) };
}

async function judgeAll(
  ids: readonly string[],
  order: Order,
  dependencies: ApiDependencies,
): Promise<Result[]> {
  const found = await findMailsById(dependencies.database, ids);
  const rows = new Map(found.map((row) => [row.mail_id, row]));
  const isOver = limitedTo(timeMs);
  const results: Result[] = [];
  for (const id of ids) {
    const row = rows.get(id);
    if (!row) {
      results.push({ id, before: null, now: null, isCarriedOut: false, problem: 'not_there' });
      continue;
    }
    const outcome = isOver() ? noTime : await judged(row, order, dependencies);
    const { fate, reason } = mailView(row);
    const isCarriedOut = isChange(row, outcome.now);
    results.push({ id, before: { fate, reason }, ...outcome, isCarriedOut });
  }
  return results;
}

type Outcome = Pick<Result, 'now' | 'problem'>;

const noTime: Outcome = { now: null, problem: 'no_time' };

/** What becomes of one mail; what is wrong with it is said, and is no matter of the others. */
async function judged(
  row: FoundMail,
  order: Order,
  dependencies: ApiDependencies,
): Promise<Outcome> {
  if (row.fate !== 'parked' && row.fate !== 'refused') return { now: null, problem: 'done' };
  if (!row.has_raw) return { now: null, problem: 'raw_gone' };
  try {
    return { now: await fateNow(row, order, dependencies), problem: null };
  } catch (error) {
    // Its bytes went in this moment.
    if (error instanceof ApiError && error.status === 404) {
      return { now: null, problem: 'raw_gone' };
    }
    throw error;
  }
}

function isChange({ fate, reason }: FoundMail, now: Outcome['now']): boolean {
  return now !== null && (now.fate !== fate || now.reason !== reason);
}

function limitedTo(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}
