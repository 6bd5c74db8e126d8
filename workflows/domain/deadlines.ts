import { approvalLimitReached, remindApprovers } from './approval.ts';
import { assignmentOverdue } from './assignment.ts';
import { attentionDue } from './attention.ts';
import { breach, warn } from './clock_deadlines.ts';
import { consentLapsed, remindOfConsent } from './consents.ts';
import type { Draft } from './draft.ts';
import { keysOf } from './keys.ts';
import { settleMerge } from './merge.ts';
import { pageDue } from './paging.ts';
import { endPending, remindRequester } from './pending.ts';
import { pendingLimitReached } from './pending_limit.ts';
import { close, expireSurvey } from './resolution.ts';
import { ruleLooks, ruleTimeCame } from './rules/times.ts';
import { taskDue, tasksAtWork, taskWarned } from './tasks.ts';
import {
  askedBySurvey,
  type ClockName,
  isOpen,
  openApprovals,
  openConsents,
  type TicketState,
} from './ticket.ts';

/** What a deadline says beside its kind and instant. */
interface DeadlineFacts {
  warning: { clock: ClockName; cycle: number; percent: number; beforeMs?: number };
  breach: { clock: ClockName; cycle: number };
  pending_reminder: Record<never, never>;
  pending_until: Record<never, never>;
  pending_limit: Record<never, never>;
  approval_reminder: { n: number };
  approval_limit: { n: number };
  assignment_overdue: Record<never, never>;
  rule_due: { rule: string };
  rule_look: { rule: string };
  auto_close: Record<never, never>;
  merge_final: Record<never, never>;
  survey_expiry: Record<never, never>;
  attention: Record<never, never>;
  task_warning: { n: number };
  task_due: { n: number };
  page_due: { n: number };
  consent_reminder: { n: number };
  consent_expiry: { n: number };
}

export type DeadlineKind = keyof DeadlineFacts;

/** Something that time itself will do to a ticket. `at` is the instant; `kind` says what. */
export type Deadline<K extends DeadlineKind = DeadlineKind> = {
  [P in K]: { kind: P; at: number } & DeadlineFacts[P];
}[K];

interface DeadlineRule<K extends DeadlineKind> {
  /** Among deadlines of one instant the lower takes place first. */
  order: number;
  /** Visits each deadline of this kind that lies before the ticket. */
  find(state: TicketState, visit: (deadline: Deadline<K>) => void): void;
  /** What time does to the ticket when the deadline is reached. */
  settle(draft: Draft, deadline: Deadline<K>): void;
}

/** Every kind of deadline, once. Warnings always precede their breach. */
const deadlines: { [K in DeadlineKind]: DeadlineRule<K> } = {
  warning: {
    order: 0,
    find(state, visit) {
      for (const { name: clock, cycle, warnings, stoppedAt } of state.clocks) {
        if (stoppedAt !== null) continue;
        for (const { percent, beforeMs, at } of warnings) {
          if (at === null) continue;
          const notice = beforeMs === undefined ? {} : { beforeMs };
          visit({ kind: 'warning', clock, cycle, percent, ...notice, at });
        }
      }
    },
    settle: warn,
  },
  breach: {
    order: 1,
    find(state, visit) {
      for (const { name: clock, cycle, dueAt, breachedAt, stoppedAt } of state.clocks) {
        if (stoppedAt === null && dueAt !== null && breachedAt === null)
          visit({ kind: 'breach', clock, cycle, at: dueAt });
      }
    },
    settle: breach,
  },
  pending_reminder: {
    order: 2,
    find({ pending }, visit) {
      const at = pending?.reminders[0];
      if (at !== undefined) visit({ kind: 'pending_reminder', at });
    },
    settle: remindRequester,
  },
  pending_until: {
    order: 3,
    find({ pending }, visit) {
      const at = pending?.until ?? null;
      if (at !== null) visit({ kind: 'pending_until', at });
    },
    settle: (draft) => endPending(draft, 'until_reached'),
  },
  pending_limit: {
    order: 4,
    find(state, visit) {
      const { pending } = state;
      if (pending && endsByItself(state)) visit({ kind: 'pending_limit', at: pending.endsAt });
    },
    settle: pendingLimitReached,
  },
  approval_reminder: {
    order: 5,
    find(state, visit) {
      if (state.pending?.reason !== 'approval') return;
      for (const { n, reminders = [] } of openApprovals(state)) {
        const [at] = reminders;
        if (at !== undefined) visit({ kind: 'approval_reminder', n, at });
      }
    },
    settle: remindApprovers,
  },
  approval_limit: {
    order: 6,
    find(state, visit) {
      if (state.pending?.reason !== 'approval') return;
      for (const { n, endsAt } of openApprovals(state)) {
        if (endsAt !== undefined) visit({ kind: 'approval_limit', n, at: endsAt });
      }
    },
    settle: approvalLimitReached,
  },
  assignment_overdue: {
    order: 7,
    find({ waitingForAgent }, visit) {
      if (waitingForAgent) visit({ kind: 'assignment_overdue', at: waitingForAgent.dueAt });
    },
    settle: assignmentOverdue,
  },
  auto_close: {
    order: 8,
    find({ status, autoCloseAt: at }, visit) {
      if (at !== null && status !== 'merged') visit({ kind: 'auto_close', at });
    },
    settle: (draft) => close(draft, 'timeout', null),
  },
  merge_final: {
    order: 9,
    find({ status, autoCloseAt: at }, visit) {
      if (at !== null && status === 'merged') visit({ kind: 'merge_final', at });
    },
    settle: settleMerge,
  },
  survey_expiry: {
    order: 10,
    find(state, visit) {
      const { survey } = state;
      if (survey && askedBySurvey(state).length > 0) {
        visit({ kind: 'survey_expiry', at: survey.expiresAt });
      }
    },
    settle: expireSurvey,
  },
  rule_due: {
    order: 11,
    find({ ruleStandings }, visit) {
      if (!ruleStandings) return;
      for (const [rule, { dueAt }] of Object.entries(ruleStandings)) {
        if (typeof dueAt === 'number') visit({ kind: 'rule_due', rule, at: dueAt });
      }
    },
    settle: (draft, { rule }) => ruleTimeCame(draft, rule),
  },
  rule_look: {
    order: 11,
    find({ ruleStandings }, visit) {
      if (!ruleStandings) return;
      for (const [rule, { looksAt }] of Object.entries(ruleStandings)) {
        if (looksAt !== undefined) visit({ kind: 'rule_look', rule, at: looksAt });
      }
    },
    settle: (draft, { rule }) => ruleLooks(draft, rule),
  },
  attention: {
    order: 12,
    find({ attentionAt: at }, visit) {
      if (at !== null) visit({ kind: 'attention', at });
    },
    settle: attentionDue,
  },
  task_warning: {
    order: 12,
    find(state, visit) {
      for (const { n, warnAt } of tasksAtWork(state)) {
        if (warnAt !== null) visit({ kind: 'task_warning', n, at: warnAt });
      }
    },
    settle: taskWarned,
  },
  task_due: {
    order: 13,
    find(state, visit) {
      for (const { n, dueAt, overdueAt } of tasksAtWork(state)) {
        if (dueAt !== null && overdueAt === undefined) visit({ kind: 'task_due', n, at: dueAt });
      }
    },
    settle: taskDue,
  },
  page_due: {
    order: 14,
    find({ pages }, visit) {
      for (const { n, nextAt } of pages ?? []) {
        if (nextAt !== null) visit({ kind: 'page_due', n, at: nextAt });
      }
    },
    settle: pageDue,
  },
  consent_reminder: {
    order: 15,
    find(state, visit) {
      for (const { n, nextAt } of openConsents(state)) {
        if (nextAt !== null) visit({ kind: 'consent_reminder', n, at: nextAt });
      }
    },
    settle: remindOfConsent,
  },
  consent_expiry: {
    order: 16,
    find(state, visit) {
      for (const { n, expiresAt } of openConsents(state)) {
        visit({ kind: 'consent_expiry', n, at: expiresAt });
      }
    },
    settle: consentLapsed,
  },
};

/** A ticket whose approvals all have deadlines of their own waits for those. */
function endsByItself(state: TicketState): boolean {
  if (state.pending?.reason !== 'approval') return true;
  return openApprovals(state).some(({ endsAt }) => endsAt === undefined);
}

export const deadlineKinds = keysOf(deadlines);

function compare(a: Deadline, b: Deadline): number {
  return a.at - b.at || deadlines[a.kind].order - deadlines[b.kind].order;
}

/** Everything time will do to the ticket, unless something happens first; nearest first. */
export function deadlinesOf(state: TicketState): Deadline[] {
  const found: Deadline[] = [];
  for (const kind of deadlineKinds) {
    deadlines[kind].find(state, (deadline: Deadline) => found.push(deadline));
  }
  return found.sort(compare);
}

export function nextDeadline(state: TicketState): Deadline | null {
  let next: Deadline | null = null;
  const visit = (deadline: Deadline) => {
    if (next === null || compare(deadline, next) < 0) next = deadline;
  };
  for (const kind of deadlineKinds) deadlines[kind].find(state, visit);
  return next;
}

/** What time does to a ticket when a deadline is reached. */
export function settleDeadline<K extends DeadlineKind>(
  draft: Draft,
  kind: K,
  deadline: Deadline<K>,
): void {
  deadlines[kind].settle(draft, deadline);
}

/** True once nothing more will happen by itself: the workflow may end. */
export function isFinished(state: TicketState): boolean {
  return !isOpen(state) && state.status !== 'resolved' && nextDeadline(state) === null;
}
