import { requestAgent } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import type { ApprovalChange } from './events.ts';
import { fieldsRead, holds, type Moment } from './expression.ts';
import { dueAfter, endPending, startPending } from './pending.ts';
import {
  type ApprovalRule,
  type ExpressionField,
  expressionFields,
  type ProcessSnapshot,
  type WaitingRule,
} from './process.ts';
import { outcomeOf } from './quorum.ts';
import { Refused } from './refusals.ts';
import { resolveByProcess } from './resolution.ts';
import {
  type Approval,
  type ApprovalTerms,
  grantersOf,
  grantersOfOthers,
  hasAnswered,
  isAmong,
  isEnded,
  isOpen,
  openApproval,
  openApprovals,
  personNamed,
  type RequesterManager,
  requestersOf,
  type TicketState,
} from './ticket.ts';

/**
 * Asks what the process wants approved of the ticket as it is now, each approval in its turn, and
 * takes back what it no longer wants or was asked for something else. It is looked at after each step,
 * whatever changed the ticket. Of a ticket that has ended nobody is asked any more.
 */
export function reviewApprovals(draft: Draft): void {
  if (isEnded(draft.state)) withdrawOpen(draft);
  if (!isOpen(draft.state)) return;
  const waitedFor = openApproval(draft.state);
  for (const approval of draft.state.approvals) {
    if (approval.outcome !== 'open' && approval.outcome !== 'granted') continue;
    const changes = changesSince(draft, approval);
    if (changes.length > 0) withdraw(draft, approval, changes);
    else if (isUnneeded(draft, approval)) withdraw(draft, approval);
  }
  requestApprovals(draft);
  if (waitedFor && !openApproval(draft.state)) resumeWork(draft);
}

/** Asks for each approval that the process wants of this ticket and whose turn it is. */
export function requestApprovals(draft: Draft): void {
  for (const rule of approvalRules(draft)) {
    if (isMissing(rule, draft.state, draft) && isItsTurn(rule, draft)) {
      ask(draft, rule, 0);
    }
  }
}

/** Whether what it comes after is granted, or not needed. */
function isItsTurn({ name, after }: ApprovalRule, draft: Draft): boolean {
  const { state } = draft;
  const rules = approvalRules(draft);
  if (after === undefined && openApproval(state)) return false;
  return rules
    .filter((other) => isBefore(other.name, { name, after }, rules))
    .every(
      (other) => !isMissing(other, state, draft) && lastOf(other.name, state)?.outcome !== 'open',
    );
}

/** A rule asks for it, whatever its own condition says; asked or granted already, it is not again. */
export function askByRule(draft: Draft, name: string): void {
  const last = lastOf(name, draft.state);
  if (last?.outcome === 'open' || last?.outcome === 'granted') return;
  const rule = ruleOf(draft, name);
  if (rule && isOpen(draft.state)) ask(draft, rule, 0, true);
}

/** The same for whoever names it. @throws Refused where the process has no such approval */
export function requestApproval(draft: Draft, { rule }: CommandPayload['requestApproval']): void {
  const allowed = approvalRules(draft).map(({ name }) => name);
  if (!allowed.includes(rule)) throw new Refused('approval_unknown', { word: rule, allowed });
  askByRule(draft, rule);
}

type Chained = Pick<ApprovalRule, 'name'> & { after?: readonly string[] | undefined };

/** Whether an approval is asked only once another is granted. */
export function isBefore(other: string, { name, after }: Chained, rules: readonly Chained[]) {
  if (after) return after.includes(other);
  const place = (one: string) => rules.findIndex((rule) => rule.name === one);
  return place(other) < place(name);
}

/** @param turn how many were asked before who did not decide in time */
function ask(draft: Draft, rule: ApprovalRule, turn: number, isAskedByRule = false): void {
  const { pending } = draft.state;
  const isWaiting = pending?.reason === 'approval';
  if (pending && !isWaiting) endPending(draft, 'ended');
  const terms = termsOf(rule, turn);
  const askedOf = personAsked(draft, terms);
  // Where the ticket waits already, its waiting is that of another approval.
  const wait = rule.wait ?? (isWaiting ? draft.rules.process.pending.approval : undefined);
  const due = wait && dueAfter(draft, wait);
  draft.emit('approval_requested', {
    n: Math.max(0, ...draft.state.approvals.map(({ n }) => n)) + 1,
    rule: rule.name,
    ...terms,
    ...(isAskedByRule && { isAskedByRule }),
    ...(askedOf && { askedOf }),
    givenFor: Object.fromEntries(
      fieldsOf(rule).map((field) => [field, textOf(draft.state, field)]),
    ),
    ...due,
  });
  // Who is reminded of an approval with a deadline of its own is not the requester.
  if (!isWaiting) startPending(draft, 'approval', null, null, due && { ...due, reminders: [] });
}

function termsOf(rule: ApprovalRule, turn: number): ApprovalTerms {
  const { approverGroup, managerOf, personIn, quorum } =
    turn === 0 ? rule : (rule.next?.[turn - 1] ?? rule);
  const { isOpenToGranters, areRefusalsCounted, isCountedBySeat } = rule;
  return {
    approverGroup,
    ...(managerOf && { managerOf }),
    ...(personIn !== undefined && { personIn }),
    ...(quorum !== undefined && { quorum }),
    ...(isOpenToGranters && { isOpenToGranters }),
    ...(areRefusalsCounted && { areRefusalsCounted }),
    ...(isCountedBySeat && { isCountedBySeat }),
    ...(turn > 0 && { turn }),
  };
}

/** How long an approval waits, by the process. */
export function waitOf(
  { approvals = [], pending }: ProcessSnapshot,
  rule: string,
): Omit<WaitingRule, 'pauses'> | undefined {
  return approvals.find(({ name }) => name === rule)?.wait ?? pending.approval;
}

/** Who is asked as far as anybody knows; nobody is asked for what they wait for themselves. */
function personAsked(draft: Draft, { managerOf, personIn }: ApprovalTerms) {
  if (personIn !== undefined)
    return askable({ managerId: personNamed(draft.state, personIn) }, draft);
  // Above the manager only whoever decides then is known.
  return managerOf === 'requester' ? managerAsked(draft) : undefined;
}

function managerAsked(draft: Draft): RequesterManager | undefined {
  const known = draft.requesterManager ?? draft.state.requesterManager;
  return known && askable(known, draft);
}

function askable({ managerId, deputyId }: RequesterManager, { state }: Draft): RequesterManager {
  const requesters = requestersOf(state);
  if (managerId === null || requesters.includes(managerId)) return { managerId: null };
  if (deputyId === undefined || requesters.includes(deputyId)) return { managerId };
  return { managerId, deputyId };
}

/** What is asked for of every ticket: whoever approves has read it. */
const requestedFields = ['type', 'category', 'service'] as const;

/** Of a person whom a field names the grant is theirs. */
function fieldsOf({ givenFor, when, personIn }: ApprovalRule): string[] {
  const fields = givenFor ?? [...requestedFields, ...fieldsRead(when)];
  return [...new Set(personIn === undefined ? fields : [...fields, personIn])];
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
  const rule = ruleOf(draft, name);
  if (!rule || rule.isKept || !holds(rule.when, draft.state, draft)) return [];
  return fieldsOf(rule).flatMap((field) => {
    const was = givenFor[field];
    const is = textOf(draft.state, field);
    if (was === undefined || was === is) return [];
    const isCovered = rule.givenUpTo?.includes(field) && isLess(is, was);
    return isCovered ? [] : [{ field, was, is }];
  });
}

function isLess(is: string | null, was: string | null): boolean {
  return is !== null && was !== null && Number(is) < Number(was);
}

/** Wanted and not granted. What was refused is asked again of a ticket that was reopened. */
export function isMissing(
  { name, when }: ApprovalRule,
  state: TicketState,
  moment: Moment,
): boolean {
  const last = lastOf(name, state);
  const isThere = last?.outcome === 'open' || last?.outcome === 'granted';
  return !isThere && holds(when, state, moment);
}

function lastOf(rule: string, { approvals }: TicketState): Approval | undefined {
  return approvals.find((approval) => approval.rule === rule);
}

/**
 * Open or granted where the ticket no longer asks for it: becoming that again, it is asked again.
 * Another version of the process may ask others, or nobody.
 */
function isUnneeded(draft: Draft, approval: Approval): boolean {
  const rule = ruleOf(draft, approval.rule);
  if (approval.outcome === 'open' && isAskedOfOthers(approval, rule)) return true;
  if (approval.isAskedByRule) return false;
  return (rule && !rule.isKept && !holds(rule.when, draft.state, draft)) === true;
}

const termNames = [
  'approverGroup',
  'managerOf',
  'personIn',
  'quorum',
  'isOpenToGranters',
  'areRefusalsCounted',
  'isCountedBySeat',
] as const satisfies readonly (keyof ApprovalTerms)[];

function isAskedOfOthers(approval: Approval, rule: ApprovalRule | undefined): boolean {
  const { turn = 0 } = approval;
  if (!rule || turn > (rule.next?.length ?? 0)) return true;
  const terms = termsOf(rule, turn);
  return termNames.some((name) => terms[name] !== approval[name]);
}

function withdraw(draft: Draft, { n, outcome }: Approval, changes?: ApprovalChange[]): void {
  draft.emit('approval_withdrawn', { n, ...(changes && { changes }) });
  if (outcome === 'open' && !openApproval(draft.state)) endPending(draft, 'withdrawn');
}

/** Nobody is asked any more what the ticket still waited for. */
function withdrawOpen(draft: Draft): void {
  for (const { n } of openApprovals(draft.state)) draft.emit('approval_withdrawn', { n });
}

/** Whoever had it goes on; where nobody had, somebody is looked for, unless an approval is open. */
function resumeWork(draft: Draft): void {
  if (draft.state.assignee === null) requestAgent(draft, null);
}

function approvalRules(draft: Draft): ApprovalRule[] {
  return draft.rules.process.approvals ?? [];
}

function ruleOf(draft: Draft, name: string): ApprovalRule | undefined {
  return approvalRules(draft).find((rule) => rule.name === name);
}

/**
 * Somebody says yes. Once the quorum has, what comes after is asked for, or the work begins. Nobody
 * approves their own, and two approvals are granted by two people, unless the process says otherwise.
 */
export function approve(draft: Draft, command: CommandPayload['approve']): void {
  const approval = decidable(draft, command);
  const other = grantedBy(draft, approval);
  if (other) throw new Refused('granted_another', { n: other.n });
  if (answer(draft, approval, 'granted', command) !== 'granted') return;
  if (!openApproval(draft.state)) endPending(draft, 'approved');
  requestApprovals(draft);
  resumeWork(draft);
}

/** Somebody says no, which ends it for all; or is counted, where the process says so. */
export function refuseApproval(draft: Draft, command: CommandPayload['refuseApproval']): void {
  const approval = decidable(draft, command);
  if (answer(draft, approval, 'refused', command) === 'refused') endNotApproved(draft, approval);
}

function answer(
  draft: Draft,
  approval: Approval,
  said: 'granted' | 'refused',
  { noteId, onBehalfOf, isOwner, of }: CommandPayload['approve'],
) {
  const { n, quorum } = approval;
  const known = of ?? approval.of;
  const outcome = outcomeOf(approval, said, known);
  const decision = {
    n,
    noteId: noteId ?? null,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(quorum !== undefined && isOwner && { isOwner }),
    ...(quorum !== undefined && known !== undefined && { of: known }),
  };
  if (outcome === 'open') draft.emit('approval_answered', { ...decision, answer: said });
  else draft.emit(outcome === 'granted' ? 'approval_granted' : 'approval_refused', decision);
  return outcome;
}

/** Those who have not answered hear that they are waited for. */
export function remindApprovers(draft: Draft, { n }: { n: number }): void {
  const approval = openApprovals(draft.state).find((one) => one.n === n);
  if (approval) draft.emit('approval_reminder', { n, count: (approval.remindersSent ?? 0) + 1 });
}

export function approvalLimitReached(draft: Draft, { n }: { n: number }): void {
  const approval = openApprovals(draft.state).find((one) => one.n === n);
  if (approval) approvalLapsed(draft, approval);
}

/** Nobody decided in time: others are asked, where the process says so. Otherwise that is no approval. */
export function approvalLapsed(draft: Draft, approval: Approval): void {
  const { n, rule: name, turn = 0 } = approval;
  const rule = ruleOf(draft, name);
  if (rule?.next?.[turn]) {
    draft.emit('approval_lapsed', { n, isPassedOn: true });
    ask(draft, rule, turn + 1, approval.isAskedByRule);
    return;
  }
  draft.emit('approval_lapsed', { n });
  endNotApproved(draft, approval);
}

/** What was asked beside it is asked in vain, and what was to come after it is not asked at all. */
function endNotApproved(draft: Draft, approval: Approval): void {
  const rule = ruleOf(draft, approval.rule);
  if (!rule) throw new Error(`Process ${draft.rules.process.id}: no rule '${approval.rule}'`);
  withdrawOpen(draft);
  endPending(draft, 'ended');
  // Whatever the desk had said before, a request that is not approved is not fulfilled.
  resolveByProcess(draft, rule.refusedCode, true);
}

/** Another approval of the ticket that the actor granted, where that keeps them from granting this one. */
function grantedBy({ state, actor }: Draft, approval: Approval): Approval | undefined {
  if (!grantersOfOthers(state, approval).includes(actor.id)) return undefined;
  return state.approvals.find(
    (other) => other.rule !== approval.rule && grantersOf(other).includes(actor.id),
  );
}

function decidable(draft: Draft, { n, onBehalfOf }: CommandPayload['approve']): Approval {
  const { state, actor } = draft;
  const open = openApprovals(state);
  const approval = n === undefined ? open[0] : open.find((one) => one.n === n);
  if (!approval && n !== undefined) refuseNumber(state, n);
  if (!approval) throw new Refused('no_approval');
  const requesters = requestersOf(state);
  if (requesters.includes(actor.id)) throw new Refused('not_own_approval');
  // Nor does somebody for whoever waits for it.
  if (onBehalfOf !== undefined && requesters.includes(onBehalfOf)) {
    throw new Refused('not_own_approval');
  }
  if (hasAnswered(approval, actor.id, onBehalfOf)) {
    throw new Refused('already_answered', { n: approval.n });
  }
  return approval;
}

/** It is not one that the ticket waits for: why it is not. */
function refuseNumber(state: TicketState, n: number): void {
  const last = Math.max(0, ...state.approvals.map((approval) => approval.n));
  if (last === 0 || n < 1) throw new Refused('no_approval');
  // What comes after the last was not asked yet.
  if (n > last) {
    const open = openApproval(state);
    if (!open) throw new Refused('no_approval');
    throw new Refused('not_the_open_approval', { n, openN: open.n });
  }
  const isWithdrawn = state.withdrawn.approval.includes(n);
  throw new Refused(isWithdrawn ? 'already_withdrawn' : 'already_decided', { what: 'approval', n });
}
