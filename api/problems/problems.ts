import type { z } from 'zod';
import type { ProblemCommandName } from '../../workflows/domain/problem.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { wrongField } from '../http/errors.ts';
import {
  type Call,
  defineOperation,
  type Method,
  type Output,
  type Schema,
} from '../http/operation.ts';
import { pageQuery } from '../http/parameters.ts';
import { namedIn } from '../http/shown_data.ts';
import type { OperationId } from '../policy.ts';
import { processIdOf } from '../processes/known_process.ts';
import {
  diagnosisBody,
  newProblemBody,
  problemAssignmentBody,
  problemClassificationBody,
  problemDescriptionBody,
  problemEventPage,
  problemPage,
  problemPath,
  problemQuery,
  problemReasonBody,
  problemRecord,
  problemReviewBody,
} from './contract.ts';
import {
  listProblemEvents as listEventRows,
  listProblems as listStored,
  problemTexts,
  ticketTitles,
} from './find_problems.ts';
import { checkIncidents, linkIncidents } from './incident_links.ts';
import { answerProblem, getStoredProblem } from './problem_answer.ts';
import {
  changeProblem,
  logProblem as logChange,
  type NewProblemText,
  type ProblemChange,
} from './problem_changes.ts';
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
    const page = await listStored(database, account, query);
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
    const page = await listEventRows(database, path.id, query);
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

export const logProblem = defineOperation({
  id: 'logProblem',
  method: 'post',
  address: '/api/problems',
  summary: 'Logs a problem, with the incidents it is behind',
  tag,
  body: newProblemBody,
  isKeyed: true,
  answers: {
    201: {
      description: 'The problem',
      schema: problemRecord,
      headers: { Location: 'Where the problem is' },
    },
  },
  async handle({ account, idempotency, body }, dependencies) {
    const processId = processIdOf(body.process);
    const { incidents, title, description, reviewAt } = body;
    const id = idempotency.recordId('prb');
    await checkOwner(body.owner, dependencies);
    await checkIncidents(incidents, id, account, dependencies);
    const call = { account, idempotency, path: { id } };
    await logChange(
      {
        name: 'log',
        texts: {
          title: { kind: 'title', body: title },
          description: textOf('description', description),
        },
        payload: ({ title: titleId, description: descriptionId }) => ({
          problemId: id,
          titleId: titleId as string,
          ...given({
            descriptionId,
            reviewAt: reviewAt === undefined ? undefined : Date.parse(reviewAt),
          }),
          ...wordsOf(body),
        }),
      },
      processId,
      call,
      dependencies.database,
    );
    await linkIncidents(incidents, call, dependencies);
    const { body: problem, headers } = await answerProblem(id, account, dependencies);
    const location = { Location: `/api/problems/${id}` };
    return { status: 201, body: problem, headers: { ...headers, ...location } };
  },
});

function wordsOf(body: z.output<typeof newProblemBody>) {
  const { category, service, impact, urgency, priority, group, owner } = body;
  return given({ category, service, impact, urgency, priority, group, owner });
}

type ChangeName = Exclude<ProblemCommandName, 'log'>;

interface ChangeDefinition<
  Id extends OperationId,
  M extends Method,
  R extends string,
  B extends Schema,
  T extends string,
> {
  id: Id;
  name: ChangeName;
  method: M;
  resource: R;
  summary: string;
  body?: B;
  hasOptionalBody?: boolean;
  before?(body: Output<B>, dependencies: ApiDependencies): Promise<void>;
  texts?(body: Output<B>): Record<T, NewProblemText | undefined>;
  payload(
    body: Output<B>,
    textIds: Record<T, string | undefined>,
  ): ReturnType<ProblemChange<ChangeName, T>['payload']>;
}

/** A change of a problem over HTTP: the answer is the problem after it. */
function defineChange<
  const Id extends OperationId,
  const M extends Method,
  const R extends string,
  B extends Schema = undefined,
  T extends string = never,
>(change: ChangeDefinition<Id, M, R, B, T>) {
  const { id, name, method, resource, summary, body, hasOptionalBody = false } = change;
  return defineOperation({
    id,
    method,
    address: `/api/problems/{id}/${resource}`,
    summary,
    tag,
    path: problemPath,
    body,
    hasOptionalBody,
    isKeyed: true,
    isMatched: true,
    answers: { 200: { description: 'The problem after it', schema: problemRecord } },
    async handle(call: Call<{ id: string }, undefined, Output<B>>, dependencies) {
      await change.before?.(call.body, dependencies);
      const texts = change.texts?.(call.body);
      const payload = (textIds: Record<T, string | undefined>) =>
        change.payload(call.body, textIds);
      await changeProblem({ name, ...(texts && { texts }), payload }, call, dependencies.database);
      return answerProblem(call.path.id, call.account, dependencies);
    },
  });
}

export const describeProblem = defineChange({
  id: 'describeProblem',
  name: 'describe',
  method: 'put',
  resource: 'description',
  summary: 'Says otherwise what the problem is; what is missing stays',
  body: problemDescriptionBody,
  texts: ({ title, description }) => ({
    title: textOf('title', title),
    description: textOf('description', description),
  }),
  payload: (body, { title, description }) =>
    given({ titleId: title, descriptionId: nullOr(body.description, description) }),
});

export const classifyProblem = defineChange({
  id: 'classifyProblem',
  name: 'classify',
  method: 'put',
  resource: 'classification',
  summary: 'Says what the problem concerns and how much it matters',
  body: problemClassificationBody,
  payload: (body) => given(body),
});

export const assignProblem = defineChange({
  id: 'assignProblem',
  name: 'assign',
  method: 'put',
  resource: 'assignment',
  summary: 'Gives the problem to an agent or a support group; an owner begins the investigation',
  body: problemAssignmentBody,
  before: ({ owner }, dependencies) => checkOwner(owner ?? undefined, dependencies),
  payload: (body) => given(body),
});

export const planProblemReview = defineChange({
  id: 'planProblemReview',
  name: 'planReview',
  method: 'put',
  resource: 'review',
  summary: 'Says by when somebody looks at the problem again',
  body: problemReviewBody,
  payload: ({ at }) => ({ reviewAt: Date.parse(at) }),
});

export const diagnoseProblem = defineChange({
  id: 'diagnoseProblem',
  name: 'diagnose',
  method: 'put',
  resource: 'diagnosis',
  summary: 'Writes down the root cause or a workaround: the problem is a known error',
  body: diagnosisBody,
  texts: ({ rootCause, workaround }) => ({
    rootCause: textOf('root_cause', rootCause),
    workaround: textOf('workaround', workaround),
  }),
  payload: (body, { rootCause, workaround }) =>
    given({
      rootCauseId: nullOr(body.rootCause, rootCause),
      workaroundId: nullOr(body.workaround, workaround),
    }),
});

export const reopenProblem = defineChange({
  id: 'reopenProblem',
  name: 'reopen',
  method: 'delete',
  resource: 'resolution',
  summary: 'Takes the resolution back: the cause is not gone',
  body: problemReasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: textOf('note', reason) }),
  payload: (_body, { reason }) => ({ noteId: reason ?? null }),
});

export const closeProblem = defineChange({
  id: 'closeProblem',
  name: 'close',
  method: 'put',
  resource: 'closure',
  summary: 'Closes a resolved problem for good',
  body: problemReasonBody,
  hasOptionalBody: true,
  texts: ({ reason }) => ({ reason: textOf('note', reason) }),
  payload: (_body, { reason }) => ({ noteId: reason ?? null }),
});

/** @throws ApiError 400 where nobody who serves has this account */
async function checkOwner(owner: string | undefined, { accounts }: ApiDependencies): Promise<void> {
  if (owner === undefined) return;
  const account = await accounts.findAccount(owner);
  if (account?.role === 'agent' || account?.role === 'owner') return;
  throw wrongField('body.owner', 'an agent of this desk', owner);
}

function textOf(
  kind: NewProblemText['kind'],
  body: string | null | undefined,
): NewProblemText | undefined {
  return typeof body === 'string' ? { kind, body } : undefined;
}

/** Null where it is taken away; the text's id where there is one; else nothing is said of it. */
function nullOr(body: string | null | undefined, textId: string | undefined) {
  return body === null ? null : textId;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only the fields that have a value. */
function given<T extends object>(fields: T): Given<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Given<T>;
}
