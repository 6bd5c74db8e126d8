import type { Draft } from './draft.ts';
import { dueInHours } from './promises.ts';
import { isOpen } from './ticket.ts';

/** When the process wants somebody to look again at a ticket that nothing else will move. */
export function nextAttentionAt(draft: Draft): number {
  const { minutes, calendar } = draft.rules.process.attention;
  return dueInHours(draft, calendar, draft.at, minutes);
}

/** No open ticket is without a next deadline: where nothing else is due, somebody must look. */
export function ensureDeadline(draft: Draft, hasDeadline: boolean): void {
  if (isOpen(draft.state) && !hasDeadline) {
    draft.emit('attention_scheduled', { at: nextAttentionAt(draft) });
  }
}

/** Nobody has done anything for so long: somebody must look, and again after as long. */
export function attentionDue(draft: Draft): void {
  draft.emit('attention_required', {
    level: draft.state.hierarchyLevel,
    nextAt: nextAttentionAt(draft),
  });
}
