import test from 'ava';
import {
  type ArticleFacts,
  articleFacts,
  type SourceArticle,
} from '../../analytics/facts/articles.ts';
import {
  type SessionFacts,
  type SourceSession,
  sessionFacts,
} from '../../analytics/facts/sessions.ts';
import { at, requester, Ticket } from '../domain/desk.ts';
import {
  type Cut,
  inColumnsOf,
  type KnowledgeFacts,
  nextTicketId,
  rowsOfMetric,
  warehouseOf,
  zone,
} from './given.ts';

const january: Cut = { from: '2026-01-01', to: '2026-01-31' };
/** Seventeen days after the first sessions: their seven days are over. */
const later = at(17, '12:00');

interface Case {
  metric: string;
  given: KnowledgeFacts[];
  tickets?: Ticket[];
  cut?: Partial<Cut>;
  through?: number;
  expect: Record<string, unknown>[];
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { metric, given, tickets, cut, through, expect }: Case) => {
  const warehouse = await warehouseOf(tickets ?? [], through ?? later, zone, given);
  const rows = await rowsOfMetric(warehouse, metric, { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

const pseudonym = (id: string) => `~${id}`;
let sessionCount = 0;

interface Told extends Partial<Omit<SourceSession, 'searches' | 'views'>> {
  searches?: Partial<SourceSession['searches'][number]>[];
  views?: Partial<SourceSession['views'][number]>[];
}

/** A session on day 0 at nine, of the requester of the tickets. */
function session({ searches = [], views = [], ...told }: Told = {}): SessionFacts {
  sessionCount += 1;
  const startedAt = told.startedAt ?? at(0, '09:00');
  return sessionFacts(
    {
      sessionId: `kns-${sessionCount}`,
      accountId: requester.id,
      place: 'portal',
      locale: 'en',
      startedAt,
      lastSeenAt: startedAt,
      ending: null,
      solvedByArticleId: null,
      ticketId: null,
      ...told,
      searches: searches.map((search, index) => ({
        n: index + 1,
        query: 'vpn',
        category: null,
        resultCount: 1,
        at: startedAt,
        ...search,
      })),
      views: views.map((view) => ({
        articleId: 'art-vpn',
        rank: 1,
        shownAt: startedAt,
        openedAt: null,
        verdict: null,
        ...view,
      })),
    },
    pseudonym,
  );
}

/** A session in which the article was opened. */
function reading(told: Told = {}): SessionFacts {
  const openedAt = told.startedAt ?? at(0, '09:00');
  return session({ views: [{ openedAt }], ...told });
}

function article(fields: Partial<SourceArticle> = {}): ArticleFacts {
  return articleFacts({
    articleId: 'art-vpn',
    slug: 'vpn',
    title: 'VPN',
    kind: 'guide',
    category: 'vpn',
    service: null,
    state: 'published',
    locales: ['en'],
    ownerId: 'acc-lea',
    sourceTicketId: null,
    version: 1,
    createdAt: at(0, '08:00'),
    firstPublishedAt: at(0, '08:00'),
    updatedAt: at(0, '08:00'),
    reviewAt: null,
    ...fields,
  });
}

function opened(day: number, time: string, category = 'vpn'): Ticket {
  return new Ticket(at(day, time), { ticketId: nextTicketId(), category });
}

// Self-service -----------------------------------------------------------------------------------

const none = {
  opened_count: 1,
  decided_count: 1,
  confirmed_count: 0,
  implied_count: 0,
  failed_count: 0,
  followed_count: 0,
  waiting_count: 0,
};
const deflection = (given: SessionFacts, counts: object, more: Partial<Case> = {}): Case => ({
  metric: 'deflection',
  given: [given],
  cut: { period: 'none' },
  expect: [{ ...none, ...counts }],
  ...more,
});

test(
  'an article that was said to solve it did, if no ticket came within 7 days',
  says,
  deflection(reading({ ending: 'solved' }), { confirmed_count: 1 }),
);
test(
  'an article that was opened and left without a word may have helped, and no more',
  says,
  deflection(reading(), { implied_count: 1 }),
);
test(
  'a closed window is leaving without a word',
  says,
  deflection(reading({ ending: 'abandoned' }), { implied_count: 1 }),
);
test(
  'who opened an article and sent the request all the same was not helped',
  says,
  deflection(reading({ ending: 'submitted', ticketId: 'tkt-1' }), { failed_count: 1 }),
);
test(
  'a request sent after “solved” was not solved',
  says,
  deflection(reading({ ending: 'submitted', solvedByArticleId: 'art-vpn', ticketId: 'tkt-1' }), {
    failed_count: 1,
  }),
);
test(
  'a ticket within 7 days takes the confirmation back',
  says,
  deflection(
    reading({ ending: 'solved' }),
    { followed_count: 1 },
    { tickets: [opened(6, '12:00')] },
  ),
);
test(
  'a ticket within 7 days takes the implication back',
  says,
  deflection(reading(), { followed_count: 1 }, { tickets: [opened(0, '09:30')] }),
);
test(
  'a ticket on the eighth day takes nothing back',
  says,
  deflection(
    reading({ ending: 'solved' }),
    { confirmed_count: 1 },
    { tickets: [opened(7, '09:00')] },
  ),
);
test(
  'a ticket from before the session takes nothing back',
  says,
  deflection(
    reading({ ending: 'solved', startedAt: at(1, '09:00') }),
    { confirmed_count: 1 },
    { tickets: [opened(0, '09:00')] },
  ),
);
test(
  'a ticket of somebody else takes nothing back',
  says,
  deflection(
    reading({ ending: 'solved', accountId: 'somebody-else' }),
    { confirmed_count: 1 },
    { tickets: [opened(1, '09:00')] },
  ),
);
test(
  'while its 7 days last, a session is in no share',
  says,
  deflection(
    reading({ ending: 'solved' }),
    { decided_count: 0, waiting_count: 1, confirmed_share: null },
    { through: at(6, '12:00') },
  ),
);
test(
  'the 7 days run from when somebody last did anything',
  says,
  deflection(
    reading({ ending: 'solved', lastSeenAt: at(3, '09:00') }),
    { decided_count: 0, waiting_count: 1 },
    { through: at(9, '12:00') },
  ),
);
test('a request that is sent fails at once', says, {
  ...deflection(reading({ ending: 'submitted', ticketId: 'tkt-1' }), { failed_count: 1 }),
  through: at(0, '10:00'),
});
test(
  'a session in which nothing was opened is no attempt',
  says,
  deflection(session({ views: [{}], searches: [{}] }), {
    opened_count: 0,
    decided_count: 0,
    confirmed_share: null,
  }),
);
test('shares are of the decided sessions, each for itself', says, {
  metric: 'deflection',
  given: [
    reading({ ending: 'solved', place: 'form' }),
    reading(),
    reading({ ticketId: 'tkt-1' }),
    reading({ startedAt: at(16, '09:00'), accountId: 'late' }),
  ],
  cut: { period: 'none' },
  expect: [
    {
      decided_count: 3,
      confirmed_share: 1 / 3,
      implied_share: 1 / 3,
      failed_share: 1 / 3,
      waiting_count: 1,
    },
  ],
});
test('it can be cut by where help was looked for', says, {
  metric: 'deflection',
  given: [reading({ ending: 'solved', place: 'form' }), reading()],
  cut: { period: 'none', segment: 'place' },
  expect: [
    { segment: 'form', confirmed_count: 1, implied_count: 0 },
    { segment: 'portal', confirmed_count: 0, implied_count: 1 },
  ],
});

// Usefulness of articles -------------------------------------------------------------------------

test('an article is as useful as those who say so, with their number', says, {
  metric: 'article_usefulness',
  given: [
    article(),
    session({ views: [{ rank: 3 }] }),
    reading({ views: [{ rank: 1, openedAt: at(0, '09:00'), verdict: 'solved' }] }),
    reading({
      ticketId: 'tkt-1',
      views: [{ rank: 2, openedAt: at(0, '09:00'), verdict: 'not_solved' }],
    }),
    reading({ views: [{ rank: null, openedAt: at(0, '09:00') }] }),
  ],
  cut: { period: 'none', segment: 'article' },
  expect: [
    {
      segment: 'vpn',
      title: 'VPN',
      shown_count: 3,
      opened_count: 3,
      open_share: 2 / 3,
      mean_rank: 2,
      solved_count: 1,
      unsolved_count: 1,
      judged_count: 2,
      solved_share: 0.5,
      asked_count: 1,
    },
  ],
});
test('an article that nobody judged has no share', says, {
  metric: 'article_usefulness',
  given: [article(), reading()],
  cut: { period: 'none', segment: 'kind' },
  expect: [
    { segment: 'guide', title: null, judged_count: 0, solved_share: null, solved_low: null },
  ],
});
test('an article that is gone is not among them', says, {
  metric: 'article_usefulness',
  given: [reading()],
  expect: [],
});

// Knowledge gaps ---------------------------------------------------------------------------------

test('a category with tickets and no article is a gap', says, {
  metric: 'knowledge_gaps',
  given: [article(), article({ articleId: 'art-2', category: 'printer', state: 'draft' })],
  tickets: [opened(0, '09:00'), opened(0, '10:00', 'printer'), opened(0, '11:00', 'printer')],
  cut: { segment: 'category' },
  expect: [
    { segment: 'printer', ticket_count: 2, article_count: 0, uncovered_ticket_count: 2 },
    { segment: 'vpn', ticket_count: 1, article_count: 1, uncovered_ticket_count: 0 },
  ],
});
test('searches in vain are counted by what they were about', says, {
  metric: 'knowledge_gaps',
  given: [
    session({
      place: 'form',
      searches: [{ category: 'vpn', resultCount: 0 }, { category: 'vpn' }],
    }),
  ],
  cut: { segment: 'category' },
  expect: [
    {
      segment: 'vpn',
      search_count: 2,
      empty_search_count: 1,
      empty_share: 0.5,
      searcher_count: 1,
    },
  ],
});
test('words are told once two different people looked for them', says, {
  metric: 'knowledge_gaps',
  given: [
    session({ searches: [{ query: 'badge', resultCount: 0 }] }),
    session({ searches: [{ query: 'badge', resultCount: 0 }], accountId: 'other' }),
    session({ searches: [{ query: 'my salary', resultCount: 0 }] }),
    session({ searches: [{ query: 'my salary', resultCount: 0 }] }),
  ],
  cut: { segment: 'query' },
  expect: [{ segment: 'badge', search_count: 2, empty_search_count: 2, ticket_count: null }],
});
test('words drafted in a form are never told', says, {
  metric: 'knowledge_gaps',
  given: ['one', 'two'].map((accountId) =>
    session({ place: 'form', accountId, searches: [{ query: 'badge', resultCount: 0 }] }),
  ),
  cut: { segment: 'query' },
  expect: [],
});
