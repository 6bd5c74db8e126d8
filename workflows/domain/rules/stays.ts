import { keysOf } from '../keys.ts';
import { isOpen, openEscalation, type TicketState, waitingSince } from '../ticket.ts';

/**
 * States that a ticket can be in for so long: whether it is, and since when. Where the ticket does not
 * know, it has been in it since whoever looks first saw it so.
 */
const stays = {
  open: (state) => isOpen(state) && (state.resolution?.reopenedAt ?? state.openedAt),
  new: ({ status }) => status === 'new' && 'now',
  unassigned: (state) => isOpen(state) && state.assignee === null && 'now',
  waiting_for_agent: (state) => isOpen(state) && (state.waitingForAgent?.since ?? false),
  assigned: ({ status }) => status === 'assigned' && 'now',
  in_progress: ({ status }) => status === 'in_progress' && 'now',
  handed_off: (state) => isOpen(state) && (openEscalation(state)?.at ?? false),
  /** Somebody who waits for it has written, and nobody has answered. */
  unanswered: (state) => isOpen(state) && (waitingSince(state) ?? false),
  pending: ({ status, pending }) => status === 'pending' && (pending?.since ?? false),
  resolved: ({ status, resolvedAt }) => status === 'resolved' && (resolvedAt ?? 'now'),
} satisfies Record<string, (state: TicketState) => number | 'now' | false>;

export type Stay = keyof typeof stays;

export const stayNames: readonly Stay[] = keysOf(stays);

/** Since when the ticket is in the state, `now` where it does not say; null where it is not. */
export function staySince(state: TicketState, stay: Stay): number | 'now' | null {
  const since = stays[stay](state);
  return since === false ? null : since;
}
