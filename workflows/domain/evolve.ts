import type { EventData, EventType, TicketEvent } from './events.ts';
import { keysOf } from './keys.ts';
import type {
  Approval,
  Clock,
  ClockName,
  ClockWarning,
  Escalation,
  Status,
  TicketState,
} from './ticket.ts';

type Change = Partial<TicketState>;
type Envelope = Pick<TicketEvent, 'at' | 'actor'>;
type Evolver<T extends EventType> = (
  state: TicketState,
  data: EventData[T],
  event: Envelope,
) => Change;

/**
 * The ticket after an event. Pure and total: it knows no process and no calendar, because events
 * carry what was computed. The fold of a ticket's events is its state, here and in Postgres.
 *
 * @throws Error where the event does not continue the state: a bug, never bad input.
 */
export function evolve(state: TicketState | null, event: TicketEvent): TicketState {
  const expectedSeq = (state?.seq ?? 0) + 1;
  if (event.seq !== expectedSeq) {
    throw new Error(`Event ${event.type}: seq ${event.seq} where ${expectedSeq} was expected`);
  }
  if (event.type === 'ticket_opened') return opened(event);
  if (state === null) throw new Error(`Event ${event.type} before the ticket was opened`);
  const evolver = evolvers[event.type] as Evolver<EventType>;
  // A copy, then a fast assignment to it: every simulated year goes through this line.
  const next = { ...state };
  Object.assign(next, evolver(state, event.data, event));
  next.seq = event.seq;
  next.updatedAt = event.at;
  return next;
}

function opened(event: TicketEvent & { type: 'ticket_opened' }): TicketState {
  const { data } = event;
  return {
    v: 1,
    ticketId: data.ticketId,
    seq: event.seq,
    processId: data.processId,
    processVersion: data.processVersion,
    status: 'new',
    type: data.type,
    channel: data.channel,
    category: data.category,
    service: data.service,
    impact: data.impact,
    urgency: data.urgency,
    priority: 'p3',
    priorityOverridden: false,
    facts: data.facts,
    requesterId: data.requesterId,
    requesterTier: data.requesterTier,
    group: '',
    tier: 1,
    assignee: null,
    agentsInvolved: [],
    waitingForAgent: null,
    pending: null,
    openedAt: event.at,
    updatedAt: event.at,
    tierEnteredAt: event.at,
    firstResponseAt: null,
    workStartedAt: null,
    resolvedAt: null,
    closedAt: null,
    autoCloseAt: null,
    attentionAt: null,
    requesterMessageCount: 0,
    agentPublicMessageCount: 0,
    bounceCount: 0,
    hierarchyLevel: 0,
    clocks: [],
    diagnosticSteps: [],
    escalations: [],
    resolutions: [],
    approvals: [],
    links: [],
    isMajor: false,
    survey: null,
    mergedInto: null,
    mergedFrom: [],
  };
}

function changeClock(
  state: TicketState,
  key: { name: ClockName; cycle: number },
  change: (clock: Clock) => Partial<Clock>,
): Change {
  return {
    clocks: state.clocks.map((clock) =>
      clock.name === key.name && clock.cycle === key.cycle ? { ...clock, ...change(clock) } : clock,
    ),
  };
}

function isWarningOf(warning: ClockWarning, data: EventData['sla_warning']): boolean {
  if (data.beforeMs !== undefined) return warning.beforeMs === data.beforeMs;
  return warning.beforeMs === undefined && warning.percent === data.percent;
}

function settleEscalation(outcome: Escalation['outcome']) {
  return (state: TicketState, data: { n: number }, event: Envelope): Change => ({
    escalations: state.escalations.map((escalation) =>
      escalation.n === data.n ? { ...escalation, outcome, settledAt: event.at } : escalation,
    ),
  });
}

function settleApproval(
  state: TicketState,
  data: { n: number; noteId: string | null },
  event: Envelope,
  outcome: Approval['outcome'],
): Change {
  const settled = { outcome, by: event.actor, noteId: data.noteId, settledAt: event.at };
  return {
    approvals: state.approvals.map((approval) =>
      approval.n === data.n ? { ...approval, ...settled } : approval,
    ),
  };
}

/** The status of a ticket whose pending, resolution or merge has just ended. */
function workingStatus(state: TicketState): Status {
  if (state.assignee === null) return 'new';
  return state.workStartedAt === null ? 'assigned' : 'in_progress';
}

const ended = { pending: null, waitingForAgent: null, attentionAt: null } as const;

const evolvers: { [T in Exclude<EventType, 'ticket_opened'>]: Evolver<T> } = {
  ticket_classified: (_state, data) => ({
    type: data.type,
    category: data.category,
    service: data.service,
    impact: data.impact,
    urgency: data.urgency,
    priority: data.priority,
    priorityOverridden: data.priorityOverridden,
  }),
  ticket_routed: (state, data, event) => ({
    group: data.group,
    tier: data.tier,
    tierEnteredAt: data.tier === data.fromTier ? state.tierEnteredAt : event.at,
  }),
  assignment_requested: (_state, data, event) => ({
    waitingForAgent: {
      since: event.at,
      dueAt: data.dueAt,
      preferredAgent: data.preferredAgent,
      excludedAgents: data.excludedAgents,
    },
  }),
  assignment_overdue: (state, data) => ({
    waitingForAgent: state.waitingForAgent && { ...state.waitingForAgent, dueAt: data.nextDueAt },
  }),
  ticket_assigned: (state, data) => ({
    assignee: data.assignee,
    waitingForAgent: null,
    workStartedAt: null,
    status: state.status === 'pending' ? 'pending' : 'assigned',
    agentsInvolved: state.agentsInvolved.includes(data.assignee)
      ? state.agentsInvolved
      : [...state.agentsInvolved, data.assignee],
  }),
  ticket_unassigned: (state) => ({
    assignee: null,
    workStartedAt: null,
    status: state.status === 'pending' ? 'pending' : 'new',
  }),
  work_started: (_state, _data, event) => ({ status: 'in_progress', workStartedAt: event.at }),
  message_added: (state, data, event) => {
    if (data.visibility === 'internal') return {};
    if (event.actor.kind === 'requester') {
      return data.isAutomatic ? {} : { requesterMessageCount: state.requesterMessageCount + 1 };
    }
    if (data.isAutomatic || event.actor.kind === 'system') return {};
    return {
      agentPublicMessageCount: state.agentPublicMessageCount + 1,
      firstResponseAt: state.firstResponseAt ?? event.at,
    };
  },
  diagnostic_step_recorded: (state, data, event) => ({
    diagnosticSteps: [...state.diagnosticSteps, { ...data, at: event.at, by: event.actor }],
  }),
  escalated: (state, data) => ({
    escalations: [...state.escalations, data.escalation],
    hierarchyLevel: data.escalation.level ?? state.hierarchyLevel,
  }),
  escalation_accepted: settleEscalation('accepted'),
  escalation_refused: (state, data, event) => ({
    ...settleEscalation('refused')(state, data, event),
    bounceCount: state.bounceCount + 1,
  }),
  escalation_lapsed: (state, data, event) => ({
    ...settleEscalation('lapsed')(state, data, event),
    bounceCount: state.bounceCount + 1,
  }),
  pending_started: (_state, data, event) => ({
    status: 'pending',
    pending: {
      reason: data.reason,
      since: event.at,
      until: data.until,
      reminders: data.reminders,
      remindersSent: 0,
      endsAt: data.endsAt,
    },
  }),
  pending_reminder: (state) => ({
    pending: state.pending && {
      ...state.pending,
      reminders: state.pending.reminders.slice(1),
      remindersSent: state.pending.remindersSent + 1,
    },
  }),
  pending_ended: (state) => ({ status: workingStatus(state), pending: null }),
  clock_started: (state, data) => ({ clocks: [...state.clocks, data.clock] }),
  clock_paused: (state, data) =>
    changeClock(state, data, (clock) => ({
      elapsedMs: data.elapsedMs,
      runningSince: null,
      dueAt: null,
      warnings: clock.warnings.map((warning) => ({ ...warning, at: null })),
    })),
  clock_resumed: (state, data, event) =>
    changeClock(state, data, () => ({
      runningSince: event.at,
      dueAt: data.dueAt,
      warnings: data.warnings,
    })),
  clock_stopped: (state, data, event) =>
    changeClock(state, data, () => ({
      elapsedMs: data.elapsedMs,
      runningSince: null,
      stoppedAt: event.at,
      outcome: data.outcome,
    })),
  clock_retargeted: (state, data, event) =>
    changeClock(state, data, (clock) => ({
      calendar: data.calendar,
      targetMs: data.targetMs,
      elapsedMs: data.elapsedMs,
      runningSince: clock.runningSince === null ? null : event.at,
      dueAt: data.dueAt,
      warnings: data.warnings,
    })),
  clock_recalculated: (state, data, event) =>
    changeClock(state, data, (clock) => ({
      elapsedMs: data.elapsedMs,
      runningSince: clock.runningSince === null ? null : event.at,
      dueAt: data.dueAt,
      warnings: data.warnings,
    })),
  sla_warning: (state, data, event) =>
    changeClock(state, data, (clock) => ({
      warnings: clock.warnings.map((warning) =>
        isWarningOf(warning, data) ? { ...warning, firedAt: event.at } : warning,
      ),
    })),
  sla_breach: (state, data) => changeClock(state, data, () => ({ breachedAt: data.dueAt })),
  ticket_resolved: (state, data, event) => ({
    ...ended,
    status: 'resolved',
    resolvedAt: event.at,
    autoCloseAt: data.autoCloseAt,
    resolutions: [
      ...state.resolutions,
      {
        n: data.n,
        at: event.at,
        by: event.actor,
        byTier: data.byTier,
        group: data.group,
        code: data.code,
        noteId: data.noteId,
        rootCauseId: data.rootCauseId,
        articleId: data.articleId,
        reopenedAt: null,
      },
    ],
  }),
  ticket_reopened: (state, data, event) => ({
    status: workingStatus(state),
    resolvedAt: null,
    autoCloseAt: null,
    resolutions: state.resolutions.map((resolution) =>
      resolution.n === data.n ? { ...resolution, reopenedAt: event.at } : resolution,
    ),
  }),
  ticket_closed: (_state, _data, event) => ({
    ...ended,
    status: 'closed',
    closedAt: event.at,
    autoCloseAt: null,
  }),
  ticket_cancelled: (_state, _data, event) => ({
    ...ended,
    status: 'cancelled',
    closedAt: event.at,
    autoCloseAt: null,
  }),
  ticket_merged: (_state, data, event) => ({
    ...ended,
    status: 'merged',
    closedAt: event.at,
    autoCloseAt: data.finalAt,
    mergedInto: data.into,
  }),
  ticket_unmerged: (state) => ({
    status: workingStatus(state),
    closedAt: null,
    mergedInto: null,
    autoCloseAt: null,
  }),
  merge_settled: () => ({ autoCloseAt: null }),
  merge_received: (state, data) => ({ mergedFrom: [...state.mergedFrom, data.ticketId] }),
  merge_undone: (state, data) => ({
    mergedFrom: state.mergedFrom.filter((ticketId) => ticketId !== data.ticketId),
  }),
  survey_requested: (_state, data, event) => ({
    survey: {
      n: data.n,
      requestedAt: event.at,
      expiresAt: data.expiresAt,
      state: 'open',
      score: null,
      answeredAt: null,
    },
  }),
  survey_expired: (state) => ({ survey: state.survey && { ...state.survey, state: 'expired' } }),
  survey_cancelled: (state) => ({
    survey: state.survey && { ...state.survey, state: 'cancelled' },
  }),
  satisfaction_recorded: (state, data, event) => ({
    survey: state.survey && {
      ...state.survey,
      state: 'answered',
      score: data.score,
      answeredAt: event.at,
    },
  }),
  approval_requested: (state, data, event) => ({
    approvals: [
      ...state.approvals,
      {
        n: data.n,
        rule: data.rule,
        approverGroup: data.approverGroup,
        requestedAt: event.at,
        outcome: 'open',
        by: null,
        noteId: null,
        settledAt: null,
      },
    ],
  }),
  approval_granted: (state, data, event) => settleApproval(state, data, event, 'granted'),
  approval_refused: (state, data, event) => settleApproval(state, data, event, 'refused'),
  approval_lapsed: (state, data, event) =>
    settleApproval(state, { ...data, noteId: null }, event, 'lapsed'),
  ticket_linked: (state, data) => ({ links: [...state.links, { kind: data.kind, id: data.id }] }),
  ticket_unlinked: (state, data) => ({
    links: state.links.filter((link) => link.kind !== data.kind || link.id !== data.id),
  }),
  major_incident_declared: (_state, data) => ({ isMajor: true, majorStatementId: data.noteId }),
  major_incident_withdrawn: () => ({ isMajor: false, majorStatementId: null }),
  notification_requested: () => ({}),
  attention_scheduled: (_state, data) => ({ attentionAt: data.at }),
  attention_required: (_state, data) => ({ attentionAt: data.nextAt }),
  calendars_replaced: () => ({}),
  process_migrated: (_state, data) => ({ processVersion: data.toVersion }),
  history_noted: () => ({}),
};

/** Every type of event there is. */
export const eventTypes: readonly EventType[] = ['ticket_opened', ...keysOf(evolvers)];
