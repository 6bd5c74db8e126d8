import type { ProblemCommandName } from '../../workflows/domain/problem.ts';
import type { ApiDependencies } from '../dependencies.ts';
import {
  type Call,
  defineOperation,
  type Method,
  type Output,
  type Schema,
} from '../http/operation.ts';
import type { OperationId } from '../people/policy.ts';
import { problemPath, problemRecord } from './contract.ts';
import { answerProblem } from './problem_answer.ts';
import { changeProblem, type NewProblemText, type ProblemChange } from './problem_changes.ts';

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
export function defineChange<
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
    tag: 'Problems',
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

export function textOf(
  kind: NewProblemText['kind'],
  body: string | null | undefined,
): NewProblemText | undefined {
  return typeof body === 'string' ? { kind, body } : undefined;
}

/** Null where it is taken away; the text's id where there is one; else nothing is said of it. */
export function nullOr(body: string | null | undefined, textId: string | undefined) {
  return body === null ? null : textId;
}
