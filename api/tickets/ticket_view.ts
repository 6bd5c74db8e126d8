import { allowedCommands } from '../../workflows/domain/allowed.ts';
import { clockReading } from '../../workflows/domain/clocks.ts';
import {
  type CommandName,
  type HumanCommandName,
  humanCommandNames,
} from '../../workflows/domain/commands.ts';
import { type Deadline, deadlinesOf } from '../../workflows/domain/deadlines.ts';
import {
  type Actor,
  type Approval,
  type Clock,
  isOpen,
  type Link,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { actorOf, seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { mayUse } from '../people/policy.ts';
import { calendarsForReading } from './clock_calendars.ts';
import type * as shown from './contract.ts';
import { escalationView, stepView } from './hand_off_view.ts';
import {
  groupRefOf,
  iso,
  isoOrNull,
  minutes,
  personOf,
  type TicketParts,
  textOf,
  type Viewpoint,
} from './parts.ts';

/** Ids of the accounts a ticket's view shows names of. */
export function accountIdsOf(state: TicketState): string[] {
  const actors = [
    ...state.diagnosticSteps.map((step) => step.by),
    ...state.escalations.flatMap(({ by, handOff }) => (handOff ? [by, handOff.by] : [by])),
    ...state.resolutions.map((resolution) => resolution.by),
    ...state.approvals.flatMap(({ by }) => by ?? []),
  ];
  const people = actors.filter((actor) => actor.kind !== 'system').map((actor) => actor.id);
  return [...people, ...summaryAccountIdsOf(state)];
}

/** Ids of the texts a ticket's view shows, wherever they were written. */
export function noteIdsOf(state: TicketState): string[] {
  const ids = [
    state.majorStatementId,
    ...state.diagnosticSteps.map(({ stepId }) => stepId),
    ...state.escalations.flatMap(({ noteId, handOff }) => [
      noteId,
      handOff?.noteId,
      handOff?.requestedOutcomeId,
    ]),
    ...state.resolutions.flatMap(({ noteId, rootCauseId }) => [noteId, rootCauseId]),
    ...state.approvals.map(({ noteId }) => noteId),
  ];
  return ids.filter((id) => typeof id === 'string');
}

export function summaryAccountIdsOf(state: TicketState): string[] {
  return state.assignee === null ? [state.requesterId] : [state.requesterId, state.assignee];
}

export function ticketView(parts: TicketParts, viewpoint: Viewpoint): shown.Ticket {
  const { state, texts } = parts;
  const isInternal = seesInternals(viewpoint.account);
  const clocks = state.clocks.filter((clock) => isInternal || clock.name !== 'acknowledgement');
  return {
    ...ticketSummaryView(parts, viewpoint),
    clocks: clocks.map((clock) => clockView(clock, state, viewpoint)),
    description: parts.description,
    attachments: parts.attachments ?? [],
    impact: state.impact,
    urgency: state.urgency,
    priorityOverridden: state.priorityOverridden,
    autoCloseAt: isoOrNull(state.autoCloseAt),
    diagnosticSteps: isInternal ? state.diagnosticSteps.map((step) => stepView(step, parts)) : [],
    escalations: isInternal
      ? state.escalations.map((escalation) => escalationView(escalation, parts, viewpoint))
      : [],
    resolutions: state.resolutions.map((resolution) => ({
      n: resolution.n,
      at: iso(resolution.at),
      by: personOf(resolution.by.id, parts.names),
      byTier: isInternal ? resolution.byTier : null,
      code: resolution.code,
      note: textOf(resolution.noteId, texts),
      rootCause: isInternal ? textOf(resolution.rootCauseId, texts) : null,
      article: resolution.articleId,
      reopenedAt: isoOrNull(resolution.reopenedAt),
    })),
    survey: state.survey && {
      n: state.survey.n,
      state: state.survey.state,
      expiresAt: iso(state.survey.expiresAt),
      score: state.survey.score,
    },
    approvals: state.approvals.map((approval) => approvalView(approval, parts, viewpoint)),
    links: state.links
      .filter(({ kind }) => isInternal || kind !== 'problem')
      .map((link) => linkView(link, parts)),
    majorIncident: state.isMajor
      ? { statement: textOf(state.majorStatementId ?? null, texts) }
      : null,
    mergedInto: state.mergedInto,
    mergedFrom: isInternal ? state.mergedFrom : [],
    allowed: allowedFor(parts, viewpoint.account),
  };
}

function approvalView(
  approval: Approval,
  { state, names, texts }: TicketParts,
  viewpoint: Viewpoint,
): shown.Approval {
  return {
    n: approval.n,
    rule: approval.rule,
    approvers: groupRefOf(state.processId, approval.approverGroup, viewpoint),
    outcome: approval.outcome,
    requestedAt: iso(approval.requestedAt),
    by: approval.by && personOf(approval.by.id, names),
    note: textOf(approval.noteId, texts),
    settledAt: isoOrNull(approval.settledAt),
  };
}

function linkView({ kind, id }: Link, { linked }: TicketParts): shown.TicketLink {
  const other = linked?.get(id);
  return {
    kind,
    id,
    number: other?.number ?? null,
    subject: other?.subject ?? null,
    status: other?.status ?? null,
  };
}

export function ticketSummaryView(parts: TicketParts, viewpoint: Viewpoint): shown.TicketSummary {
  const { state, names } = parts;
  const isInternal = seesInternals(viewpoint.account);
  const { waitingForAgent, pending } = state;
  return {
    id: state.ticketId,
    number: parts.number,
    subject: parts.subject,
    status: state.status,
    isOpen: isOpen(state),
    isBreached: state.clocks.some((clock) => clock.breachedAt !== null),
    type: state.type,
    channel: state.channel,
    category: state.category,
    service: state.service,
    priority: state.priority,
    process: { id: state.processId, version: state.processVersion },
    group: groupRefOf(state.processId, state.group, viewpoint),
    tier: isInternal ? state.tier : null,
    assignee: state.assignee === null ? null : personOf(state.assignee, names),
    requester: { ...personOf(state.requesterId, names), tier: state.requesterTier },
    pending: pending && {
      reason: pending.reason,
      since: iso(pending.since),
      until: isoOrNull(pending.until),
    },
    openedAt: iso(state.openedAt),
    updatedAt: iso(state.updatedAt),
    firstResponseAt: isoOrNull(state.firstResponseAt),
    resolvedAt: isoOrNull(state.resolvedAt),
    closedAt: isoOrNull(state.closedAt),
    nextDeadline: deadlineView(parts, isInternal),
    waitingForAgent:
      isInternal && waitingForAgent
        ? { since: iso(waitingForAgent.since), dueAt: iso(waitingForAgent.dueAt) }
        : null,
    clocks: latestOf(state.clocks, ['first_response', 'resolution']).map((clock) =>
      clockView(clock, state, viewpoint),
    ),
    seq: state.seq,
    origin: parts.origin,
  };
}

function latestOf(clocks: Clock[], names: Clock['name'][]): Clock[] {
  return names.flatMap((name) => clocks.findLast((clock) => clock.name === name) ?? []);
}

function clockView(clock: Clock, state: TicketState, viewpoint: Viewpoint): shown.Clock {
  const calendar = calendarsForReading(state.processId, viewpoint.now)[clock.calendar];
  const reading = calendar
    ? clockReading(clock, calendar, viewpoint.now)
    : {
        status: clock.outcome ?? ('paused' as const),
        elapsedMs: clock.elapsedMs,
        remainingMs: clock.targetMs - clock.elapsedMs,
      };
  return {
    name: clock.name,
    cycle: clock.cycle,
    status: reading.status,
    isBreached: clock.breachedAt !== null,
    targetMinutes: minutes(clock.targetMs),
    elapsedMinutes: minutes(reading.elapsedMs),
    remainingMinutes: minutes(reading.remainingMs),
    dueAt: isoOrNull(clock.dueAt),
    breachedAt: isoOrNull(clock.breachedAt),
    stoppedAt: isoOrNull(clock.stoppedAt),
    calendar: clock.calendar,
    warnings: seesInternals(viewpoint.account)
      ? clock.warnings.map(({ percent, beforeMs, at, firedAt }) => ({
          percent,
          beforeMinutes: beforeMs === undefined ? null : minutes(beforeMs),
          at: isoOrNull(at),
          firedAt: isoOrNull(firedAt),
        }))
      : [],
  };
}

/** Deadlines that are promises to the requester or wait for them; the others are the desk's. */
const requesterDeadlines: readonly Deadline['kind'][] = [
  'pending_until',
  'auto_close',
  'survey_expiry',
];

function deadlineView(
  parts: TicketParts,
  isInternal: boolean,
): shown.TicketSummary['nextDeadline'] {
  // Nothing happens by itself to a ticket that is history: no workflow waits for it.
  if (parts.origin !== 'live') return null;
  const deadline = deadlinesOf(parts.state).find(
    ({ kind }) => isInternal || requesterDeadlines.includes(kind),
  );
  if (!deadline) return null;
  const clock = 'clock' in deadline ? deadline.clock : null;
  return { kind: deadline.kind, clock, at: iso(deadline.at) };
}

function allowedFor({ state, origin }: TicketParts, account: Account): HumanCommandName[] {
  if (origin !== 'live') return [];
  const names = new Set<CommandName>(allowedCommands(state, actorOf(account)));
  if (state.requesterId === account.id) {
    const requester: Actor = { kind: 'requester', id: account.id };
    for (const name of allowedCommands(state, requester)) names.add(name);
  }
  // Said here, it reaches the ticket it was merged into.
  if (state.status === 'merged') names.add('addMessage');
  return humanCommandNames.filter((name) => names.has(name) && mayUse(name, account.role));
}
