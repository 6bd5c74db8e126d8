import { insertPastFeedback } from '../../database/article_feedback.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { insertPastSessions } from '../../database/knowledge_sessions.ts';
import type { ArticleFeedbackRow, KnowledgeViewRow } from '../../database/tables.ts';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import { articleIdOf, type DemoArticle, demoArticles, unanswered } from './articles.ts';
import { demoPeople, demoReaders } from './people.ts';
import { type Random, seededRandom } from './random.ts';

const pastDays = 183;
const sessionsPerWorkingHour = 0.6;

interface PastTicketRow {
  ticket_id: string;
  requester_id: string;
  opened_at: Date;
  category: string | null;
  subject: string;
}

type Locale = 'en' | 'fr';
type Verdict = 'solved' | 'not_solved' | null;

interface View {
  slug: string;
  rank: number | null;
  openedAt: number | null;
  verdict: Verdict;
}

interface Session {
  id: string;
  accountId: string;
  place: 'portal' | 'form';
  locale: Locale;
  startedAt: number;
  lastSeenAt: number;
  ending: 'solved' | 'abandoned' | 'submitted' | null;
  ticketId: string | null;
  query: string | null;
  category: string | null;
  views: View[];
}

/**
 * Writes half a year of people who looked for help: those who found it, those who left, and those
 * whose tickets are the demo's own. In one transaction: where one session is, all are.
 */
export async function writeReading(database: Database, now: number): Promise<void> {
  if (await database('knowledge_sessions').where('session_id', 'like', 'kns-demo-%').first())
    return;
  const tickets = await database('tickets')
    .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
    .where('tickets.origin', 'demo')
    .where('tickets.channel', 'portal')
    .orderBy('tickets.opened_at')
    .select<PastTicketRow[]>([
      'tickets.ticket_id',
      'tickets.requester_id',
      'tickets.opened_at',
      'tickets.category',
      'ticket_contents.subject',
    ]);
  const sessions = [...tickets.flatMap((ticket) => beforeTicket(ticket, now)), ...alone(now)];
  await database.transaction((trx) => insertSessions(trx, sessions));
}

/** Half of those who sent a request from the portal had been shown something first. */
function beforeTicket(ticket: PastTicketRow, now: number): Session[] {
  const openedAt = ticket.opened_at.getTime();
  const random = seededRandom(Math.floor(openedAt / minuteMs) + 1);
  if (!random.chance(0.5)) return [];
  const startedAt = openedAt - minuteMs - Math.round(random.around(3 * minuteMs));
  const shelf = published(startedAt, now).filter(({ category }) => category === ticket.category);
  const views = shownOf(shelf, random);
  if (random.chance(0.55)) open(views, startedAt, random, false);
  return [
    {
      id: `kns-demo-${ticket.ticket_id.slice(4)}`,
      accountId: ticket.requester_id,
      place: 'form',
      locale: localeOf(ticket.requester_id),
      startedAt,
      lastSeenAt: openedAt,
      ending: 'submitted',
      ticketId: ticket.ticket_id,
      query: ticket.subject,
      category: ticket.category,
      views,
    },
  ];
}

/** Those who never sent anything, at work on weekdays. */
function alone(now: number): Session[] {
  const sessions: Session[] = [];
  const from = Math.floor((now - pastDays * dayMs) / hourMs) * hourMs;
  for (let start = from; start < now - hourMs; start += hourMs) {
    const date = new Date(start);
    const isAtWork =
      date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 7 && date.getUTCHours() < 17;
    const random = seededRandom(Math.floor(start / hourMs) + 7919);
    if (!isAtWork || !random.chance(sessionsPerWorkingHour)) continue;
    sessions.push(aloneAt(start + Math.floor(random.next() * hourMs), random, now));
  }
  return sessions;
}

function aloneAt(startedAt: number, random: Random, now: number): Session {
  const readers = random.chance(0.9) ? demoReaders : busyRequesters;
  const { accountId } = random.pick(readers);
  const locale = localeOf(accountId);
  const place = random.chance(0.6) ? 'portal' : 'form';
  const session = {
    id: `kns-demo-${Math.floor(startedAt / 1000).toString(36)}`,
    accountId,
    place,
    locale,
    startedAt,
    lastSeenAt: startedAt + minuteMs + Math.round(random.around(4 * minuteMs)),
    ticketId: null,
    category: null,
  } as const;
  if (random.chance(0.16)) {
    return { ...session, ending: null, query: random.pick(unanswered[locale]), views: [] };
  }
  const wanted = random.weigh(demoArticles);
  const query = random.pick(wanted.queries[locale]);
  const shelf = published(startedAt, now).filter(({ category }) => category === wanted.category);
  const isThere = shelf.includes(wanted);
  const others = shelf.filter((article) => article !== wanted);
  const views = isThere ? shownOf([wanted, ...others], random) : [];
  const verdict = random.chance(0.85) && isThere ? open(views, startedAt, random, true) : null;
  const left = random.chance(0.5) ? 'abandoned' : null;
  return { ...session, ending: verdict === 'solved' ? 'solved' : left, query, views };
}

/** At most three, the first one mostly on top. */
function shownOf(articles: DemoArticle[], random: Random): View[] {
  const [first, ...others] = articles;
  if (!first) return [];
  const next = others.slice(0, 2);
  const order = random.chance(0.8) ? [first, ...next] : [...next, first];
  return order.map(({ slug }, index) => ({
    slug,
    rank: index + 1,
    openedAt: null,
    verdict: null,
  }));
}

/** Opens one of what is shown; some readers then say whether it helped. */
function open(views: View[], startedAt: number, random: Random, mayHelp: boolean): Verdict {
  const view = random.chance(0.85) ? views[0] : random.pick(views);
  if (!view) return null;
  const solves = demoArticles.find(({ slug }) => slug === view.slug)?.solves ?? 0;
  view.openedAt = startedAt + 20_000 + Math.round(random.around(40_000));
  const helped = mayHelp && random.chance(solves);
  if (helped && random.chance(0.6)) view.verdict = 'solved';
  if (!helped && random.chance(0.3)) view.verdict = 'not_solved';
  return view.verdict;
}

function published(at: number, now: number): DemoArticle[] {
  return demoArticles.filter(({ publishedDaysAgo }) => now - publishedDaysAgo * dayMs <= at);
}

const busyRequesters = demoPeople.filter(({ roles }) => roles.includes('requester'));
const locales = new Map(
  [...demoPeople, ...demoReaders].map(({ accountId, locale }) => [accountId, locale ?? 'en']),
);

function localeOf(accountId: string): Locale {
  return locales.get(accountId) ?? 'en';
}

async function insertSessions(trx: Transaction, sessions: Session[]): Promise<void> {
  await insertPastSessions(trx, {
    sessions: sessions.map((session) => ({
      session_id: session.id,
      account_id: session.accountId,
      place: session.place,
      locale: session.locale,
      started_at: new Date(session.startedAt),
      last_seen_at: new Date(session.lastSeenAt),
      ending: session.ending,
      solved_by_article_id: solverOf(session),
      ticket_id: session.ticketId,
    })),
    searches: sessions.map(({ id, query, category, views, startedAt }) => ({
      session_id: id,
      n: 1,
      query: query ?? '',
      category,
      result_count: views.length,
      searched_at: new Date(startedAt),
    })),
    views: sessions.flatMap(viewRows),
  });
  await insertPastFeedback(trx, feedbackRows(sessions));
}

function solverOf({ views }: Session): string | null {
  const solver = views.find(({ verdict }) => verdict === 'solved');
  return solver ? articleIdOf(solver.slug) : null;
}

function viewRows({ id, views, startedAt }: Session): KnowledgeViewRow[] {
  return views.map(({ slug, rank, openedAt, verdict }) => ({
    session_id: id,
    article_id: articleIdOf(slug),
    rank,
    shown_at: new Date(startedAt),
    opened_at: openedAt === null ? null : new Date(openedAt),
    verdict,
  }));
}

/** The last word of each person on each article. */
function feedbackRows(sessions: Session[]): ArticleFeedbackRow[] {
  const last = new Map<string, ArticleFeedbackRow>();
  const inOrder = sessions.toSorted((one, other) => one.startedAt - other.startedAt);
  for (const { accountId, views, lastSeenAt } of inOrder) {
    for (const { slug, verdict } of views) {
      if (verdict === null) continue;
      last.set(`${accountId} ${slug}`, {
        article_id: articleIdOf(slug),
        account_id: accountId,
        is_helpful: verdict === 'solved',
        comment: null,
        given_at: new Date(lastSeenAt),
      });
    }
  }
  return [...last.values()];
}
