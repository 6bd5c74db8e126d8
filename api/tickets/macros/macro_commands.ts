import { dayMs, hourMs } from '../../../workflows/domain/durations.ts';
import { checkFields } from '../../../workflows/domain/fields.ts';
import { keysOf } from '../../../workflows/domain/keys.ts';
import type { ProcessSnapshot } from '../../../workflows/domain/process.ts';
import { type Refusal, refusalOf } from '../../../workflows/domain/refusals.ts';
import { processDefinitions, snapshotOf } from '../../../workflows/processes/index.ts';
import {
  impactsOf,
  namesOf,
  offeredReasonsOf,
  prioritiesOf,
  urgenciesOf,
} from '../../../workflows/processes/own_words.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, invalidInput } from '../../http/errors.ts';
import { expected } from '../../http/expectations.ts';
import { given } from '../../http/given.ts';
import type { Fault } from '../../http/problem_parameters.ts';
import type { Locale } from '../../http/words.ts';
import type { Account } from '../../people/directory.ts';
import type { ChangedFields } from '../fields/given_fields.ts';
import { type Fields, faultsOf } from '../fields/judge_fields.ts';
import type { GivenCommand } from '../sequence/given_command.ts';
import type { MacroStep } from './contract.ts';
import { filledIn, type TemplateValues } from './template.ts';

/** For whom and by whom a macro is run. */
export interface MacroScene {
  account: Account;
  values: TemplateValues;
  /** The requester's language. */
  locale: Locale;
  now: number;
}

/** The language in which a reply goes out: the requester's, or the only one that it is written in. */
export function replyLocale(steps: readonly MacroStep[], locale: Locale): Locale {
  const reply = steps.find((step) => step.do === 'reply');
  if (reply?.[locale] !== undefined || !reply) return locale;
  return reply.en === undefined ? 'fr' : 'en';
}

/** A step as the command that it is, with its names filled in. */
export function commandOf(
  step: MacroStep,
  { account, values, locale, now }: MacroScene,
): GivenCommand {
  switch (step.do) {
    case 'reply': {
      const text = step[locale] ?? step.en ?? step.fr ?? '';
      return {
        name: 'addMessage',
        body: { body: filledIn(text, values), visibility: 'public' },
      };
    }
    case 'note':
      return {
        name: 'addMessage',
        body: { body: filledIn(step.text, values), visibility: 'internal' },
      };
    case 'accept':
      return { name: 'accept', body: {} };
    case 'assign': {
      const { group, assignee } = step;
      const who = assignee === 'me' ? account.id : assignee;
      return { name: 'assign', body: given({ group, assignee: who }) };
    }
    case 'classify': {
      const { do: _, ...body } = step;
      return { name: 'classify', body };
    }
    case 'setFields':
      return { name: 'setFields', body: { fields: step.fields } };
    case 'tag':
      return { name: 'tag', body: given({ add: step.add, remove: step.remove }) };
    case 'addTask': {
      const { task, title, group } = step;
      const filled = title === undefined ? undefined : filledIn(title, values);
      return { name: 'addTask', body: given({ task, title: filled, group }) };
    }
    case 'hold': {
      const until = step.days === undefined ? undefined : morningOf(now + step.days * dayMs);
      return {
        name: 'setPending',
        body: { reason: step.reason, ...(until !== undefined && { until }) },
      };
    }
    case 'resolve':
      return {
        name: 'resolve',
        body: {
          code: step.code,
          note: filledIn(step.note, values),
          ...(step.rootCause !== undefined && { rootCause: filledIn(step.rootCause, values) }),
        },
      };
    case 'close':
      return { name: 'close', body: {} };
  }
}

/** The same all day, so that a macro run again with its key asks for the same again. */
function morningOf(at: number): string {
  return new Date(Math.floor(at / dayMs) * dayMs + morningHour * hourMs).toISOString();
}

/** Of UTC: before the day begins in Europe. */
const morningHour = 6;

/**
 * Refuses words that no process of this desk has: such a step could never be done.
 * @throws ApiError 400 naming each
 */
export function checkWords(steps: readonly MacroStep[]): void {
  const processes = processDefinitions();
  const known = {
    group: new Set(processes.flatMap(({ groups }) => Object.keys(groups))),
    category: new Set(processes.flatMap(({ categories }) => Object.keys(categories))),
    task: new Set(processes.flatMap(({ tasks }) => Object.keys(tasks ?? {}))),
    code: new Set(processes.flatMap(({ resolutionCodes }) => Object.keys(resolutionCodes))),
    impact: new Set(processes.flatMap((process) => namesOf(impactsOf(process)))),
    urgency: new Set(processes.flatMap((process) => namesOf(urgenciesOf(process)))),
    priority: new Set(processes.flatMap((process) => namesOf(prioritiesOf(process)))),
    reason: new Set(processes.flatMap((process) => namesOf(offeredReasonsOf(process)))),
  };
  const wrong = steps.flatMap((step, index): Fault[] =>
    keysOf(known).flatMap((field) => {
      const word: unknown = field in step ? step[field as keyof typeof step] : undefined;
      if (typeof word !== 'string' || known[field].has(word)) return [];
      const words = [...known[field]].toSorted();
      const path = `body.steps.${index}.${field}`;
      return [{ path, expected: expected('one_of', { words }), received: givenValue(word) }];
    }),
  );
  if (wrong.length > 0) throw invalidInput(wrong);
}

/**
 * Refuses fields that no process of this desk has, and values that are none of theirs.
 * @throws ApiError 400 naming each
 */
export async function checkStepFields(
  steps: readonly MacroStep[],
  account: Account,
  dependencies: ApiDependencies,
): Promise<void> {
  const wrong: Fault[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.do !== 'setFields') continue;
    const path = `body.steps.${index}.fields`;
    wrong.push(...(await faultsOfFields(step.fields, path, account, dependencies)));
  }
  if (wrong.length > 0) throw invalidInput(wrong);
}

async function faultsOfFields(
  fields: ChangedFields,
  path: string,
  account: Account,
  dependencies: ApiDependencies,
): Promise<Fault[]> {
  const known = processDefinitions().map((process) => snapshotOf(process).fields ?? {});
  const wrong: Fault[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const having = known.filter((own) => Object.hasOwn(own, name));
    // One process whose value it is will do; where none has the field, that is what is wrong.
    const among: Fields[] = having.length > 0 ? having : [Object.assign({}, ...known)];
    const judged = among.map((own) =>
      faultsOf(own, { [name]: value }, path, account, dependencies),
    );
    const faults = await Promise.all(judged);
    if (faults.every((found) => found.length > 0)) wrong.push(...(faults[0] ?? []));
  }
  return wrong;
}

/** The first step that the process has no place for, and why: it is of another, or has other values. */
export function stepWithoutPlace(
  steps: readonly MacroStep[],
  process: ProcessSnapshot,
): { place: number; refusal: Refusal } | null {
  for (const [place, step] of steps.entries()) {
    if (step.do !== 'setFields') continue;
    try {
      checkFields(process, withoutTexts(step.fields, process));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { place, refusal };
    }
  }
  return null;
}

/** The rules know a text by its id: how long it may be is seen where it is written. */
function withoutTexts(fields: ChangedFields, process: ProcessSnapshot): ChangedFields {
  const isText = (name: string) => process.fields?.[name]?.kind === 'text';
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !isText(name)));
}
