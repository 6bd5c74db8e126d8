import { requestAgent } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import type { ApprovalChange } from './events.ts';
import { fieldsRead, holds } from './expression.ts';
import { endPending, startPending } from './pending.ts';
import { type ApprovalRule, type ExpressionField, expressionFields } from './process.ts';
import { Refused } from './refusals.ts';
import { resolveByProcess } from './resolution.ts';
import {
  type Approval,
  grantersOfOthers,
  isAmong,
  isEnded,
  isOpen,
  openApproval,
  type RequesterManager,
  requestersOf,
  type TicketState,
} from './ticket.ts';

/**
 * Asks what the process wants approved of the ticket as it is now, one approval after the other, and
 * takes back what it no longer wants or was asked for something else. It is looked at after each step,
 * whatever changed the ticket. Of a ticket that has ended nobody is asked any more.
 */
export function reviewApprovals(draft: Draft): void {
  const asked = openApproval(draft.state);
  if (asked && isEnded(draft.state)) draft.emit('approval_withdrawn', { n: asked.n });
  if (!isOpen(draft.state)) return;
  const waitedFor = openApproval(draft.state);
  for (const approval of draft.state.approvals) {
    if (approval.outcome !== 'open' && approval.outcome !== 'granted') continue;
    const changes = changesSince(draft, approval);
    if (changes.length > 0) withdraw(draft, approval, changes);
    else if (isUnneeded(draft, approval)) withdraw(draft, approval);
  }
  if (openApproval(draft.state)) return;
  requestApproval(draft);
  if (waitedFor) resumeWork(draft);
}

/** Asks for the next approval the process wants for this ticket, if any. */
export function requestApproval(draft: Draft): void {
  const rule = approvalRules(draft).find((candidate) => isMissing(candidate, draft.state));
  if (!rule) return;
  const { name, approverGroup, managerOf, isOpenToGranters } = rule;
  const askedOf = managerOf && managerAsked(draft);
  if (draft.state.pending) endPending(draft, 'ended');
  const n = (draft.state.approvals.at(-1)?.n ?? 0) + 1;
  const givenFor = Object.fromEntries(
    fieldsOf(rule).map((field) => [field, textOf(draft.state, field)]),
  );
  draft.emit('approval_requested', {
    ...{ n, rule: name, approverGroup, givenFor },
    ...(managerOf && { managerOf }),
    ...(askedOf && { askedOf }),
    ...(isOpenToGranters && { isOpenToGranters }),
  });
  startPending(draft, 'approval', null, null);
}

/** The manager as far as anybody knows; nobody is asked for what they wait for themselves. */
function managerAsked({ requesterManager, state }: Draft): RequesterManager | undefined {
  const known = requesterManager ?? state.requesterManager;
  if (!known) return undefined;
  const { managerId, deputyId } = known;
  const requesters = requestersOf(state);
  if (managerId === null || requesters.includes(managerId)) return { managerId: null };
  if (deputyId === undefined || requesters.includes(deputyId)) return { managerId };
  return { managerId, deputyId };
}

/** What is asked for of every ticket: whoever approves has read it. */
const requestedFields = ['type', 'category', 'service'] as const;

function fieldsOf({ givenFor, when }: ApprovalRule): string[] {
  return givenFor ?? [...new Set([...requestedFields, ...fieldsRead(when)])];
}

/** Of what every ticket has, or of a field of the process: none is called as one of those. */
function textOf(state: TicketState, field: string): string | null {
  const value = isBuiltIn(field) ? state[field] : (state.fields?.[field] ?? null);
  return value === null ? null : String(value);
}

function isBuiltIn(field: string): field is ExpressionField {
  return isAmong(expressionFields, field);
}

/** What it was asked or granted for that the ticket is no longer, as far as it is wanted still. */
function changesSince(draft: Draft, { rule: name, givenFor }: Approval): ApprovalChange[] {
  const rule = approvalRules(draft).find((candidate) => candidate.name === name);
  if (!rule || rule.isKept || !holds(rule.when, draft.state)) return [];
  return fieldsOf(rule).flatMap((field) => {
    const was = givenFor[field];
    const is = textOf(draft.state, field);
    return was === undefined || was === is ? [] : [{ field, was, is }];
  });
}

/** Wanted and not granted. What was refused is asked again of a ticket that was reopened. */
export function isMissing({ name, when }: ApprovalRule, state: TicketState): boolean {
  const last = state.approvals.find((approval) => approval.rule === name);
  const isThere = last?.outcome === 'open' || last?.outcome === 'granted';
  return !isThere && holds(when, state);
}

/**
 * Open or granted where the ticket no longer asks for it: becoming that again, it is asked again.
 * Another version of the process may ask others, or nobody.
 */
function isUnneeded(draft: Draft, approval: Approval): boolean {
  const { rule: name, outcome, approverGroup, managerOf, isOpenToGranters } = approval;
  const rule = approvalRules(draft).find((candidate) => candidate.name === name);
  const isAskedOfOthers =
    outcome === 'open' &&
    (rule?.approverGroup !== approverGroup ||
      rule.managerOf !== managerOf ||
      rule.isOpenToGranters !== isOpenToGranters);
  return isAskedOfOthers || (rule && !rule.isKept && !holds(rule.when, draft.state)) === true;
}

function withdraw(draft: Draft, { n, outcome }: Approval, changes?: ApprovalChange[]): void {
  draft.emit('approval_withdrawn', { n, ...(changes && { changes }) });
  if (outcome === 'open') endPending(draft, 'withdrawn');
}

/** Whoever had it goes on; where nobody had, somebody is looked for, unless another approval is open. */
function resumeWork(draft: Draft): void {
  if (draft.state.assignee === null) requestAgent(draft, null);
}

function approvalRules(draft: Draft): ApprovalRule[] {
  return draft.rules.process.approvals ?? [];
}

/**
 * Granted: the next approval is asked for, or the work begins. Nobody approves their own, and two
 * approvals are granted by two people, unless the process says otherwise.
 */
export function approve(draft: Draft, command: CommandPayload['approve']): void {
  const approval = decidable(draft, command.n);
  const other = grantedBy(draft, approval);
  if (other) throw new Refused('granted_another', { n: other.n });
  draft.emit('approval_granted', decisionOf(approval, command));
  endPending(draft, 'approved');
  requestApproval(draft);
  resumeWork(draft);
}

export function refuseApproval(draft: Draft, command: CommandPayload['refuseApproval']): void {
  const approval = decidable(draft, command.n);
  draft.emit('approval_refused', decisionOf(approval, command));
  endNotApproved(draft, approval);
}

function decisionOf({ n }: Approval, { noteId, onBehalfOf }: CommandPayload['approve']) {
  return { n, noteId: noteId ?? null, ...(onBehalfOf !== undefined && { onBehalfOf }) };
}

/** Nobody decided in time, which is no approval. */
export function approvalLapsed(draft: Draft, approval: Approval): void {
  draft.emit('approval_lapsed', { n: approval.n });
  endNotApproved(draft, approval);
}

function endNotApproved(draft: Draft, approval: Approval): void {
  const rule = approvalRules(draft).find((candidate) => candidate.name === approval.rule);
  if (!rule) throw new Error(`Process ${draft.rules.process.id}: no rule '${approval.rule}'`);
  endPending(draft, 'ended');
  // Whatever the desk had said before, a request that is not approved is not fulfilled.
  resolveByProcess(draft, rule.refusedCode, true);
}

/** Another approval of the ticket that the actor granted, where that keeps them from granting this one. */
function grantedBy({ state, actor }: Draft, approval: Approval): Approval | undefined {
  if (!grantersOfOthers(state, approval).includes(actor.id)) return undefined;
  return state.approvals.find(
    ({ rule, outcome, by }) =>
      rule !== approval.rule && outcome === 'granted' && by?.id === actor.id,
  );
}

function decidable(draft: Draft, n: number | undefined): Approval {
  const { state, actor } = draft;
  const approval = openApproval(state);
  if (n !== undefined && n !== approval?.n) refuseNumber(state, n);
  if (!approval) throw new Refused('no_approval');
  if (requestersOf(state).includes(actor.id)) throw new Refused('not_own_approval');
  return approval;
}

/** It is not the one the ticket waits for: why it is not. */
function refuseNumber(state: TicketState, n: number): void {
  const last = state.approvals.at(-1);
  // They are asked one after the other: what comes after the last was not asked yet.
  if (!last || n < 1) throw new Refused('no_approval');
  if (n > last.n) {
    if (last.outcome !== 'open') throw new Refused('no_approval');
    throw new Refused('not_the_open_approval', { n, openN: last.n });
  }
  const isWithdrawn = state.withdrawn.approval.includes(n);
  throw new Refused(isWithdrawn ? 'already_withdrawn' : 'already_decided', { what: 'approval', n });
}
