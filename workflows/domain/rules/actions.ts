import { checkAllowed } from '../allowed.ts';
import { askByRule } from '../approval.ts';
import { addWorkingMs } from '../calendar.ts';
import { checkLine } from '../checks.ts';
import { calendarOf } from '../clocks.ts';
import { type Command, type CommandName, type CommandPayload, commandRule } from '../commands.ts';
import { type Draft, startDraft } from '../draft.ts';
import { minuteMs } from '../durations.ts';
import { escalateByRule, escalateToManagementByRule } from '../escalation.ts';
import type { EventType, TicketEvent } from '../events.ts';
import { hasLink } from '../links.ts';
import { requestPage } from '../paging.ts';
import { type Refusal, refusalOf } from '../refusals.ts';
import { openApproval, type RequestedCheck, type TicketState } from '../ticket.ts';
import { requestNotification } from './notify.ts';
import { type RuleAction, type RuleActionName, type RuleActions, ruleActor } from './rule.ts';

/** How one kind of action is decided. */
interface RuleActionKind<K extends RuleActionName> {
  /**
   * Emits what happens. The draft's actor is the rule. What is so already is done without a word: rules
   * that say the same do not feed each other.
   *
   * @param event what the rule is on, where that is one
   * @throws Refused where the command that it stands for would be refused; then nothing of it happens
   */
  run(draft: Draft, action: RuleAction<K>, rule: string, event?: TicketEvent): void;
  /** Types of the events that it emits by itself; what follows from those is in consequences.ts. */
  emits: readonly EventType[];
}

/**
 * Every kind of action, once. To add one: its data in `RuleActions` of rule.ts, its row here, its row in
 * `processes/rules/action_words.ts` (how it is written, checked, compiled and said), its form in
 * `processes/rules/definition.ts`. Where it stands for a command, `give` decides it by the command's own
 * rules; `emits` has what it can bring about, for the proof that rules come to an end.
 */
const kinds: { [K in RuleActionName]: RuleActionKind<K> } = {
  notify: {
    run: (draft, { recipients }, rule) => requestNotification(draft, rule, recipients),
    emits: ['notification_requested'],
  },
  assign: {
    run(draft, { group = draft.state.group, skills }) {
      const isThere = group === draft.state.group && draft.state.waitingForAgent !== null;
      if (!isThere) give(draft, 'assign', { group });
      if (skills) askForSkills(draft, skills);
    },
    emits: [
      'ticket_routed',
      'ticket_unassigned',
      'assignment_requested',
      'escalated',
      'escalation_refused',
      'escalation_withdrawn',
      'pending_ended',
    ],
  },
  set: {
    run(draft, { do: _, fields, ...classification }) {
      const { state } = draft;
      const isOther = Object.entries(classification).some(
        ([name, value]) => state[name as keyof TicketState] !== value,
      );
      if (isOther) give(draft, 'classify', classification);
      if (fields) give(draft, 'setFields', { fields });
    },
    emits: ['ticket_classified', 'fields_set', 'assignment_requested'],
  },
  tag: {
    run: (draft, { add = [], remove = [] }) => give(draft, 'tag', { add, remove }),
    emits: ['ticket_tagged'],
  },
  askApproval: {
    run: (draft, { approval }) => askByRule(draft, approval),
    emits: ['approval_requested', 'pending_started', 'pending_ended'],
  },
  hold: {
    run(draft, { reason, forMinutes, calendar }) {
      if (draft.state.pending?.reason === reason) return;
      const until =
        forMinutes === undefined || calendar === undefined
          ? null
          : addWorkingMs(calendarOf(draft.rules, calendar), draft.at, forMinutes * minuteMs);
      give(draft, 'setPending', { reason, until });
    },
    emits: ['pending_started', 'pending_ended'],
  },
  resume: {
    run(draft) {
      if (draft.state.status === 'pending') give(draft, 'endPending', {});
    },
    emits: ['pending_ended'],
  },
  note: {
    run(draft, { template, visibility, parameters }, rule) {
      const said = parameters.flatMap((name) => {
        const value = draft.state[name];
        return value === null ? [] : [[name, value] as const];
      });
      const text = { template, parameters: Object.fromEntries(said) };
      draft.emit('rule_note_added', { rule, visibility, text });
    },
    emits: ['rule_note_added'],
  },
  escalate: {
    run(draft, action, rule) {
      if ('functional' in action) {
        checkGiven(draft, 'escalate', { kind: 'functional', reason: rule });
        escalateByRule(draft, rule);
      } else {
        checkGiven(draft, 'escalate', { kind: 'hierarchical', reason: rule });
        escalateToManagementByRule(draft, action.hierarchical, rule);
      }
    },
    emits: [
      'escalated',
      'ticket_routed',
      'ticket_unassigned',
      'assignment_requested',
      'escalation_withdrawn',
      'pending_ended',
    ],
  },
  addTask: {
    run: (draft, { task }) => give(draft, 'addTask', { task }),
    emits: ['task_added'],
  },
  webhook: {
    run: (draft, { webhook }, rule) => draft.emit('webhook_called', { rule, webhook }),
    emits: ['webhook_called'],
  },
  page: {
    run: (draft, { group = draft.state.group }, rule) => requestPage(draft, group, rule),
    emits: ['page_requested'],
  },
  link: {
    run(draft, { kind, to }, _rule, event) {
      const id = to === 'event' ? linkedBy(event) : to.ticketId;
      // Only what is linked names another one: `process check` lets no other rule say so.
      if (id === undefined || hasLink(draft.state, { kind, id })) return;
      give(draft, 'link', { kind, id });
    },
    emits: ['ticket_linked'],
  },
  startPlaybook: {
    run(draft, { playbook }, rule) {
      const isUnderWay = draft.state.playbooks?.some(
        (run) => run.rule === rule && run.playbook === playbook,
      );
      if (!isUnderWay) give(draft, 'startPlaybook', { playbook });
    },
    emits: ['playbook_started'],
  },
  check: {
    run(draft, { subject, runbookStep }) {
      const isSame = (other: RequestedCheck) => checkLine(other.subject) === checkLine(subject);
      const isAsked = draft.state.checks?.some(
        (one) => isSame(one) && one.runbookStep === (runbookStep ?? null),
      );
      if (!isAsked) give(draft, 'requestCheck', { subject, ...(runbookStep && { runbookStep }) });
    },
    emits: ['check_requested'],
  },
};

/** The other ticket that an event is about. */
function linkedBy(event: TicketEvent | undefined): string | undefined {
  return event?.type === 'ticket_linked' ? event.data.id : undefined;
}

/** Gives a command of the rule, which is allowed and refused as anybody's. @throws Refused */
function give<N extends CommandName>(draft: Draft, name: N, payload: CommandPayload[N]): void {
  commandRule(name).run(draft, checkGiven(draft, name, payload));
}

function checkGiven<N extends CommandName>(
  draft: Draft,
  name: N,
  payload: CommandPayload[N],
): Command<N> {
  const command = { name, actor: draft.actor, commandId: '', ...payload } as Command;
  checkAllowed(draft.state, name, command as Command<N>);
  return command as Command<N>;
}

/** What waits in the queue is for whoever has these skills besides those of its category. */
function askForSkills(draft: Draft, asked: readonly string[]): void {
  const { waitingForAgent: waiting, group, category } = draft.state;
  if (!waiting || openApproval(draft.state)) return;
  const own = category === null ? [] : (draft.rules.process.categories[category]?.skills ?? []);
  const { since, preferredAgent, excludedAgents, dueAt } = waiting;
  draft.emit('assignment_requested', {
    ...{ group, preferredAgent, excludedAgents, dueAt, since },
    skills: [...new Set([...own, ...asked])],
  });
}

/** Does what a rule asks for. @returns why it was refused, where it was */
export function act(
  draft: Draft,
  action: RuleAction,
  rule: string,
  event?: TicketEvent,
): Refusal | null {
  // On a draft of its own: what is refused leaves nothing behind.
  const own = startDraft(draft.state, draft.at, draft.rules, {
    actor: ruleActor(rule),
    commandId: null,
    ...(draft.requesterManager && { requesterManager: draft.requesterManager }),
  });
  try {
    run(own, action.do, action, rule, event);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
  for (const { type, data, actor } of own.events) draft.emit(type, data, actor);
  return null;
}

function run<K extends RuleActionName>(
  draft: Draft,
  name: K,
  action: RuleAction<K>,
  rule: string,
  event?: TicketEvent,
): void {
  kinds[name].run(draft, action, rule, event);
}

/** Types of the events that an action emits by itself. */
export function emittedBy(name: keyof RuleActions): readonly EventType[] {
  return kinds[name].emits;
}
