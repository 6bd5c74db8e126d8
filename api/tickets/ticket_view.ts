import { allowedCommands } from '../../workflows/domain/allowed.ts';
import {
  type CommandName,
  type HumanCommandName,
  humanCommandNames,
} from '../../workflows/domain/commands.ts';
import { type Deadline, deadlinesOf } from '../../workflows/domain/deadlines.ts';
import { needed } from '../../workflows/domain/quorum.ts';
import {
  type Actor,
  type Approval,
  askedBySurvey,
  type Clock,
  childrenOf,
  diagnosticStepKinds,
  endedByApproval,
  isAmong,
  isInCopy,
  isOpen,
  isOver,
  kindOf,
  type Link,
  lapsesAt,
  latestClock,
  openApprovals,
  openConsents,
  type Page,
  shownClockOf,
  standingLinks,
  stepCountOf,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { definitionFollowed, titleOf } from '../../workflows/processes/index.ts';
import { pendingWord } from '../../workflows/processes/own_words.ts';
import { actorOf, seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { mayUse } from '../people/policy.ts';
import { authorityOf, countOfDeciding, mayGrant } from './approver.ts';
import { clockView } from './clock_view.ts';
import type * as shown from './contract.ts';
import { asksFields, fieldViews, idsInFields } from './fields/field_view.ts';
import { escalationView, noteIdsOfEscalation } from './hand_off_view.ts';
import {
  groupRefOf,
  iso,
  isoOrNull,
  personOf,
  type TicketParts,
  textOf,
  type Viewpoint,
} from './parts.ts';
import { resolutionView } from './resolution_view.ts';
import { taskViews, textIdsOfTask } from './tasks/task_view.ts';
import { mayKnowOf } from './visible_to.ts';

/** Of each kind of link the ticket itself answers with so many, the latest. */
const shownLinksMax = 20;

/** Ids of the accounts a ticket's view shows names of. */
export function accountIdsOf(state: TicketState, standing?: TicketState): string[] {
  const actors = [
    ...state.escalations.map(({ by }) => by),
    ...[state, standing].flatMap((one) => one?.resolution?.by ?? []),
    ...state.approvals.flatMap(({ by, answers = [] }) =>
      [by ?? [], answers.map((one) => one.by)].flat(),
    ),
    ...(state.tasks ?? []).flatMap(({ addedBy, endedBy }) => [addedBy, endedBy ?? []].flat()),
  ];
  const people = actors.filter((actor) => actor.kind !== 'system').map((actor) => actor.id);
  const managers = state.approvals
    .flatMap(({ askedOf, onBehalfOf, answers = [] }) => [
      ...[askedOf?.managerId, askedOf?.deputyId, onBehalfOf],
      ...answers.map((one) => one.onBehalfOf),
    ])
    .filter((id) => typeof id === 'string');
  const { followers = [], copied = [] } = state;
  const atTasks = (state.tasks ?? []).flatMap(({ assignee }) => assignee ?? []);
  return [
    ...people,
    ...managers,
    ...atTasks,
    ...(state.pages ?? []).flatMap(({ person }) => person ?? []),
    ...followers,
    ...copied,
    ...summaryAccountIdsOf(state),
  ];
}

/** Ids of the texts a ticket's view shows, wherever they were written. */
export function noteIdsOf(state: TicketState, standing?: TicketState): string[] {
  const ids = [
    state.majorStatementId,
    ...state.escalations.flatMap(noteIdsOfEscalation),
    ...[state, standing].flatMap((one) => [one?.resolution?.noteId, one?.resolution?.rootCauseId]),
    ...state.approvals.flatMap(({ noteId, answers = [] }) => [
      noteId,
      ...answers.map((one) => one.noteId),
    ]),
    ...(state.tasks ?? []).flatMap(textIdsOfTask),
    ...(state.consents ?? []).flatMap(({ titleId, noteId }) => [titleId, noteId]),
    ...idsInFields(state, 'text'),
  ];
  return ids.filter((id) => typeof id === 'string');
}

export function summaryAccountIdsOf(state: TicketState): string[] {
  const people =
    state.assignee === null ? [state.requesterId] : [state.requesterId, state.assignee];
  return [...people, ...idsInFields(state, 'person'), ...idsInFields(state, 'device')];
}

export function ticketView(parts: TicketParts, viewpoint: Viewpoint): shown.Ticket {
  const { requesterId, copied = [] } = parts.state;
  const view = wholeView(parts, viewpoint);
  return mayKnowOf(viewpoint.account, { requesterId, copied }) ? view : decidedView(view);
}

/** What somebody hears who was asked to decide and may know no more: what was asked, and of whom. */
function decidedView(view: shown.Ticket): shown.Ticket {
  return {
    ...view,
    assignee: null,
    pending: null,
    firstResponseAt: null,
    nextDeadline: null,
    clocks: [],
    attachments: [],
    affected: [],
    resolution: null,
    survey: null,
    pages: [],
    tasks: [],
    consents: [],
    links: [],
    counts: { ...view.counts, clocks: 0, resolutions: 0, links: 0, children: 0 },
    majorIncident: null,
    reports: null,
    standing: null,
    mergedInto: null,
    copies: [],
    allowed: [],
  };
}

function wholeView(parts: TicketParts, viewpoint: Viewpoint): shown.Ticket {
  const { state, texts } = parts;
  const isInternal = seesInternals(viewpoint.account);
  const recordParts = { ...parts, processId: state.processId };
  return {
    ...ticketSummaryView(parts, viewpoint),
    clocks: state.clocks
      .filter((clock) => isInternal || isForRequester(clock))
      .map((clock) => clockView(clock, state.processId, viewpoint)),
    description: parts.description,
    attachments: parts.attachments ?? [],
    impact: state.impact,
    urgency: state.urgency,
    priorityOverridden: state.priorityOverridden,
    autoCloseAt: isoOrNull(state.status === 'merged' ? null : state.autoCloseAt),
    runbookSteps: isInternal ? state.runbookSteps : [],
    escalations: isInternal
      ? state.escalations.map((escalation) => escalationView(escalation, recordParts, viewpoint))
      : [],
    hasClimbed: isInternal && state.climbs.some(({ fromTier }) => fromTier < state.tier),
    resolution: state.resolution && resolutionView(state.resolution, recordParts, viewpoint),
    // How content they were, its requester tells the desk.
    survey: isInCopy(state, actorOf(viewpoint.account))
      ? null
      : surveyView(state, state.requesterId),
    approvals: state.approvals.map((approval) => approvalView(approval, parts, viewpoint)),
    pages: isInternal ? (state.pages ?? []).map((page) => pageView(page, parts, viewpoint)) : [],
    tasks: taskViews(parts, viewpoint),
    consents: consentViews(parts, viewpoint),
    links: shownLinksOf(state)
      .filter(({ kind }) => isInternal || kind !== 'problem')
      .map((link) => linkView(link, parts.linked)),
    counts: countsOf(state, isInternal),
    majorIncident: state.isMajor
      ? { statement: textOf(state.majorStatementId ?? null, texts) }
      : null,
    reports: parts.reports ?? null,
    standing: parts.standing
      ? standingView(parts.standing, state.requesterId, parts, viewpoint)
      : null,
    mergedInto: state.mergedInto === null ? null : namedView(state.mergedInto, parts.linked),
    mergedFrom: isInternal
      ? state.mergedFrom.map(({ ticketId }) => namedView(ticketId, parts.linked))
      : [],
    affected: parts.affected ?? [],
    followers: isInternal ? (state.followers ?? []).map((id) => personOf(id, parts.names)) : [],
    copies: (state.copied ?? []).map((id) => personOf(id, parts.names)),
    allowed: allowedFor(parts, viewpoint.account),
  };
}

/** What the requester is asked: they read it, and those who serve. */
function consentViews({ state, texts }: TicketParts, { account }: Viewpoint): shown.Consent[] {
  if (!seesInternals(account) && account.id !== state.requesterId) return [];
  const open = openConsents(state);
  return (state.consents ?? []).map((consent) => ({
    n: consent.n,
    title: textOf(consent.titleId, texts),
    text: textOf(consent.noteId, texts),
    expiresAt: iso(consent.expiresAt),
    // Nobody answers any more on a ticket that is over.
    outcome: consent.outcome === 'open' && !open.includes(consent) ? 'withdrawn' : consent.outcome,
  }));
}

/** How the matter of a merged ticket stands, for its requester. */
function standingView(
  state: TicketState,
  requesterId: string,
  parts: TicketParts,
  viewpoint: Viewpoint,
): shown.Standing {
  const { status, resolution, processId } = state;
  return {
    status,
    resolution: resolution && resolutionView(resolution, { ...parts, processId }, viewpoint),
    endedByApproval: endedByApproval(state)?.n ?? null,
    survey: surveyView(state, requesterId),
  };
}

/** The survey as somebody who waits for the ticket has answered it, or can. */
function surveyView(state: TicketState, requesterId: string): shown.Survey | null {
  const { survey } = state;
  if (!survey) return null;
  const shown = { n: survey.n, expiresAt: iso(survey.expiresAt) };
  if (requesterId === state.requesterId) {
    return { ...shown, state: survey.state, score: survey.score };
  }
  const answer = survey.others?.find((other) => other.requesterId === requesterId);
  if (answer) return { ...shown, state: 'answered', score: answer.score };
  const isAsked = askedBySurvey(state).includes(requesterId);
  return { ...shown, state: isAsked ? 'open' : 'expired', score: null };
}

function approvalView(
  approval: Approval,
  { state, names, texts, seats = new Map() }: TicketParts,
  viewpoint: Viewpoint,
): shown.Approval {
  const { account } = viewpoint;
  const isOpen = approval.outcome === 'open';
  const mayDecide = isOpen && authorityOf(state, approval, account, seats) !== undefined;
  const of = isOpen && seats.has(approval.n) ? countOfDeciding(approval, seats) : approval.of;
  return {
    n: approval.n,
    rule: approval.rule,
    approvers: groupRefOf(state.processId, approval.approverGroup, viewpoint),
    managerOf: approval.managerOf ?? null,
    askedOf:
      approval.managerOf || approval.personIn
        ? {
            manager: nullablePerson(approval.askedOf?.managerId, names),
            deputy: nullablePerson(approval.askedOf?.deputyId, names),
          }
        : null,
    outcome: approval.outcome,
    requestedAt: iso(approval.requestedAt),
    by: approval.by && personOf(approval.by.id, names),
    onBehalfOf: nullablePerson(approval.onBehalfOf, names),
    note: textOf(approval.noteId, texts),
    settledAt: isoOrNull(approval.settledAt),
    endsAt: isOpen ? isoOrNull(lapsesAt(state, approval)) : null,
    needed: needed(approval.quorum, of) ?? null,
    of: approval.quorum === undefined ? null : (of ?? null),
    answers: (approval.answers ?? []).map((one) => ({
      answer: one.answer,
      by: personOf(one.by.id, names),
      onBehalfOf: nullablePerson(one.onBehalfOf, names),
      note: textOf(one.noteId, texts),
      at: iso(one.at),
    })),
    mayApprove: mayDecide && mayGrant(state, approval, account),
    mayRefuse: mayDecide,
  };
}

function nullablePerson(
  id: string | null | undefined,
  names: TicketParts['names'],
): shown.Person | null {
  return typeof id === 'string' ? personOf(id, names) : null;
}

/** Ids of the other tickets that a ticket's view names. */
export function namedTicketsOf(state: TicketState): string[] {
  const merged = state.mergedFrom.map(({ ticketId }) => ticketId);
  const ids = [...shownLinksOf(state).map(({ id }) => id), ...merged, state.mergedInto];
  return ids.filter((id) => id !== null);
}

/** The links a ticket's view shows. */
export function shownLinksOf(state: TicketState): Link[] {
  const links = standingLinks(state);
  const shown = new Set(
    [...Map.groupBy(links, ({ kind }) => kind).values()].flatMap((some) =>
      some.slice(-shownLinksMax),
    ),
  );
  return links.filter((link) => shown.has(link));
}

function countsOf(state: TicketState, isInternal: boolean): shown.Ticket['counts'] {
  const { breachCount, escalationCount, resolution } = state;
  const links = standingLinks(state);
  const clocks = state.clocks.filter((clock) => isInternal || isForRequester(clock));
  const names = [...new Set(clocks.map(({ name }) => name))];
  const steps = diagnosticStepKinds.map((kind) => [
    kind,
    isInternal ? stepCountOf(state, kind) : 0,
  ]);
  return {
    clocks: names.reduce((sum, name) => sum + (latestClock(state, name)?.cycle ?? 0), 0),
    breachedClocks: isInternal ? breachCount : 0,
    diagnosticSteps: Object.fromEntries(steps),
    escalations: isInternal ? escalationCount : 0,
    resolutions: resolution?.n ?? 0,
    links: links.filter(({ kind }) => isInternal || kind !== 'problem').length,
    children: childrenOf(state).length,
  };
}

/** The ticket this one is a child of: of a major incident, it is a report. */
export function parentOf(state: TicketState): string | null {
  return standingLinks(state).find(({ kind }) => kind === 'parent')?.id ?? null;
}

/** What tiers promise each other is the desk's own affair. */
function isForRequester(clock: Clock): boolean {
  return !isAmong(['acknowledgement', 'tier_work'] as const, kindOf(clock));
}

export function linkView({ kind, id }: Link, linked: TicketParts['linked']): shown.TicketLink {
  return { kind, ...namedView(id, linked), followedOn: linked?.get(id)?.followedOn ?? null };
}

function namedView(id: string, linked: TicketParts['linked']): shown.NamedTicket {
  const { number = null, subject = null, status = null } = linked?.get(id) ?? {};
  return { id, number, subject, status };
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
    isBreached: state.breachCount > 0,
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
      waitsFor: pendingWord(definitionFollowed(state), pending.reason).waitsFor,
      since: iso(pending.since),
      until: isoOrNull(pending.until),
    },
    openedAt: iso(state.openedAt),
    updatedAt: iso(state.updatedAt),
    firstResponseAt: isoOrNull(state.firstResponseAt),
    resolvedAt: isoOrNull(state.resolvedAt),
    endedByApproval: endedByApproval(state)?.n ?? null,
    closedAt: isoOrNull(state.closedAt),
    nextDeadline: deadlineView(parts, isInternal),
    waitingForAgent:
      isInternal && waitingForAgent
        ? { since: iso(waitingForAgent.since), dueAt: iso(waitingForAgent.dueAt) }
        : null,
    fields: fieldViews(state, parts, viewpoint.account.locale, isInternal),
    tags: isInternal ? (state.tags ?? []) : [],
    reportCount: state.isMajor ? childrenOf(state).length : 0,
    parent: isInternal ? parentOf(state) : null,
    standing: parts.standing
      ? {
          status: parts.standing.status,
          endedByApproval: endedByApproval(parts.standing)?.n ?? null,
        }
      : null,
    clocks: (['first_response', 'resolution'] as const)
      .flatMap((kind) => shownClockOf(state, kind) ?? [])
      .map((clock) => clockView(clock, state.processId, viewpoint)),
    seq: state.seq,
    origin: parts.origin,
  };
}

/** Deadlines that are promises to the requester or wait for them; the others are the desk's. */
const requesterDeadlines: readonly Deadline['kind'][] = [
  'pending_until',
  'auto_close',
  'survey_expiry',
  'consent_expiry',
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

function allowedFor(
  { state, origin, standing, seats = new Map() }: TicketParts,
  account: Account,
): HumanCommandName[] {
  const { requesterId, copied = [] } = state;
  // Whoever has just given their copy back is offered nothing more.
  if (origin !== 'live' || !mayKnowOf(account, { requesterId, copied })) return [];
  const names = new Set<CommandName>(allowedCommands(state, actorOf(account)));
  if (requesterId === account.id) {
    const requester: Actor = { kind: 'requester', id: account.id };
    for (const name of allowedCommands(state, requester)) names.add(name);
  }
  // Said here, it reaches the ticket it was merged into.
  const isHeard = standing === undefined || !isOver(standing);
  if (state.status === 'merged' && isHeard) names.add('addMessage');
  if (!asksFields(state)) names.delete('setFields');
  const decided = openApprovals(state).filter((one) => authorityOf(state, one, account, seats));
  if (decided.length === 0) names.delete('refuseApproval');
  if (!decided.some((one) => mayGrant(state, one, account))) names.delete('approve');
  const isAsked = standing !== undefined && askedBySurvey(standing).includes(account.id);
  if (isAsked && state.requesterId === account.id) names.add('recordSatisfaction');
  return humanCommandNames.filter((name) => names.has(name) && mayUse(name, account.roles));
}

function pageView(
  { n, group, person, level, pagedAt, nextAt, next }: Page,
  { state, names, nextPaged }: TicketParts,
  { account }: Viewpoint,
): shown.Ticket['pages'][number] {
  return {
    ...{
      n,
      level,
      group: { id: group, title: titleOf(state.processId, 'group', group, account.locale) },
    },
    person: person === null ? null : { id: person, name: names.get(person) ?? null },
    ...{ pagedAt: isoOrNull(pagedAt), nextAt: isoOrNull(nextAt) },
    nextPerson: nullablePerson(nextPaged?.get(n), names),
    isLast: nextAt !== null && next === null,
  };
}
