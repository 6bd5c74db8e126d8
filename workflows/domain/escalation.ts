import {
  acceptHandOff,
  beginWork,
  requestAgent,
  routeTo,
  supportGroup,
  withdrawHandOff,
} from './assignment.ts';
import { meetClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { missingForHandOff } from './gate.ts';
import { groupsOf, type Memberships, speaksForReceiver } from './membership.ts';
import { endPending } from './pending.ts';
import { unknownGroup } from './record.ts';
import { Refused } from './refusals.ts';
import { refuseWithoutFields } from './required_fields.ts';
import {
  type Actor,
  type Climb,
  type Escalation,
  type HandOff,
  type MissingSteps,
  openEscalation,
  stepCount,
  type TicketState,
} from './ticket.ts';
import { groupAbove, tierName } from './tiers.ts';

interface Reasoned extends Pick<CommandPayload['escalate'], 'noteId' | 'requestedOutcomeId'> {
  reason: string;
}

/** An agent escalates: to more skill through the process's gate, or to management; or back down. */
export function escalate(draft: Draft, payload: CommandPayload['escalate']): void {
  if (payload.kind === 'downward') {
    deEscalate(draft, payload.noteId ?? null);
    return;
  }
  const { escalationReasons } = draft.rules.process;
  const reason = payload.reason ?? '';
  if (!escalationReasons.includes(reason)) {
    throw new Refused('reason_unknown', { word: reason, allowed: escalationReasons });
  }
  if (payload.kind === 'hierarchical') {
    const level = draft.state.hierarchyLevel + 1;
    escalateToManagement(draft, level, reason, draft.actor, payload.noteId);
    return;
  }
  // Its agent has it, and hands on what they accepted by that.
  beginWork(draft);
  const toGroup = payload.toGroup === undefined ? nextGroup(draft) : named(draft, payload.toGroup);
  handUp(draft, toGroup, { ...payload, reason });
}

function named(draft: Draft, group: string): string {
  if (supportGroup(draft, group).tier > draft.state.tier) return group;
  throw new Refused('group_not_above', { group });
}

/** Where a ticket goes whose escalation names no group: to the next, and over nobody's head. */
function nextGroup(draft: Draft): string {
  const toGroup = groupAbove(draft.rules.process, draft.state);
  if (toGroup === null) {
    refuseWithoutFields(draft, 'escalate');
    throw new Refused('no_higher_tier', { group: draft.state.group });
  }
  const handOff = openEscalation(draft.state);
  if (handOff) throw new Refused('hand_off_open', { n: handOff.n, group: handOff.toGroup });
  return toGroup;
}

/** Somebody takes the ticket up, by whatever command: through the gate, and handed over. */
export function handUp(draft: Draft, toGroup: string, reasoned: Reasoned): void {
  refuseWithoutFields(draft, 'escalate');
  const missing = missingForHandOff(draft.state, draft);
  if (missing.length > 0) {
    const { tier } = draft.state;
    throw new Refused('gate_not_met', {
      tier: tierName(draft.rules.process, tier) ?? String(tier),
      missing,
    });
  }
  handOff(draft, toGroup, reasoned, draft.actor, []);
}

/**
 * What needed more skill is done, and what is left is for a lower tier: back to the group it came from.
 * A hand-off that nobody accepted yet is refused by it, and counts as a bounce.
 */
function deEscalate(draft: Draft, noteId: string | null): void {
  const { state } = draft;
  const climb = lastClimb(draft);
  if (climb === null) {
    throw new Refused('no_lower_tier', { group: state.group });
  }
  if (noteId === null) {
    throw new Refused('field_required', { step: 'deEscalate', missing: ['note'] });
  }
  const handOff = openEscalation(state);
  if (handOff && handOff.toGroup === state.group && speaksForReceiver(draft, handOff)) {
    refuseEscalation(draft, { n: handOff.n, noteId });
    return;
  }
  withdrawHandOff(draft);
  if (state.pending) endPending(draft, 'ended');
  routeTo(draft, climb.fromGroup, 'de_escalation', noteId);
  requestAgent(draft, climb.by.kind === 'agent' ? climb.by.id : null);
}

/** The last hand-off that brought the ticket up from a group the process still has, if any. */
function lastClimb({ state, rules }: Draft): Climb | null {
  // By the tier the group is in now: another version of the process may have moved it.
  const leadsBack = ({ fromGroup }: Climb) =>
    (rules.process.groups[fromGroup]?.tier ?? state.tier) < state.tier;
  return state.climbs.findLast(leadsBack) ?? null;
}

/** The process escalates by itself: the gate cannot hold it, but what is missing is written down. */
export function escalateByRule(draft: Draft, rule: string): void {
  const toGroup = groupAbove(draft.rules.process, draft.state);
  if (toGroup === null) return;
  const actor: Actor = { kind: 'system', id: `rule:${rule}` };
  const missing = missingForHandOff(draft.state, draft);
  handOff(draft, toGroup, { reason: rule }, actor, missing);
}

/**
 * The group above in which somebody works who does not work in the ticket's tier, nor below it: a
 * ticket that becomes theirs goes there. The next one above, where that is one of theirs.
 */
export function groupWhereTheyWork(
  draft: Draft,
  memberships: Memberships | undefined,
): string | null {
  const { state, rules } = draft;
  if (state.group === unknownGroup) return null;
  const tierOf = (group: string) => rules.process.groups[group]?.tier ?? 0;
  const groups = (groupsOf(draft, memberships) ?? []).filter((group) => tierOf(group) > 0);
  if (groups.some((group) => tierOf(group) <= state.tier)) return null;
  const [nearest = null] = groups.toSorted((a, b) => tierOf(a) - tierOf(b));
  const next = groupAbove(draft.rules.process, draft.state);
  return next !== null && groups.includes(next) ? next : nearest;
}

function handOff(
  draft: Draft,
  toGroup: string,
  reasoned: Reasoned,
  actor: Actor,
  missing: MissingSteps[],
): void {
  withdrawHandOff(draft);
  if (draft.state.pending) endPending(draft, 'ended');
  const escalation: Escalation = {
    ...escalationBase(draft, 'functional', reasoned.reason, actor),
    toGroup,
    toTier: supportGroup(draft, toGroup).tier,
    handOff: composeHandOff(draft, toGroup, reasoned, actor, missing),
  };
  draft.emit('escalated', { escalation }, actor);
  routeTo(draft, toGroup, 'escalation', reasoned.noteId ?? null);
  requestAgent(draft, null);
}

function composeHandOff(
  draft: Draft,
  toGroup: string,
  reasoned: Reasoned,
  by: Actor,
  missing: MissingSteps[],
): HandOff {
  const { state, at } = draft;
  return {
    fromGroup: state.group,
    toGroup,
    fromTier: state.tier,
    toTier: supportGroup(draft, toGroup).tier,
    reason: reasoned.reason,
    noteId: reasoned.noteId ?? null,
    requestedOutcomeId: reasoned.requestedOutcomeId ?? null,
    stepCount: stepCount(state),
    missing,
    timeAtTierMs: at - state.tierEnteredAt,
    by,
  };
}

function escalationBase(
  draft: Draft,
  kind: Escalation['kind'],
  reason: string,
  by: Actor,
): Omit<Escalation, 'handOff'> {
  const { state, at } = draft;
  return {
    n: state.escalationCount + 1,
    kind,
    at,
    by,
    reason,
    fromGroup: state.group,
    toGroup: state.group,
    fromTier: state.tier,
    toTier: state.tier,
    level: null,
    outcome: 'open',
    settledAt: null,
  };
}

/** Tells a level of management; the ticket stays where it is. */
export function escalateToManagement(
  draft: Draft,
  level: number,
  reason: string,
  by: Actor,
  noteId?: string | null,
): void {
  if (level > draft.rules.process.hierarchyLevels) {
    throw new Refused('no_higher_level');
  }
  const base = escalationBase(draft, 'hierarchical', reason, by);
  const told: Escalation = {
    ...base,
    level,
    handOff: null,
    outcome: 'told',
    settledAt: draft.at,
    ...(noteId && { noteId }),
  };
  draft.emit('escalated', { escalation: told }, by);
}

/** As `escalateToManagement`, by the process: a level that was told already is not told again. */
export function escalateToManagementByRule(draft: Draft, level: number, rule: string): void {
  const highest = Math.min(level, draft.rules.process.hierarchyLevels);
  if (draft.state.hierarchyLevel >= highest) return;
  escalateToManagement(draft, highest, rule, { kind: 'system', id: `rule:${rule}` });
}

export function acceptEscalation(draft: Draft, { n }: CommandPayload['acceptEscalation']): void {
  acceptHandOff(draft, openHandOffOf(draft.state, n).n);
}

/** Not ours: the ticket goes back to whoever handed it over, and the bounce is counted. */
export function refuseEscalation(draft: Draft, payload: CommandPayload['refuseEscalation']): void {
  const escalation = openHandOffOf(draft.state, payload.n);
  const noteId = payload.noteId ?? null;
  draft.emit('escalation_refused', { n: escalation.n, noteId });
  meetClocks(draft, 'acknowledgement');
  sendBack(draft, escalation, 'refusal', noteId);
}

function openHandOffOf(state: TicketState, n: number): Escalation {
  const escalation = openEscalation(state);
  if (escalation?.n === n) return escalation;
  const wasToManagement = state.escalations.some((one) => one.n === n && one.level !== null);
  if (n < 1 || n > state.escalationCount || wasToManagement) {
    throw new Refused('no_escalation', { n });
  }
  const isWithdrawn = state.withdrawn.escalation.includes(n);
  const code = isWithdrawn ? 'already_withdrawn' : 'already_decided';
  throw new Refused(code, { what: 'escalation', n });
}

/** Nobody of the receiving tier answered within its promise. */
export function handOffLapsed(draft: Draft): void {
  const escalation = openEscalation(draft.state);
  if (!escalation) return;
  if (draft.rules.process.onLapse === 'tell') {
    escalateToManagementByRule(draft, draft.state.hierarchyLevel + 1, 'hand_off_lapsed');
    return;
  }
  draft.emit('escalation_lapsed', { n: escalation.n });
  sendBack(draft, escalation, 'lapse', null);
}

function sendBack(
  draft: Draft,
  escalation: Escalation,
  cause: 'refusal' | 'lapse',
  noteId: string | null,
): void {
  routeTo(draft, escalation.fromGroup, cause, noteId);
  requestAgent(draft, escalation.by.kind === 'agent' ? escalation.by.id : null);
  tellOfBounces(draft);
}

/**
 * Assigned to a group below by those it was handed to: that refuses the hand-off, and counts. By
 * anybody else it is taken back before they said anything.
 */
export function passDown(draft: Draft, toGroup: string, noteId: string | null): void {
  const handOff = openEscalation(draft.state);
  const isRefused = handOff !== undefined && speaksForReceiver(draft, handOff);
  if (isRefused) {
    draft.emit('escalation_refused', { n: handOff.n, noteId });
    meetClocks(draft, 'acknowledgement');
  } else withdrawHandOff(draft);
  routeTo(draft, toGroup, 'manual', noteId);
  if (isRefused) tellOfBounces(draft);
}

function tellOfBounces(draft: Draft): void {
  if (draft.state.bounceCount >= draft.rules.process.bounceLimit) {
    escalateToManagementByRule(draft, draft.state.hierarchyLevel + 1, 'bounce_limit');
  }
}
