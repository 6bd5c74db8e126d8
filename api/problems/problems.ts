import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { pageQuery } from '../http/parameters.ts';
import { namedIn } from '../http/shown_data.ts';
import {
  problemEventPage,
  problemPage,
  problemPath,
  problemQuery,
  problemRecord,
} from './contract.ts';
import {
  findProblemEventPage,
  findProblemPage,
  problemTexts,
  ticketTitles,
} from './find_problems.ts';
import { answerProblem, getStoredProblem } from './problem_answer.ts';
import { problemAccountIds, problemEventView, problemSummaryView } from './problem_view.ts';
import { shownProblemFields } from './shown_event.ts';

const tag = 'Problems';

export const listProblems = defineOperation({
  id: 'listProblems',
  method: 'get',
  address: '/api/problems',
  summary: 'The problems of the desk, filtered, a page at a time; the next to be reviewed first',
  tag,
  query: problemQuery,
  answers: { 200: { description: 'A page of problems', schema: problemPage } },
  async handle({ account, query }, { database, accounts }) {
    const page = await findProblemPage(database, account, query);
    const names = await accounts.namesOf(
      page.items.flatMap(({ state }) => problemAccountIds(state)),
    );
    const viewpoint = { account, now: Date.now() };
    const items = page.items.map((stored) => problemSummaryView(stored, names, viewpoint));
    return { status: 200, body: { items, next: page.next } };
  },
});

export const getProblem = defineOperation({
  id: 'getProblem',
  method: 'get',
  address: '/api/problems/{id}',
  summary: 'One problem with its texts; its incidents are `GET /api/tickets?problem={id}`',
  tag,
  path: problemPath,
  answers: {
    200: {
      description: 'The problem',
      schema: problemRecord,
      headers: { ETag: 'For If-Match: the problem as it stands' },
    },
  },
  handle: ({ account, path }, dependencies) => answerProblem(path.id, account, dependencies),
});

export const listProblemEvents = defineOperation({
  id: 'listProblemEvents',
  method: 'get',
  address: '/api/problems/{id}/events',
  summary: 'What happened on a problem, and which incidents joined or left it, in order',
  tag,
  path: problemPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of the timeline', schema: problemEventPage } },
  async handle({ account, path, query }, dependencies) {
    const { database, accounts } = dependencies;
    const { state } = await getStoredProblem(path.id, dependencies);
    const page = await findProblemEventPage(database, path.id, query);
    const named = namedIn(
      page.items.map(({ data }) => data),
      shownProblemFields,
    );
    const actors = page.items.map(({ actor }) => actor).filter(({ kind }) => kind !== 'system');
    const [names, texts, tickets] = await Promise.all([
      accounts.namesOf([...named.people, ...actors.map(({ id }) => id)]),
      withDatabase(() => problemTexts(database, named.texts)),
      ticketTitles(database, named.tickets),
    ]);
    const { processId } = state;
    const bodies = [...texts].map(([id, body]) => [id, { body }] as const);
    const parts = { processId, locale: account.locale, names, texts: new Map(bodies), tickets };
    const items = page.items.map((event) => problemEventView(event, parts));
    return { status: 200, body: { items, next: page.next } };
  },
});
