import type { Action, Command, CommandName } from './actions.ts';
import { checkAllowed } from './allowed.ts';
import { approve, refuseApproval } from './approval.ts';
import { accept, assign, beginWork, takeAssignment } from './assignment.ts';
import { ensureDeadline } from './attention.ts';
import { recalculateClocks, retargetClocks } from './clocks.ts';
import { addDiagnosticStep, addMessage, receiveMessage } from './conversation.ts';
import { nextDeadline } from './deadlines.ts';
import { type Decision, type Draft, settle, startDraft } from './draft.ts';
import { acceptEscalation, escalate, refuseEscalation } from './escalation.ts';
import { classify, openTicket } from './intake.ts';
import { declareMajor, link, unlink, withdrawMajor } from './links.ts';
import { merge, receiveMerge, undoMerge, unmerge } from './merge.ts';
import { endPending, refuseWhileApproving, setPending } from './pending.ts';
import type { Rules } from './process.ts';
import { Refused } from './refusals.ts';
import { cancel, close, recordSatisfaction, reopen, resolve } from './resolution.ts';
import { type Actor, isOpen, type TicketState } from './ticket.ts';
import { settleDeadline } from './timeouts.ts';

export type { Decision } from './draft.ts';

const clock: Actor = { kind: 'system', id: 'clock' };

/** More deadlines than this in one step means two rules feed each other: a bug in a process. */
const deadlinesPerStepMax = 10_000;

/**
 * What happens to a ticket when an action meets it at an instant: the events, or a refusal that
 * leaves everything as it was. Pure: the same arguments always give the same answer, so the live
 * desk, an import, a simulation and an explanation cannot disagree.
 *
 * Deadlines that fell before `at` take place first, each at its own instant, so an outage changes
 * nothing but when the events are recorded. One that falls exactly at `at` comes after a command.
 *
 * @throws Error on a broken invariant or an unknown calendar: a bug, never bad input.
 */
export function decide(
  state: TicketState | null,
  action: Action,
  at: number,
  rules: Rules,
): Decision {
  if (action.name === 'open') return decideOpen(state, action, at, rules);
  if (state === null) throw new Error(`Action ${action.name} before the ticket was opened`);
  const past = settleDeadlines(state, action.name === 'timeout' ? at : at - 1, rules);
  if (action.name === 'timeout') return past;
  const decision = decideAction(past.state, action, at, rules);
  if (decision.kind === 'refusal') return decision;
  return { ...decision, events: [...past.events, ...decision.events] };
}

function decideOpen(
  state: TicketState | null,
  action: Action & { name: 'open' },
  at: number,
  rules: Rules,
): Decision {
  if (state !== null) throw new Error(`Ticket ${state.ticketId} was already opened`);
  const draft = startDraft(null, at, rules, action);
  return settle(draft, () => {
    openTicket(draft, action);
    finish(draft);
  });
}

/** Applies every deadline up to and including `until`, in order, each at its own instant. */
function settleDeadlines(
  initial: TicketState,
  until: number,
  rules: Rules,
): Decision & { kind: 'events' } {
  let state = initial;
  const events = [];
  for (let settled = 0; ; settled++) {
    const deadline = nextDeadline(state);
    if (deadline === null || deadline.at > until) return { kind: 'events', events, state };
    if (settled === deadlinesPerStepMax) {
      throw new Error(
        `Ticket ${state.ticketId}: ${settled} deadlines at once, last ${deadline.kind}`,
      );
    }
    const at = Math.max(deadline.at, state.updatedAt);
    const draft = startDraft(state, at, rules, { actor: clock, commandId: null });
    settleDeadline(draft, deadline);
    finish(draft);
    events.push(...draft.events);
    state = draft.state;
  }
}

function decideAction(
  state: TicketState,
  action: Exclude<Action, { name: 'open' } | { name: 'timeout' }>,
  at: number,
  rules: Rules,
): Decision {
  if (action.name === 'replaceCalendars') {
    const draft = startDraft(state, at, rules, { actor: clock, commandId: null });
    return settle(draft, () => replaceCalendars(draft, action));
  }
  const draft = startDraft(state, at, rules, action);
  return settle(draft, () => {
    if (action.name === 'noteHistory') {
      draft.emit('history_noted', { reason: action.reason, refused: action.refused });
      return;
    }
    checkAllowed(draft.state, action.name, action.actor);
    if (action.name === 'migrateProcess') migrateProcess(draft, action);
    else runCommand(draft, action);
    finish(draft);
  });
}

type Handlers = {
  [N in Exclude<CommandName, 'migrateProcess'>]: (
    draft: Draft,
    command: Extract<Command, { name: N }>,
  ) => void;
};

const handlers: Handlers = {
  addMessage,
  assign,
  accept,
  classify: (draft, command) => {
    beginWork(draft);
    classify(draft, command);
  },
  addDiagnosticStep,
  escalate,
  acceptEscalation: (draft, command) => acceptEscalation(draft, command.n),
  refuseEscalation,
  approve,
  refuseApproval,
  link,
  unlink,
  declareMajor,
  withdrawMajor,
  setPending,
  endPending: (draft) => {
    refuseWhileApproving(draft);
    endPending(draft, 'manual');
  },
  resolve,
  reopen: (draft, command) =>
    reopen(draft, draft.actor.kind === 'agent' ? 'agent' : 'requester', noteOf(command)),
  close: (draft, command) => close(draft, 'manual', noteOf(command)),
  cancel: (draft, command) => cancel(draft, noteOf(command)),
  recordSatisfaction,
  merge,
  unmerge,
  receiveMessage,
  receiveMerge: (draft, command) => receiveMerge(draft, command.ticketId),
  undoMerge: (draft, command) => undoMerge(draft, command.ticketId),
  takeAssignment,
};

function runCommand(draft: Draft, command: Exclude<Command, { name: 'migrateProcess' }>): void {
  const handler = handlers[command.name] as (draft: Draft, command: Command) => void;
  handler(draft, command);
}

function noteOf(command: { noteId?: string | null }): string | null {
  return command.noteId ?? null;
}

/** Another edition of the calendars: open clocks are re-derived, stopped ones never. */
function replaceCalendars(draft: Draft, action: Action & { name: 'replaceCalendars' }): void {
  const changed = Object.values(action.calendars).filter(
    (calendar) => draft.rules.calendars[calendar.id]?.version !== calendar.version,
  );
  if (action.cause === 'calendar' && changed.length > 0) {
    const versions = Object.fromEntries(changed.map(({ id, version }) => [id, version]));
    draft.emit('calendars_replaced', { versions });
  }
  recalculateClocks(draft, action.calendars, action.cause);
}

/** Carries an open ticket over to a later version of its process: promises follow, facts stay. */
function migrateProcess(draft: Draft, command: Command & { name: 'migrateProcess' }): void {
  const { process, calendars } = command;
  const { state } = draft;
  if (process.id !== state.processId) {
    throw new Refused('wrong_process', `The ticket follows ${state.processId}, not ${process.id}.`);
  }
  if (process.version <= state.processVersion) {
    const text = `The ticket already follows version ${state.processVersion} of ${process.id}.`;
    throw new Refused('process_older', text);
  }
  if (!process.groups[state.group]) {
    const text = `Version ${process.version} has no support group '${state.group}'.`;
    throw new Refused('group_unknown', text, { allowed: Object.keys(process.groups) });
  }
  draft.emit('process_migrated', {
    fromVersion: state.processVersion,
    toVersion: process.version,
    hash: process.hash,
  });
  recalculateClocks(draft, calendars, 'calendar');
  retargetClocks(draft, { process, calendars });
}

/** Holds the promise every step must keep: an open ticket has an owner and a next deadline. */
function finish(draft: Draft): void {
  ensureDeadline(draft, nextDeadline(draft.state));
  if (isOpen(draft.state) && draft.state.group === '') {
    throw new Error(`Ticket ${draft.state.ticketId} is open and no group owns it`);
  }
}
