import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { unmerge } from './merge.ts';

/**
 * Another ticket did not take what it was given, so that the two agree again: nobody stays merged
 * into a ticket that knows nothing of it, and a link has two ends. Whoever had asked for it is told.
 */
export function takeBack(draft: Draft, payload: CommandPayload['takeBack']): void {
  const { command, ticketId, refusal, by } = payload;
  const isTakenBack = undo(draft, payload);
  draft.emit('delivery_refused', { command, ticketId, refusal, by, isTakenBack });
}

function undo(draft: Draft, { command, ticketId, link }: CommandPayload['takeBack']): boolean {
  const { mergedInto, beforeMerge, links } = draft.state;
  if (command === 'receiveMerge' && mergedInto === ticketId && beforeMerge) {
    unmerge(draft);
    return true;
  }
  const { kind, id } = link ?? {};
  const standing = links.find((one) => one.kind === kind && one.id === id);
  if (!standing) return false;
  draft.emit('ticket_unlinked', { kind: standing.kind, id: standing.id });
  return true;
}
