import type { Ticket } from '../../../contract.ts';
import type { ActionName } from './actions.tsx';

type Standing = Pick<Ticket, 'status' | 'allowed' | 'assignee' | 'clocks' | 'pending'>;

interface Row {
  action: Exclude<ActionName, 'reply' | 'note' | 'split'>;
  when(ticket: Standing, myId: string): boolean;
}

const isMine = ({ assignee }: Standing, myId: string) => assignee?.id === myId;

/** The requester wrote, or asked, and has no answer yet. */
const isOwedAnswer = ({ clocks }: Standing) =>
  clocks.some(
    ({ measures, status }) =>
      (measures === 'first_response' || measures === 'next_response') && status === 'running',
  );

/**
 * What moves a ticket on, for whoever looks at it: the first row that is true and that they may do.
 * Where none is, it is an answer.
 */
const rows: readonly Row[] = [
  { action: 'approve', when: () => true },
  { action: 'acceptEscalation', when: () => true },
  { action: 'endPending', when: ({ pending }) => pending !== null },
  // Nobody works on it: whoever reads it may begin.
  { action: 'accept', when: ({ assignee }) => assignee === null },
  {
    action: 'accept',
    when: (ticket, myId) => isMine(ticket, myId) && ticket.status === 'assigned',
  },
  // It is being worked on, and nobody waits for a word.
  { action: 'resolve', when: (ticket, myId) => isMine(ticket, myId) && !isOwedAnswer(ticket) },
  { action: 'close', when: ({ status }) => status === 'resolved' },
  { action: 'unmerge', when: ({ status }) => status === 'merged' },
  { action: 'recordSatisfaction', when: () => true },
];

/** The one action that is offered first. */
export function mainAction(ticket: Standing, myId: string): ActionName {
  const row = rows.find(
    ({ action, when }) => ticket.allowed.includes(action) && when(ticket, myId),
  );
  return row?.action ?? 'reply';
}
