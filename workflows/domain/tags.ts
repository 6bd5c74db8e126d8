import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { tagsMax } from './ticket.ts';

export const tagMaxLength = 40;

const tagPattern = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._+-]*$/u;

/** Small letters of any script, digits, and what joins them: any other word nobody could take off again. */
export function isTagWord(word: string): boolean {
  const spelt = word.normalize('NFKC').toLowerCase();
  return word === spelt && [...word].length <= tagMaxLength && tagPattern.test(word);
}

/**
 * Puts words on the ticket and takes others off. A word that is there already, or is not, is no
 * change: whoever tags many tickets at once does not ask each of them first.
 */
export function tag(draft: Draft, { add = [], remove = [] }: CommandPayload['tag']): void {
  const { tags = [] } = draft.state;
  const removed = tags.filter((word) => remove.includes(word) && !add.includes(word));
  const added = [...new Set(add)].filter((word) => !tags.includes(word));
  if (tags.length - removed.length + added.length > tagsMax) {
    throw new Refused('too_many_tags', { limit: tagsMax });
  }
  if (added.length + removed.length > 0) draft.emit('ticket_tagged', { added, removed });
}
