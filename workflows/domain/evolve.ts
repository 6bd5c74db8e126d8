import {
  awakenedFrom,
  awakeningsEnded,
  awakeningsHearing,
  awakeningsWithout,
  reopeningKept,
  resolvedRestOf,
} from './awakening.ts';
import { type ClockChangeType, clockAfter, isSameClock } from './clock_changes.ts';
import type { ApprovalDecision, EventData, EventType, TicketEvent } from './events.ts';
import { withFields } from './fields.ts';
import { keysOf } from './keys.ts';
import { type PageChange, type PageChangeType, pagesAfter } from './page_changes.ts';
import { resolutionOf } from './record.ts';
import { actedBy, stoppedBy, timedBy, withoutRules } from './rules/standing.ts';
import { type TaskChange, type TaskChangeType, taskAfter, taskBegun } from './task_changes.ts';
import {
  type Approval,
  type ApprovalAnswer,
  type Asked,
  type Climb,
  type Clock,
  type ClockName,
  type ConsentOutcome,
  climbsMax,
  type DiagnosticStepKind,
  type Escalation,
  endedConsentsMax,
  endedTasksMax,
  type Link,
  type MergedTicket,
  type Pause,
  pausesMax,
  runbookStepsMax,
  type Status,
  type Survey,
  type SurveyAnswer,
  stepCountOf,
  type TicketState,
  withdrawnMax,
} from './ticket.ts';

type Change = Partial<TicketState>;
type Envelope = Pick<TicketEvent, 'at' | 'actor' | 'seq'>;
type Evolver<T extends EventType> = (
  state: TicketState,
  data: EventData[T],
  event: Envelope,
) => Change;

/**
 * The ticket after an event: what decisions need of it, while the events keep everything. Pure and total: it knows no process and no calendar, because events
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
    ...(data.fields && { fields: data.fields }),
    requesterId: data.requesterId,
    requesterTier: data.requesterTier,
    ...(data.requesterFacts && { requesterFacts: data.requesterFacts }),
    ...(data.requesterManager && { requesterManager: data.requesterManager }),
    group: '',
    tier: 1,
    assignee: null,
    waitingForAgent: null,
    pending: null,
    openedAt: event.at,
    updatedAt: event.at,
    tierEnteredAt: event.at,
    firstResponseAt: null,
    unansweredSince: event.at,
    workStartedAt: null,
    resolvedAt: null,
    firstResolvedAt: null,
    closedAt: null,
    autoCloseAt: null,
    attentionAt: null,
    requesterMessageCount: 0,
    agentPublicMessageCount: 0,
    bounceCount: 0,
    hierarchyLevel: 0,
    pauses: [],
    clocks: [],
    breachCount: 0,
    stepCounts: {},
    runbookSteps: [],
    escalations: [],
    escalationCount: 0,
    climbs: [],
    resolution: null,
    approvals: [],
    withdrawn: { approval: [], escalation: [] },
    links: [],
    isMajor: false,
    survey: null,
    mergedInto: null,
    mergedFrom: [],
  };
}

/** Another clock of its name starts: those before it are forgotten, but for the last that breached. */
function clocksBefore({ clocks }: TicketState, name: ClockName): Clock[] {
  const lastBreached = clocks.findLast((clock) => clock.name === name && clock.breachedAt !== null);
  return clocks.filter((clock) => clock.name !== name || clock === lastBreached);
}

function changeClock<T extends ClockChangeType>(type: T): Evolver<T> {
  return ({ clocks }, data, { at }) => ({
    clocks: clocks.map((clock) =>
      isSameClock(data, clock) ? clockAfter(clock, type, data, at) : clock,
    ),
  });
}

function counted(state: TicketState, kind: DiagnosticStepKind): TicketState['stepCounts'] {
  return { ...state.stepCounts, [kind]: stepCountOf(state, kind) + 1 };
}

function withLast<T>(list: T[], last: T, isSame: (one: T) => boolean, max: number): T[] {
  return [...list.filter((one) => !isSame(one)), last].slice(-max);
}

/** A hand-off takes the place of the one before it, which is settled by then. */
function escalationsWith({ escalations }: TicketState, next: Escalation): Escalation[] {
  const isKept = ({ kind }: Escalation) => kind !== 'functional' || next.kind !== 'functional';
  return [...escalations.filter(isKept), next];
}

function climbsWith({ climbs }: TicketState, { kind, fromGroup, fromTier, by }: Escalation) {
  if (kind !== 'functional') return climbs;
  const isSame = (one: Climb) => one.fromGroup === fromGroup && one.fromTier === fromTier;
  return withLast(climbs, { fromGroup, fromTier, by }, isSame, climbsMax);
}

function settleEscalation(outcome: Escalation['outcome']) {
  return (state: TicketState, data: { n: number }, event: Envelope): Change => ({
    escalations: state.escalations.map((escalation) =>
      escalation.n === data.n ? { ...escalation, outcome, settledAt: event.at } : escalation,
    ),
  });
}

function changeApproval(
  { approvals }: TicketState,
  n: number,
  change: (approval: Approval) => Partial<Approval>,
): Change {
  return {
    approvals: approvals.map((approval) =>
      approval.n === n ? { ...approval, ...change(approval) } : approval,
    ),
  };
}

function settleApproval(
  state: TicketState,
  data: { n: number; noteId: string | null; onBehalfOf?: string },
  event: Envelope,
  outcome: Approval['outcome'],
): Change {
  const { noteId, onBehalfOf } = data;
  const standingIn = onBehalfOf === undefined ? {} : { onBehalfOf };
  const settled = { outcome, by: event.actor, ...standingIn, noteId, settledAt: event.at };
  return changeApproval(state, data.n, () => settled);
}

/** What somebody said of it is remembered where others have to say it, too. */
function answerApproval(
  state: TicketState,
  { n, noteId, onBehalfOf, isOwner, of }: ApprovalDecision,
  { actor, at }: Envelope,
  answer: ApprovalAnswer['answer'],
): Change {
  return changeApproval(state, n, ({ quorum, answers = [] }) => {
    if (quorum === undefined) return {};
    const said: ApprovalAnswer = {
      ...{ answer, by: actor, noteId, at },
      ...(onBehalfOf !== undefined && { onBehalfOf }),
      ...(isOwner && { isOwner }),
    };
    return { answers: [...answers, said], ...(of !== undefined && { of }) };
  });
}

function decideApproval(answer: ApprovalAnswer['answer']) {
  return (state: TicketState, data: ApprovalDecision, event: Envelope): Change => {
    const answered = { ...state, ...answerApproval(state, data, event, answer) };
    return settleApproval(answered, data, event, answer);
  };
}

function changePages<T extends PageChangeType>(type: T): Evolver<T> {
  return (state, data, { at }) => pagesAfter(state, { type, data, at } as PageChange);
}

function changeTask<T extends TaskChangeType>(type: T): Evolver<T> {
  return ({ tasks = [] }, data, { at, actor }) => {
    const change = { type, data, at, actor } as TaskChange;
    const changed = tasks.map((task) => (task.n === data.n ? taskAfter(task, change) : task));
    const forgotten = changed
      .filter(({ outcome }) => outcome !== 'open')
      .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || a.n - b.n)
      .slice(0, -endedTasksMax);
    return { tasks: changed.filter((task) => !forgotten.includes(task)) };
  };
}

function withdrawnWith({ withdrawn }: TicketState, what: Asked, n: number) {
  return { ...withdrawn, [what]: [...withdrawn[what], n].slice(-withdrawnMax) };
}

/** Whether the desk had a part in a resolution: it gave it, or had answered before. */
function isByDesk(
  { firstResponseAt }: TicketState,
  { isUnfulfilled }: EventData['ticket_resolved'],
  { actor }: Envelope,
): boolean {
  if (isUnfulfilled) return false;
  return actor.kind !== 'requester' || firstResponseAt !== null;
}

function pausesWith({ pauses }: TicketState, cause: string, from: number, to: number): Pause[] {
  return to > from ? [...pauses, { cause, from, to }].slice(-pausesMax) : pauses;
}

/** Whoever has written waits for an answer: on the ticket itself, or on one that it stands for. */
function unanswered(
  { unansweredSince, mergedFrom }: TicketState,
  forTicketId: string | undefined,
  at: number,
  messageCount: 0 | 1,
): Change {
  if (forTicketId === undefined) return { unansweredSince: unansweredSince ?? at };
  return {
    mergedFrom: mergedFrom.map((merged) =>
      merged.ticketId === forTicketId
        ? {
            ...merged,
            unansweredSince: merged.unansweredSince ?? at,
            requesterMessageCount: (merged.requesterMessageCount ?? 0) + messageCount,
          }
        : merged,
    ),
  };
}

/** What the desk says to one it says to all who wait. */
function answeredForOthers({ mergedFrom }: TicketState): Change {
  if (mergedFrom.every(({ unansweredSince }) => unansweredSince === undefined)) return {};
  return {
    mergedFrom: mergedFrom.map(({ unansweredSince: _, ...merged }) => merged),
  };
}

/** What a word to a ticket that this one stands for opens again, it rests in once more without it. */
function reopenedFor(state: TicketState, forTicketId: string | undefined, at: number): Change {
  const resolved = forTicketId === undefined ? undefined : resolvedRestOf(state);
  return resolved && forTicketId !== undefined
    ? awakenedFrom(state, { resolved }, forTicketId, at)
    : {};
}

function surveyAmong(survey: Survey | null, mergedFrom: readonly MergedTicket[]): Survey | null {
  if (!survey?.others) return survey;
  const isThere = ({ requesterId }: SurveyAnswer) =>
    mergedFrom.some((merged) => merged.requesterId === requesterId);
  return { ...survey, others: survey.others.filter(isThere) };
}

/** What was answered stays; whoever did not can no longer. */
function endSurvey(how: 'expired' | 'cancelled') {
  return ({ survey }: TicketState): Change => {
    if (!survey) return {};
    return {
      survey: { ...survey, state: survey.state === 'open' ? how : survey.state, isOver: true },
    };
  };
}

/** The status of a ticket whose pending, resolution or merge has just ended. */
function workingStatus(state: TicketState): Status {
  if (state.assignee === null) return 'new';
  return state.workStartedAt === null ? 'assigned' : 'in_progress';
}

/** Of whoever has it now; where nobody knew any, nothing is said of them. */
function skillsOf({ assigneeSkills }: TicketState, skills: string[] | undefined): Change {
  if (skills) return { assigneeSkills: skills };
  return assigneeSkills ? { assigneeSkills: [] } : {};
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
    ...reopeningKept(state, event.at),
  }),
  assignment_requested: (_state, data, event) => ({
    waitingForAgent: {
      since: data.since ?? event.at,
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
    ...skillsOf(state, data.skills),
    waitingForAgent: null,
    workStartedAt: null,
    status: state.status === 'pending' ? 'pending' : 'assigned',
  }),
  ticket_unassigned: (state) => ({
    assignee: null,
    ...skillsOf(state, undefined),
    workStartedAt: null,
    status: state.status === 'pending' ? 'pending' : 'new',
  }),
  work_started: (_state, _data, event) => ({ status: 'in_progress', workStartedAt: event.at }),
  message_added: (state, data, event) => {
    if (data.visibility === 'internal' || data.isAutomatic) return {};
    const saidAt = data.saidAt ?? event.at;
    switch (event.actor.kind) {
      case 'system':
        return {};
      case 'requester':
        return {
          requesterMessageCount: state.requesterMessageCount + 1,
          ...unanswered(state, data.forTicketId, saidAt, 1),
          ...awakeningsHearing(state, data.forTicketId, saidAt),
        };
      case 'agent':
        return {
          agentPublicMessageCount: state.agentPublicMessageCount + 1,
          lastAnswer: { seq: event.seq, by: event.actor.id },
          firstResponseAt: state.firstResponseAt ?? saidAt,
          unansweredSince: null,
          ...answeredForOthers(state),
        };
    }
  },
  diagnostic_step_recorded: (state, { kind, runbookStep: key, check }) => ({
    stepCounts: counted(state, kind),
    ...(check?.n !== undefined && {
      checks: (state.checks ?? []).filter(({ n }) => n !== check.n),
    }),
    ...(key !== null && {
      runbookSteps: withLast(state.runbookSteps, key, (one) => one === key, runbookStepsMax),
    }),
  }),
  consent_requested: (state, consent) => ({
    consents: [...(state.consents ?? []), { ...consent, outcome: 'open' as const }],
    consentCount: consent.n,
  }),
  consent_answered: (state, { n, answer }) => consentsWith(state, n, answer),
  consent_reminder: ({ consents = [] }, { n }) => ({
    consents: consents.map((one) => (one.n === n ? { ...one, nextAt: null } : one)),
  }),
  consent_lapsed: (state, { n }) => consentsWith(state, n, 'lapsed'),
  consent_withdrawn: (state, { n }) => consentsWith(state, n, 'withdrawn'),
  check_requested: ({ checks = [] }, { n, subject, runbookStep }, { actor }) => ({
    checks: [...checks, { n, subject, runbookStep, by: actor.id }],
    checkCount: n,
  }),
  escalated: (state, { escalation }, { at }) => ({
    ...reopeningKept(state, at),
    escalations: escalationsWith(state, escalation),
    escalationCount: escalation.n,
    climbs: climbsWith(state, escalation),
    hierarchyLevel: escalation.level ?? state.hierarchyLevel,
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
  escalation_withdrawn: (state, data, event) => ({
    ...settleEscalation('withdrawn')(state, data, event),
    withdrawn: withdrawnWith(state, 'escalation', data.n),
  }),
  pending_started: (state, data, event) => {
    const { since, remindersSent = 0, reason, until, reminders, endsAt } = data;
    const pending = { reason, since: since ?? event.at, until, reminders, remindersSent, endsAt };
    if (state.beforeMerge) return { beforeMerge: { ...state.beforeMerge, pending } };
    return {
      status: 'pending',
      // Nobody is asked to work on what is not approved.
      waitingForAgent: reason === 'approval' ? null : state.waitingForAgent,
      pending,
      ...(since === undefined
        ? awakeningsEnded(state, event.at)
        : { pauses: state.pauses.filter(({ from }) => from !== since) }),
    };
  },
  pending_reminder: (state) => ({
    pending: state.pending && {
      ...state.pending,
      reminders: state.pending.reminders.slice(1),
      remindersSent: state.pending.remindersSent + 1,
    },
  }),
  pending_ended: (state, { reason, forTicketId }, { at }) => ({
    status: workingStatus(state),
    pending: null,
    pauses: pausesWith(state, reason, state.pending?.since ?? at, at),
    ...(forTicketId !== undefined &&
      state.pending !== null &&
      awakenedFrom(state, { pending: state.pending }, forTicketId, at)),
  }),
  clock_started: (state, { clock }) => ({
    clocks: [...clocksBefore(state, clock.name), clock],
  }),
  clock_paused: changeClock('clock_paused'),
  clock_resumed: changeClock('clock_resumed'),
  clock_stopped: changeClock('clock_stopped'),
  clock_restored: changeClock('clock_restored'),
  clock_retargeted: changeClock('clock_retargeted'),
  clock_recalculated: changeClock('clock_recalculated'),
  sla_warning: changeClock('sla_warning'),
  sla_breach: (state, data, event) => ({
    ...changeClock('sla_breach')(state, data, event),
    breachCount: state.breachCount + 1,
  }),
  escalation_rule_applied: changeClock('escalation_rule_applied'),
  ticket_resolved: (state, data, event) => ({
    ...ended,
    status: 'resolved',
    resolvedAt: event.at,
    firstResolvedAt: state.firstResolvedAt ?? (isByDesk(state, data, event) ? event.at : null),
    autoCloseAt: data.autoCloseAt,
    resolution: resolutionOf(data, event),
    ...awakeningsEnded(state, event.at),
  }),
  resolution_restored: (state, { resolvedAt, autoCloseAt, assignee, workStartedAt, survey }) => ({
    ...ended,
    status: 'resolved',
    resolvedAt,
    autoCloseAt,
    assignee,
    workStartedAt,
    survey: surveyAmong(survey, state.mergedFrom),
    resolution: state.resolution && { ...state.resolution, reopenedAt: null },
    pauses: state.pauses.filter(({ from }) => from !== resolvedAt),
  }),
  ticket_reopened: (state, data, event) => ({
    status: workingStatus(state),
    resolvedAt: null,
    autoCloseAt: null,
    pauses: pausesWith(state, 'resolved', state.resolvedAt ?? event.at, event.at),
    ...(event.actor.kind === 'requester' && unanswered(state, data.forTicketId, event.at, 0)),
    ...reopenedFor(state, data.forTicketId, event.at),
    resolution: state.resolution && { ...state.resolution, reopenedAt: event.at },
  }),
  ticket_closed: (state, _data, event) => ({
    ...ended,
    ...awakeningsEnded(state, event.at),
    status: 'closed',
    closedAt: event.at,
    autoCloseAt: null,
  }),
  ticket_cancelled: (state, _data, event) => ({
    ...ended,
    ...awakeningsEnded(state, event.at),
    status: 'cancelled',
    closedAt: event.at,
    autoCloseAt: null,
  }),
  ticket_merged: (state, data, event) => ({
    ...ended,
    status: 'merged',
    closedAt: event.at,
    autoCloseAt: data.finalAt,
    mergedInto: data.into,
    ...reopeningKept(state, event.at),
    beforeMerge: {
      pending: state.pending,
      waitingForAgent: state.waitingForAgent,
      attentionAt: state.attentionAt,
    },
  }),
  merge_redirected: (_state, data) => ({ mergedInto: data.into }),
  ticket_unmerged: (
    state,
    { pending, waitingForAgent, attentionAt, mergedAt, approvals = [] },
    { at },
  ) => ({
    status: pending ? 'pending' : workingStatus(state),
    approvals: state.approvals.map((approval) => ({
      ...approval,
      ...approvals.find(({ n }) => n === approval.n),
    })),
    pauses: pausesWith(state, 'merged', mergedAt, at),
    pending,
    waitingForAgent,
    attentionAt,
    closedAt: null,
    mergedInto: null,
    beforeMerge: null,
    autoCloseAt: null,
  }),
  merge_settled: () => ({ autoCloseAt: null, beforeMerge: null }),
  merge_received: (state, data) => ({ mergedFrom: [...state.mergedFrom, ...data.tickets] }),
  merge_undone: (state, { tickets }, { at }) => {
    const isParted = ({ ticketId }: { ticketId: string }) =>
      tickets.some((parted) => parted.ticketId === ticketId);
    const mergedFrom = state.mergedFrom.filter((merged) => !isParted(merged));
    const words = state.mergedFrom
      .filter(isParted)
      .reduce((sum, { requesterMessageCount = 0 }) => sum + requesterMessageCount, 0);
    return {
      mergedFrom,
      requesterMessageCount: state.requesterMessageCount - words,
      survey: surveyAmong(state.survey, mergedFrom),
      ...awakeningsWithout(state, isParted, at),
    };
  },
  delivery_refused: () => ({}),
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
  survey_expired: endSurvey('expired'),
  survey_cancelled: endSurvey('cancelled'),
  satisfaction_recorded: ({ survey }, { score, isOfAnother }, { at, actor }) => {
    if (!survey) return {};
    if (!isOfAnother) return { survey: { ...survey, state: 'answered', score, answeredAt: at } };
    const others = [...(survey.others ?? []), { requesterId: actor.id, score }];
    return { survey: { ...survey, others } };
  },
  approval_requested: (state, data, event) => ({
    approvals: [
      ...state.approvals.filter(({ rule }) => rule !== data.rule),
      {
        ...data,
        requestedAt: event.at,
        outcome: 'open',
        by: null,
        noteId: null,
        settledAt: null,
      },
    ],
    ...(data.askedOf && data.managerOf === 'requester' && { requesterManager: data.askedOf }),
  }),
  approval_answered: (state, data, event) => answerApproval(state, data, event, data.answer),
  approval_granted: decideApproval('granted'),
  approval_refused: decideApproval('refused'),
  approval_reminder: (state, { n, count }) =>
    changeApproval(state, n, ({ reminders = [] }) => ({
      reminders: reminders.slice(1),
      remindersSent: count,
    })),
  approval_lapsed: (state, data, event) =>
    settleApproval(state, { ...data, noteId: null }, event, 'lapsed'),
  approval_withdrawn: (state, { n }, event) => ({
    ...settleApproval(state, { n, noteId: null }, event, 'withdrawn'),
    withdrawn: withdrawnWith(state, 'approval', n),
  }),
  ticket_linked: (state, { kind, id, inverse, from }) =>
    from === undefined
      ? { links: [...state.links, { kind, id, ...(inverse && { inverse }) }] }
      : {
          mergedFrom: state.mergedFrom.map((merged) =>
            merged.ticketId === from
              ? {
                  ...merged,
                  links: [
                    ...merged.links,
                    { kind, id, ...(inverse && { inverse }), isGained: true },
                  ],
                }
              : merged,
          ),
        },
  ticket_unlinked: (state, data) => {
    const without = (links: Link[]) =>
      links.filter((link) => link.kind !== data.kind || link.id !== data.id);
    return {
      links: without(state.links),
      mergedFrom: state.mergedFrom.map((merged) => ({ ...merged, links: without(merged.links) })),
    };
  },
  task_added: ({ tasks = [] }, data, { at, actor }) => ({
    tasks: [...tasks, taskBegun({ data, at, actor })],
    taskCount: data.n,
  }),
  task_assigned: changeTask('task_assigned'),
  task_opened: changeTask('task_opened'),
  task_item_checked: changeTask('task_item_checked'),
  task_changed: changeTask('task_changed'),
  task_rescheduled: changeTask('task_rescheduled'),
  task_warned: changeTask('task_warned'),
  task_overdue: changeTask('task_overdue'),
  task_completed: changeTask('task_completed'),
  task_cancelled: changeTask('task_cancelled'),
  task_reopened: changeTask('task_reopened'),
  fields_set: ({ fields = {} }, changed) => ({ fields: withFields(fields, changed.fields) }),
  ticket_tagged: ({ tags = [] }, { added, removed }) => ({
    tags: [...tags.filter((word) => !removed.includes(word)), ...added],
  }),
  affected_changed: ({ affected = [], affectedFacts }, { added, removed, facts }) => {
    const left = [...affected.filter((id) => !removed.includes(id)), ...added];
    if (!affectedFacts && !facts) return { affected: left };
    const known = Object.entries({ ...affectedFacts, ...facts });
    return {
      affected: left,
      affectedFacts: Object.fromEntries(known.filter(([id]) => left.includes(id))),
    };
  },
  requester_facts_changed: (_state, { facts, requesterTier }) => ({
    requesterFacts: facts,
    requesterTier,
  }),
  ticket_followed: ({ followers = [] }, data) => ({
    followers: [...followers, ...data.followers.filter((id) => !followers.includes(id))],
  }),
  ticket_unfollowed: ({ followers = [] }, { follower }) => ({
    followers: followers.filter((id) => id !== follower),
  }),
  copy_added: ({ copied = [] }, { person }) => ({ copied: [...copied, person] }),
  copy_removed: ({ copied = [] }, { person }) => ({
    copied: copied.filter((id) => id !== person),
  }),
  major_incident_declared: (state, data, { at }) => ({
    isMajor: true,
    majorStatementId: data.noteId,
    ...reopeningKept(state, at),
  }),
  major_incident_withdrawn: () => ({ isMajor: false, majorStatementId: null }),
  playbook_started: ({ playbooks = [] }, { n, runId, playbook, inputId, rule }, { at }) => ({
    playbooks: [
      ...playbooks,
      { runId, playbook, inputId, ...(rule && { rule }), startedAt: at, status: 'running' },
    ],
    playbookCount: n,
  }),
  playbook_parked: ({ playbooks = [] }, { runId, step }) => ({
    playbooks: playbooks.map((run) =>
      run.runId === runId ? { ...run, status: 'parked', ...(step !== null && { step }) } : run,
    ),
  }),
  playbook_ended: ({ playbooks = [] }, { runId }) => ({
    playbooks: playbooks.filter((run) => run.runId !== runId),
  }),
  playbook_received: ({ playbooks = [] }, { runId, playbook, inputId }, { at }) => ({
    playbooks: [...playbooks, { runId, playbook, inputId, startedAt: at, status: 'running' }],
  }),
  page_requested: changePages('page_requested'),
  paged: changePages('paged'),
  page_escalated: changePages('page_escalated'),
  page_acknowledged: changePages('page_acknowledged'),
  page_unanswered: changePages('page_unanswered'),
  page_withdrawn: changePages('page_withdrawn'),
  notification_requested: () => ({}),
  attention_scheduled: (_state, data) => ({ attentionAt: data.at }),
  attention_required: (_state, data) => ({ attentionAt: data.nextAt }),
  calendars_replaced: () => ({}),
  process_migrated: (state, { toVersion, droppedFields, droppedRules }) => ({
    processVersion: toVersion,
    ...(droppedRules && withoutRules(state, droppedRules)),
    ...(droppedFields && {
      fields: withFields(
        state.fields ?? {},
        Object.fromEntries(droppedFields.map((name) => [name, null])),
      ),
    }),
  }),
  rule_acted: actedBy,
  rule_refused: () => ({}),
  rule_timed: timedBy,
  rules_stopped: stoppedBy,
  rule_note_added: () => ({}),
  webhook_called: () => ({}),
  history_noted: () => ({}),
  history_repaired: (state, data) => data.ticket ?? state,
};

function consentsWith({ consents = [] }: TicketState, n: number, outcome: ConsentOutcome) {
  const all = consents.map((one) => (one.n === n ? { ...one, outcome } : one));
  const ended = all.filter((one) => one.outcome !== 'open').slice(-endedConsentsMax);
  return { consents: all.filter((one) => one.outcome === 'open' || ended.includes(one)) };
}

/** Every type of event there is. */
export const eventTypes: readonly EventType[] = ['ticket_opened', ...keysOf(evolvers)];
