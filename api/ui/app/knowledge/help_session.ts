import { minuteMs } from '../../../../workflows/domain/durations.ts';
import type { ArticleFeedback, ArticleSuggestions, Input, Reply } from '../../../contract.ts';
import { desk, newIdempotencyKey } from '../client/desk.ts';
import { isAgent, isRequester, me } from '../client/session.ts';

/**
 * One search for help of one person in this tab: over the help pages and the form of a new ticket,
 * until it ends or nothing has happened for half an hour. What cannot be remembered is left out:
 * reading and asking never wait for it.
 */
interface Kept {
  id: string;
  accountId: string;
  at: number;
}

export type HelpPlace = 'portal' | 'form';

const setting = 'palier.help';
const quietMaxMs = 30 * minuteMs;
let starting: Promise<string | null> | null = null;

export function helpSession(): string | null {
  const kept = read();
  const isMine = kept?.accountId === me.value?.id;
  return kept && isMine && Date.now() - kept.at < quietMaxMs ? kept.id : null;
}

export function endHelpSession(): void {
  write(null);
}

/** Agents who look something up have no session: they do not help themselves, they work. */
async function ensureSession(place: HelpPlace): Promise<string | null> {
  if (!me.value || !isRequester(me.value) || isAgent(me.value)) return null;
  const known = helpSession();
  if (known !== null) {
    keep(known);
    return known;
  }
  starting ??= start(place).finally(() => {
    starting = null;
  });
  return starting;
}

async function start(place: HelpPlace): Promise<string | null> {
  const answer = await desk.startKnowledgeSession(
    { body: { place } },
    { idempotencyKey: newIdempotencyKey() },
  );
  if (!answer.isOk) return null;
  keep(answer.data.id);
  return answer.data.id;
}

interface Question {
  subject: string;
  description?: string;
  category?: string;
  limit: number;
}

/** The articles that may answer a question, remembered as shown. */
export async function suggest(
  place: HelpPlace,
  question: Question,
  signal?: AbortSignal,
): Promise<Reply<ArticleSuggestions>> {
  const session = await ensureSession(place);
  const answer = await ask({ ...question, ...(session ? { session } : {}) }, signal);
  if (answer.isOk || session === null || !isAboutSession(answer)) return answer;
  endHelpSession();
  return ask(question, signal);
}

function ask(body: Input<'suggestArticles'>['body'], signal?: AbortSignal) {
  return desk.suggestArticles({ body }, signal ? { signal } : {});
}

function isAboutSession(answer: Reply<unknown>): boolean {
  return !answer.isOk && answer.problem.errors?.some(({ path }) => /session$/i.test(path)) === true;
}

export async function reportOpened(place: HelpPlace, article: string): Promise<void> {
  const session = await ensureSession(place);
  if (session === null) return;
  const answer = await desk.addKnowledgeEvent({
    path: { id: session },
    body: { type: 'opened', article },
  });
  // The session is somebody else's or gone: the next thing that happens begins a new one.
  if (!answer.isOk && answer.problem.status === 404) endHelpSession();
}

/**
 * Says whether an article solved it. On the help pages that ends the search; whoever is writing a
 * request may still send it.
 */
export async function judge(
  place: HelpPlace,
  article: string,
  isHelpful: boolean,
  comment?: string,
): Promise<Reply<ArticleFeedback>> {
  const session = await ensureSession(place);
  const body = { isHelpful, ...(comment ? { comment } : {}), ...(session ? { session } : {}) };
  const answer = await desk.giveArticleFeedback(
    { path: { id: article }, body },
    { idempotencyKey: newIdempotencyKey() },
  );
  if (answer.isOk && isHelpful && place === 'portal') endHelpSession();
  return answer;
}

/** Whoever closes the window has left; whoever only reloads it comes back, and the desk sees that. */
addEventListener('pagehide', () => {
  const session = helpSession();
  if (session === null) return;
  const input = { path: { id: session }, body: { type: 'abandoned' } } as const;
  void desk.addKnowledgeEvent(input, { keepalive: true });
});

function keep(id: string): void {
  write({ id, accountId: me.value?.id ?? '', at: Date.now() });
}

let fallback: string | null = null;

function read(): Kept | null {
  let text = fallback;
  try {
    text = sessionStorage.getItem(setting);
  } catch {
    // Storage is refused: it lasts as long as the page.
  }
  return text === null ? null : (JSON.parse(text) as Kept);
}

function write(kept: Kept | null): void {
  fallback = kept && JSON.stringify(kept);
  try {
    if (fallback === null) sessionStorage.removeItem(setting);
    else sessionStorage.setItem(setting, fallback);
  } catch {
    // As above.
  }
}
