import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { conditionsOf } from './expression.ts';
import type { Expression, ProcessSnapshot } from './process.ts';
import { type RequesterFactName, type RequesterFacts, requesterFactNames } from './ticket.ts';

/**
 * What the desk knows of the requester now. Whoever sends it compares nothing: what the ticket knows
 * already changes nothing, so that it may be sent again.
 */
export function renewRequester(
  draft: Draft,
  { facts, requesterTier }: CommandPayload['renewRequester'],
): void {
  // Of whoever waits for a ticket merged into it, it asks nothing.
  if (draft.forTicketId !== undefined) return;
  const { requesterFacts = {}, requesterTier: before } = draft.state;
  if (requesterTier === before && areSame(facts, requesterFacts)) return;
  draft.emit('requester_facts_changed', { facts, requesterTier });
}

function areSame(a: RequesterFacts, b: RequesterFacts): boolean {
  return requesterFactNames.every((name) => a[name] === b[name]);
}

/** A word that conditions of a process compare something of the requester with. */
export interface RequesterWord {
  name: RequesterFactName;
  word: string;
}

/** Every word that conditions ask for of whoever asks, each once. */
export function requesterWords(process: ProcessSnapshot): RequesterWord[] {
  const read = (expression: Expression): RequesterWord[] => {
    if ('all' in expression) return expression.all.flatMap(read);
    if ('any' in expression) return expression.any.flatMap(read);
    if ('not' in expression) return read(expression.not);
    if (!('requester' in expression)) return [];
    return expression.in.map((word) => ({ name: expression.requester, word }));
  };
  const words = conditionsOf(process).flatMap(read);
  return [...new Map(words.map((one) => [`${one.name} ${one.word}`, one])).values()];
}

/**
 * What a ticket may carry of what is known of a person: words that its process names itself. Others
 * would be the person's own, and stay in histories when the person is forgotten.
 */
export function factsAsked(process: ProcessSnapshot, facts: RequesterFacts): RequesterFacts {
  const asked = requesterWords(process).filter(({ name, word }) => facts[name] === word);
  return Object.fromEntries(asked.map(({ name, word }) => [name, word]));
}
