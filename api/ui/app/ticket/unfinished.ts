import { signal } from '@preact/signals';
import type { Input, MacroOutcome, Problem, ProcessDescription } from '../../../contract.ts';
import { writeKept } from '../draft.ts';
import { draftNameOf } from './begun_actions.ts';

type Step = ProcessDescription['requiredFields'][number]['before'][number];

type GivenCommand = Input<'giveCommands'>['body']['commands'][number];

/** What was to be done at one press, of which the desk refused a part. */
export interface Unfinished {
  /** What was done. */
  done: readonly (GivenCommand['name'] | 'logCall')[];
  /** What was not, the refused one first. */
  commands: readonly GivenCommand[];
  refused: Problem;
}

const byTicket = signal<ReadonlyMap<string, Unfinished>>(new Map());

export function unfinishedOn(ticketId: string): Unfinished | undefined {
  return byTicket.value.get(ticketId);
}

/**
 * Remembers what was not done, for the ticket's page to tell. What was written for it stays in the forms
 * of those actions.
 */
export function leaveUnfinished(ticketId: string, unfinished: Unfinished): void {
  for (const command of unfinished.commands) {
    const fields = 'body' in command ? fieldsOf(command.body) : {};
    if (Object.keys(fields).length > 0) writeKept(draftNameOf(ticketId, command.name), { fields });
  }
  noteUnfinished(ticketId, unfinished);
}

/** The same, where the forms of those actions keep by themselves what was written into them. */
export function noteUnfinished(ticketId: string, unfinished: Unfinished): void {
  byTicket.value = new Map([...byTicket.value, [ticketId, unfinished]]);
}

export function forgetUnfinished(ticketId: string): void {
  const others = [...byTicket.value].filter(([id]) => id !== ticketId);
  byTicket.value = new Map(others);
}

/** What a macro has left undone: null where all was done, or nothing that is said makes it go on. */
export function leftByMacro({ steps, left, refused }: MacroOutcome): Unfinished | null {
  if (refused === null || askedBefore(refused) === null) return null;
  const done = steps.flatMap(({ do: step, outcome }) =>
    outcome === 'done' ? commandOfStep[step] : [],
  );
  return { done, commands: left, refused };
}

const commandOfStep = {
  reply: 'addMessage',
  note: 'addMessage',
  accept: 'accept',
  assign: 'assign',
  classify: 'classify',
  setFields: 'setFields',
  tag: 'tag',
  addTask: 'addTask',
  hold: 'setPending',
  resolve: 'resolve',
  close: 'close',
} as const satisfies Record<MacroOutcome['steps'][number]['do'], GivenCommand['name']>;

/** Of what a step was refused without: words of the ticket itself, and fields of its process. */
export interface AskedBefore {
  /** The form in which it is said. */
  action: 'classify' | 'setFields';
  missing: readonly string[];
}

/** What must be said before the desk does what it refused; null where it was refused for something else. */
export function askedBefore({ code, parameters }: Problem): AskedBefore | null {
  const missing = parameters?.missing;
  if (code !== 'field_required' || !Array.isArray(missing)) return null;
  if (!guardedSteps.some((step) => step === parameters?.step)) return null;
  const isOfTicket = missing.some((name) => name === 'category' || name === 'service');
  return { action: isOfTicket ? 'classify' : 'setFields', missing: missing.map(String) };
}

const guardedSteps: readonly Step[] = ['escalate', 'setPending', 'resolve'];

/** The fields of a form have the names of what it asks for. */
function fieldsOf(body: object): Record<string, string> {
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}
