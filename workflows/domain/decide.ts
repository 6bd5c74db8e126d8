import type { Action } from './actions.ts';
import { checkAllowed } from './allowed.ts';
import { reviewApprovals } from './approval.ts';
import { ensureDeadline } from './attention.ts';
import { recalculateClocks } from './clocks.ts';
import { type Command, type CommandName, commandRule } from './commands.ts';
import { nextDeadline, settleDeadline } from './deadlines.ts';
import { type Decision, type Draft, settle, startDraft } from './draft.ts';
import { applyEscalationRules } from './escalation_rules.ts';
import { openTicket } from './intake.ts';
import { reviewPages } from './paging.ts';
import type { Rules } from './process.ts';
import { keepPromises } from './promises.ts';
import { lackingIn } from './readable.ts';
import { keepWords, repair } from './repair.ts';
import { applyRules } from './rules/apply.ts';
import { rescheduleRules } from './rules/times.ts';
import { rescheduleTasks, reviewTasks } from './tasks.ts';
import { type Actor, isOpen, type TicketState } from './ticket.ts';

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
  const lacking = lackingIn(rules.process);
  if (lacking.length > 0 && action.name !== 'migrateProcess') {
    const { id, version } = rules.process;
    const parameters = { process: id, version, lacking: [...lacking] };
    return { kind: 'refusal', refusal: { code: 'process_unreadable', parameters } };
  }
  if (action.name === 'open') return decideOpen(state, action, at, rules);
  if (state === null) throw new Error(`Action ${action.name} before the ticket was opened`);
  const until = action.name === 'timeout' ? at : at - 1;
  // What time has done is told by the version that can be read.
  const past =
    lacking.length > 0
      ? { kind: 'events' as const, events: [], state }
      : settleDeadlines(state, until, rules);
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
    settleDeadline(draft, deadline.kind, deadline);
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
    if (action.name === 'annotate') {
      draft.emit('history_noted', { reason: action.reason, refused: action.refused });
      return;
    }
    if (action.name === 'repair') repair(draft, action);
    else if (action.name === 'keep') keepWords(draft, action.command);
    else runCommand(draft, action.name, action);
    finish(draft);
  });
}

function runCommand<N extends CommandName>(draft: Draft, name: N, command: Command<N>): void {
  checkAllowed(draft.state, name, command);
  commandRule(name).run(draft, command);
}

/** Another version of the calendars: open clocks are re-derived, stopped ones never. */
function replaceCalendars(draft: Draft, action: Action & { name: 'replaceCalendars' }): void {
  const changed = Object.values(action.calendars).filter(
    (calendar) => draft.rules.calendars[calendar.id]?.version !== calendar.version,
  );
  if (action.cause === 'calendar' && changed.length > 0) {
    const versions = Object.fromEntries(changed.map(({ id, version }) => [id, version]));
    draft.emit('calendars_replaced', { versions });
  }
  recalculateClocks(draft, action.calendars, action.cause);
  rescheduleTasks(draft, action.calendars);
  const { process, calendars } = draft.rules;
  draft.follow({ process, calendars: { ...calendars, ...action.calendars } });
  rescheduleRules(draft);
}

function settleConsequences(draft: Draft): void {
  do {
    reviewApprovals(draft);
    keepPromises(draft);
  } while (applyEscalationRules(draft));
  reviewTasks(draft);
  reviewPages(draft);
}

/**
 * Holds what every step must keep: the clocks that run are those the process promises for the ticket
 * as it is now, and an open ticket has an owner and a next deadline.
 */
function finish(draft: Draft): void {
  settleConsequences(draft);
  applyRules(draft, () => settleConsequences(draft));
  ensureDeadline(draft, nextDeadline(draft.state) !== null);
  if (isOpen(draft.state) && draft.state.group === '') {
    throw new Error(`Ticket ${draft.state.ticketId} is open and no group owns it`);
  }
}
