import { type ClockName, isOpen, openClocks, type TicketState } from './ticket.ts';

/** Something that time itself will do to a ticket. `at` is the instant; `kind` says what. */
export type Deadline = { at: number } & (
  | { kind: 'warning'; clock: ClockName; cycle: number; percent: number }
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
const order: Deadline['kind'][] = [
  'warning',
  'breach',
  'pending_reminder',
  'pending_until',
  'pending_limit',
  'assignment_overdue',
  'auto_close',
  'survey_expiry',
  'attention',
];

/** Everything time will do to the ticket, unless something happens first; nearest first. */
export function deadlinesOf(state: TicketState): Deadline[] {
  const deadlines: Deadline[] = [];
  for (const clock of openClocks(state)) {
    for (const warning of clock.warnings) {
      if (warning.at === null || warning.firedAt !== null) continue;
      const { name, cycle } = clock;
      const { percent, at } = warning;
      deadlines.push({ kind: 'warning', clock: name, cycle, percent, at });
    }
    if (clock.dueAt !== null && clock.breachedAt === null) {
      deadlines.push({ kind: 'breach', clock: clock.name, cycle: clock.cycle, at: clock.dueAt });
    }
  }
  const { pending, waitingForAgent, survey } = state;
  if (waitingForAgent) deadlines.push({ kind: 'assignment_overdue', at: waitingForAgent.dueAt });
  if (pending) {
    const reminderAt = pending.reminders[0];
    if (reminderAt !== undefined) deadlines.push({ kind: 'pending_reminder', at: reminderAt });
    if (pending.until !== null) deadlines.push({ kind: 'pending_until', at: pending.until });
    deadlines.push({ kind: 'pending_limit', at: pending.endsAt });
  }
  if (state.autoCloseAt !== null) deadlines.push({ kind: 'auto_close', at: state.autoCloseAt });
  if (survey?.state === 'open') deadlines.push({ kind: 'survey_expiry', at: survey.expiresAt });
  if (state.attentionAt !== null) deadlines.push({ kind: 'attention', at: state.attentionAt });
  return deadlines.sort((a, b) => a.at - b.at || order.indexOf(a.kind) - order.indexOf(b.kind));
}

export function nextDeadline(state: TicketState): Deadline | null {
  return deadlinesOf(state)[0] ?? null;
}

/** True once nothing more will happen by itself: the workflow may end. */
export function isFinished(state: TicketState): boolean {
  return !isOpen(state) && state.status !== 'resolved' && nextDeadline(state) === null;
}
