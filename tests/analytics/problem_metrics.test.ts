import test from 'ava';
import { articleFacts } from '../../analytics/facts/articles.ts';
import { type ProblemFacts, problemFacts } from '../../analytics/facts/problems.ts';
import {
  isProblemOpen,
  type ProblemCommand,
  type ProblemState,
} from '../../workflows/domain/problem.ts';
import { decideProblem } from '../../workflows/domain/problem_rules.ts';
import { at, lea, process, Ticket } from '../domain/desk.ts';
import { type Cut, inColumnsOf, nextTicketId, rowsOfMetric, warehouseOf, zone } from './given.ts';

const january: Cut = { from: '2026-01-05', to: '2026-01-31', segment: 'topic' };
const later = at(24, '12:00');
const problemId = 'prb-1';

interface Case {
  given: Ticket[];
  problems?: ProblemFacts[];
  articles?: { category: string; service: string | null; state?: string }[];
  cut?: Partial<Cut>;
  expect: Record<string, unknown>[];
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { given, problems, articles = [], cut, expect }: Case) => {
  const known = articles.map((article) =>
    articleFacts({
      articleId: 'art-1',
      slug: 's',
      title: 't',
      kind: 'guide',
      state: 'published',
      locales: ['en'],
      ownerId: lea.id,
      sourceTicketId: null,
      version: 1,
      createdAt: at(0, '09:00'),
      firstPublishedAt: at(0, '09:00'),
      updatedAt: at(0, '09:00'),
      reviewAt: null,
      ...article,
    }),
  );
  const warehouse = await warehouseOf(given, later, zone, known, problems);
  const rows = await rowsOfMetric(warehouse, 'recurring_problems', { ...january, ...cut });
  warehouse.close();
  t.deepEqual(inColumnsOf(expect, rows), expect);
});

function opened(day: number, fields = {}): Ticket {
  const all = { ticketId: nextTicketId(), category: 'vpn', type: 'incident', ...fields } as const;
  return new Ticket(at(day, '09:00'), all);
}

const linked = (ticket: Ticket) =>
  ticket.does(ticket.state.updatedAt, lea, 'link', { kind: 'problem', id: problemId });

function problem(...commands: ProblemCommand[]): ProblemFacts {
  const log = { name: 'log', actor: lea, problemId, titleId: 'txt-1', category: 'vpn' } as const;
  let state: ProblemState | null = null;
  for (const command of [log, ...commands]) {
    const decision = decideProblem(state, command, at(1, '09:00'), process);
    if (decision.kind === 'refusal') throw new Error(decision.refusal.code);
    state = decision.state;
  }
  if (state === null) throw new Error('no command');
  const { seq } = state;
  return problemFacts({
    problemId,
    number: 12,
    origin: 'live',
    isOpen: isProblemOpen(state),
    lastSeq: seq,
    state,
  });
}

const resolved = { name: 'resolve', actor: lea, noteId: 'txt-2' } as const;

test('three incidents of one topic recur, and nobody treats the cause', says, {
  given: [opened(0), opened(1), opened(2, { requesterId: 'acc-paul' })],
  expect: [
    {
      segment: 'vpn',
      ticket_count: 3,
      requester_count: 2,
      is_recurring: true,
      linked_count: 0,
      linked_share: 0,
      has_article: false,
      is_untreated: true,
    },
  ],
});
test('two do not recur yet', says, {
  given: [opened(0), opened(1)],
  expect: [{ ticket_count: 2, is_recurring: false, is_untreated: false }],
});
test('another service is another topic', says, {
  given: [opened(0), opened(1, { service: 'intranet' })],
  expect: [
    { segment: 'vpn', ticket_count: 1 },
    { segment: 'vpn / intranet', ticket_count: 1 },
  ],
});
test('service requests, merged and cancelled incidents do not recur', says, {
  given: [
    opened(0, { type: 'service_request' }),
    opened(0).does(at(0, '10:00'), lea, 'merge', { into: nextTicketId() }),
    opened(0).does(at(0, '10:00'), lea, 'cancel'),
  ],
  expect: [],
});
test('a problem record with some of the incidents treats the cause', says, {
  given: [linked(opened(0)), linked(opened(1)), opened(2)],
  problems: [problem()],
  expect: [
    {
      linked_count: 2,
      linked_share: 2 / 3,
      problem_count: 1,
      has_open_problem: true,
      is_untreated: false,
    },
  ],
});
test('a resolved problem is no open one', says, {
  given: [linked(opened(0))],
  problems: [problem(resolved)],
  expect: [{ problem_count: 1, has_open_problem: false }],
});
test('by problem, incidents are counted with the record they belong to', says, {
  given: [linked(opened(0)), linked(opened(1, { category: 'printer' })), opened(2)],
  problems: [problem()],
  cut: { segment: 'problem' },
  expect: [
    { segment: 'PRB-12', ticket_count: 2 },
    { segment: '(none)', ticket_count: 1 },
  ],
});
test('an article about the category covers its incidents', says, {
  given: [opened(0), opened(1), opened(2)],
  articles: [{ category: 'vpn', service: null }],
  expect: [{ has_article: true, answered_count: 0, is_untreated: false }],
});
test('an article about another service, or a draft, covers nothing', says, {
  given: [opened(0), opened(1), opened(2)],
  articles: [
    { category: 'vpn', service: 'intranet' },
    { category: 'vpn', service: null, state: 'draft' },
  ],
  expect: [{ has_article: false, is_untreated: true }],
});
test('a month is told with the month before, also where nothing is left of it', says, {
  given: [opened(0), opened(1), opened(28), opened(0, { category: 'printer' })],
  cut: { to: '2026-02-28', period: 'month' },
  expect: [
    { period: '2026-01-01', segment: 'vpn', ticket_count: 2, previous_ticket_count: 0 },
    { period: '2026-01-01', segment: 'printer', ticket_count: 1, previous_ticket_count: 0 },
    { period: '2026-02-01', segment: 'vpn', ticket_count: 1, previous_ticket_count: 2 },
    { period: '2026-02-01', segment: 'printer', ticket_count: 0, previous_ticket_count: 1 },
  ],
});
test('without periods, the days before the first are as many as were asked for', says, {
  given: [opened(0), opened(1), opened(2), opened(3)],
  cut: { from: '2026-01-07', to: '2026-01-08' },
  expect: [{ ticket_count: 2, previous_ticket_count: 2, change_count: 0 }],
});
