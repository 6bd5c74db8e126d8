import { signal } from '@preact/signals';
import type { Input, Problem } from '../../../contract.ts';
import { writeKept } from '../draft.ts';
import { draftNameOf } from './begun_actions.ts';

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
  byTicket.value = new Map([...byTicket.value, [ticketId, unfinished]]);
}

export function forgetUnfinished(ticketId: string): void {
  const others = [...byTicket.value].filter(([id]) => id !== ticketId);
  byTicket.value = new Map(others);
}

/** The fields of a form have the names of what it asks for. */
function fieldsOf(body: object): Record<string, string> {
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}
