import { type Clock, type ClockName, isOpen, type TicketState } from './ticket.ts';

/** Something that time itself will do to a ticket. `at` is the instant; `kind` says what. */
export type Deadline = { at: number } & (
  | {
      kind: 'warning';
      clock: ClockName;
      cycle: number;
      percent: number;
      beforeMs?: number;
    }
  | { kind: 'breach'; clock: ClockName; cycle: number }
  | { kind: 'assignment_overdue' }
  | { kind: 'pending_reminder' }
  | { kind: 'pending_until' }
  | { kind: 'pending_limit' }
  | { kind: 'auto_close' }
  | { kind: 'survey_expiry' }
  | { kind: 'attention' }
);

/** The order in which deadlines of one instant take place; warnings always precede their breach. */
const order: Record<Deadline['kind'], number> = {
  warning: 0,
  breach: 1,
  pending_reminder: 2,
  pending_until: 3,
  pending_limit: 4,
  assignment_overdue: 5,
  auto_close: 6,
  survey_expiry: 7,
  attention: 8,
};

function compare(a: Deadline, b: Deadline): number {
  return a.at - b.at || order[a.kind] - order[b.kind];
}

/** Everything time will do to the ticket, unless something happens first; nearest first. */
export function deadlinesOf(state: TicketState): Deadline[] {
  const deadlines: Deadline[] = [];
  visitDeadlines(state, (deadline) => deadlines.push(deadline));
  return deadlines.sort(compare);
}

export function nextDeadline(state: TicketState): Deadline | null {
  let next: Deadline | null = null;
  visitDeadlines(state, (deadline) => {
    if (next === null || compare(deadline, next) < 0) next = deadline;
  });
  return next;
}

function visitDeadlines(state: TicketState, visit: (deadline: Deadline) => void): void {
  for (const clock of state.clocks) {
    if (clock.stoppedAt === null) visitClock(clock, visit);
  }
  const { pending, waitingForAgent, survey } = state;
  if (waitingForAgent) visit({ kind: 'assignment_overdue', at: waitingForAgent.dueAt });
  if (pending) {
    const reminderAt = pending.reminders[0];
    if (reminderAt !== undefined) visit({ kind: 'pending_reminder', at: reminderAt });
    if (pending.until !== null) visit({ kind: 'pending_until', at: pending.until });
    visit({ kind: 'pending_limit', at: pending.endsAt });
  }
  if (state.autoCloseAt !== null) visit({ kind: 'auto_close', at: state.autoCloseAt });
  if (survey?.state === 'open') visit({ kind: 'survey_expiry', at: survey.expiresAt });
  if (state.attentionAt !== null) visit({ kind: 'attention', at: state.attentionAt });
}

function visitClock(
  { name: clock, cycle, warnings, dueAt, breachedAt }: Clock,
  visit: (deadline: Deadline) => void,
): void {
  for (const { percent, beforeMs, at, firedAt } of warnings) {
    if (at === null || firedAt !== null) continue;
    const notice = beforeMs === undefined ? {} : { beforeMs };
    visit({ kind: 'warning', clock, cycle, percent, ...notice, at });
  }
  if (dueAt !== null && breachedAt === null) visit({ kind: 'breach', clock, cycle, at: dueAt });
}

/** True once nothing more will happen by itself: the workflow may end. */
export function isFinished(state: TicketState): boolean {
  return !isOpen(state) && state.status !== 'resolved' && nextDeadline(state) === null;
}
