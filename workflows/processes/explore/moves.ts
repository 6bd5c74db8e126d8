import type { Action, CommandName, CommandPayload } from '../../domain/actions.ts';
import type { Deadline } from '../../domain/deadlines.ts';
import { hourMs, minuteMs } from '../../domain/durations.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import {
  type Actor,
  isOpen,
  openApproval,
  openEscalation,
  type Priority,
  type TicketState,
} from '../../domain/ticket.ts';
import { minutesWords, valuesMentioned } from '../process_words.ts';

/** Something that can happen to a ticket, with the words a counter-example tells it in. */
export interface Move {
  words: string;
  action: Action;
  at: number;
  /** The ticket it happens to, where that is not the one at hand but another in its state. */
  instead?: TicketState;
}

const requester: Actor = { kind: 'requester', id: 'requester' };
const agents: readonly [Actor, Actor] = [
  { kind: 'agent', id: 'agent_1' },
  { kind: 'agent', id: 'agent_2' },
];
const allocator: Actor = { kind: 'system', id: 'allocator' };
const desk: Actor = { kind: 'system', id: 'desk' };
const otherTicket = 'another_ticket';

const priorities: readonly Priority[] = ['p1', 'p2', 'p3', 'p4'];
const pendingReasons = ['requester', 'supplier', 'change'] as const;

/**
 * Everything people can do next with a ticket: each command by each kind of actor, with a payload
 * for each name the process knows, at the instant of the last change. What the core refuses is
 * tried all the same: only the core says what is allowed.
 */
export function* movesFrom(state: TicketState, process: ProcessSnapshot): Generator<Move> {
  const at = state.updatedAt;
  for (const [words, action] of isOpen(state) ? openMoves(state, process) : restMoves(state)) {
    yield { words, action, at };
  }
}

export function timePasses(deadline: Deadline): Move {
  const words = `time passes until ${deadlineWords(deadline)}`;
  return { words, action: { name: 'timeout' }, at: deadline.at };
}

type Told = [words: string, action: Action];

function does<N extends CommandName>(
  words: string,
  actor: Actor,
  name: N,
  payload: CommandPayload[N],
): Told {
  return [words, { name, actor, commandId: 'explored', ...payload } as Action];
}

function* openMoves(state: TicketState, process: ProcessSnapshot): Generator<Told> {
  const agent = agents.find(({ id }) => id === state.assignee) ?? agents[0];
  yield* messages(agent);
  yield* assignments(state, process, agent);
  yield* classifications(state, process, agent);
  yield* escalations(state, process, agent);
  yield* diagnostics(process, agent);
  for (const reason of pendingReasons) {
    yield does(`an agent rests it on ${reason}`, agent, 'setPending', { reason });
  }
  if (state.pending) yield does('an agent ends the rest', agent, 'endPending', {});
  if (openApproval(state)) {
    yield does('it is approved', agents[1], 'approve', {});
    yield does('it is not approved', agents[1], 'refuseApproval', {});
  }
  const given = { noteId: 'note', rootCauseId: 'root_cause', articleId: 'article' };
  for (const code of Object.keys(process.resolutionCodes)) {
    yield does(`an agent resolves it as ${code}`, agent, 'resolve', { code, ...given });
  }
  const [code] = Object.keys(process.resolutionCodes);
  if (code) yield does(`the requester resolves it as ${code}`, requester, 'resolve', { code });
  yield does('the requester cancels it', requester, 'cancel', {});
  yield does('an agent merges it into another ticket', agent, 'merge', { into: otherTicket });
  yield* marks(state, agent);
}

function* messages(agent: Actor): Generator<Told> {
  const message = { messageId: 'message', visibility: 'public' } as const;
  yield does('the requester writes', requester, 'addMessage', message);
  yield does('an agent answers', agent, 'addMessage', message);
  const note = { ...message, visibility: 'internal' } as const;
  yield does('an agent writes an internal note', agent, 'addMessage', note);
}

function* assignments(state: TicketState, process: ProcessSnapshot, agent: Actor): Generator<Told> {
  const offer = { decisionId: 'decision', strategy: 'least_loaded', candidates: [] };
  if (state.waitingForAgent) {
    yield does('the allocator gives it to an agent', allocator, 'takeAssignment', {
      ...offer,
      assignee: agents[0].id,
      group: state.group,
    });
  }
  yield does('an agent takes it in charge', agent, 'accept', {});
  const other = state.assignee === agents[1].id ? agents[0] : agents[1];
  yield does('another agent takes it in charge', other, 'accept', {});
  yield does('an agent hands it to another agent', agent, 'assign', { assignee: other.id });
  yield does('an agent gives it back to the queue', agent, 'assign', {});
  for (const group of Object.keys(process.groups)) {
    if (group === state.group) continue;
    yield does(`an agent moves it to ${group}`, agent, 'assign', { group });
  }
}

function* classifications(
  state: TicketState,
  process: ProcessSnapshot,
  agent: Actor,
): Generator<Told> {
  for (const category of Object.keys(process.categories)) {
    if (category === state.category) continue;
    yield does(`an agent classifies it as ${category}`, agent, 'classify', { category });
  }
  for (const service of servicesThatMatter(process)) {
    if (service === state.service) continue;
    yield does(`an agent names its service, ${service}`, agent, 'classify', { service });
  }
  for (const priority of priorities) {
    if (priority === state.priority) continue;
    yield does(`an agent overrides its priority to ${priority}`, agent, 'classify', { priority });
  }
  const type = state.type === 'incident' ? 'service_request' : 'incident';
  yield does(`an agent makes it a ${type.replace('_', ' ')}`, agent, 'classify', { type });
}

const servicesByProcess = new WeakMap<ProcessSnapshot, string[]>();

/** Those that a rule tells apart once a ticket is open, and any one where one must be named. */
function servicesThatMatter(process: ProcessSnapshot): string[] {
  let services = servicesByProcess.get(process);
  if (!services) {
    const { targets, escalationRules, approvals = [], requiredFields = [] } = process;
    const rules = [...targets, ...escalationRules, ...approvals, ...requiredFields];
    const asked = requiredFields.some(({ fields }) => fields.includes('service'));
    const mentioned = valuesMentioned(
      rules.map(({ when }) => when),
      'service',
    );
    services = [...new Set([...mentioned, ...(asked ? process.services.slice(0, 1) : [])])];
    servicesByProcess.set(process, services);
  }
  return services;
}

function* escalations(state: TicketState, process: ProcessSnapshot, agent: Actor): Generator<Told> {
  const [reason] = process.escalationReasons;
  if (reason) {
    const to = (kind: 'functional' | 'hierarchical') => ({ kind, reason });
    yield does('an agent escalates it to more skill', agent, 'escalate', to('functional'));
    yield does('an agent escalates it to management', agent, 'escalate', to('hierarchical'));
  }
  const n = openEscalation(state)?.n;
  if (n !== undefined) {
    yield does('the receiving group accepts the escalation', agent, 'acceptEscalation', { n });
    yield does('the receiving group refuses the escalation', agent, 'refuseEscalation', { n });
  }
  const downward = { kind: 'downward', noteId: 'note' } as const;
  yield does('an agent sends it back to a lower tier', agent, 'escalate', downward);
}

function* diagnostics(process: ProcessSnapshot, agent: Actor): Generator<Told> {
  const kinds = process.gates.flatMap(({ requires }) => requires.map(({ kind }) => kind));
  for (const kind of new Set(kinds.length > 0 ? kinds : (['test'] as const))) {
    const words = `an agent records a diagnostic step of kind ${kind.replace('_', ' ')}`;
    const step = { stepId: 'step', kind, hasRuledOut: false };
    yield does(words, agent, 'addDiagnosticStep', step);
  }
}

/** What is written beside a ticket's course: links, a major incident, others merged into it. */
function* marks(state: TicketState, agent: Actor): Generator<Told> {
  if (state.isMajor) {
    yield does('an agent withdraws the major incident', agent, 'withdrawMajor', {});
  } else {
    yield does('an agent declares a major incident', agent, 'declareMajor', {});
  }
  const related = { kind: 'related', id: otherTicket } as const;
  if (state.links.length > 0) yield does('an agent unlinks it', agent, 'unlink', related);
  else yield does('an agent links it to another ticket', agent, 'link', related);
  const merged = { ticketId: otherTicket };
  if (state.mergedFrom.length > 0) {
    yield does('the ticket merged into it leaves it again', desk, 'undoMerge', merged);
  } else {
    yield does('another ticket is merged into it', desk, 'receiveMerge', merged);
  }
}

/** What can still happen to a ticket nobody works on. */
function* restMoves(state: TicketState): Generator<Told> {
  const agent = agents[0];
  if (state.status === 'resolved') {
    yield* messages(agent);
    yield does('the requester reopens it', requester, 'reopen', {});
    yield does('its agent reopens it', agent, 'reopen', {});
    yield does('the requester closes it', requester, 'close', {});
  }
  if (state.survey?.state === 'open') {
    yield does('the requester answers the survey', requester, 'recordSatisfaction', { score: 4 });
  }
  if (state.status === 'merged') yield does('an agent undoes the merge', agent, 'unmerge', {});
}

function deadlineWords(deadline: Deadline): string {
  switch (deadline.kind) {
    case 'warning':
      return warningWords(deadline);
    case 'breach':
      return `the ${clockWords(deadline.clock)} target is breached`;
    case 'assignment_overdue':
      return 'it has waited too long for an agent';
    case 'pending_reminder':
      return 'the requester is reminded';
    case 'pending_until':
      return 'the rest was to end';
    case 'pending_limit':
      return 'the rest has lasted too long';
    case 'auto_close':
      return 'the reopen window is over';
    case 'survey_expiry':
      return 'the survey expires';
    case 'attention':
      return 'somebody must look';
  }
}

function warningWords({ clock, percent, beforeMs }: Deadline & { kind: 'warning' }): string {
  const target = `the ${clockWords(clock)} target`;
  if (beforeMs === undefined) return `${percent} % of ${target}`;
  return `${minutesWords(beforeMs / minuteMs)} before ${target}`;
}

export function clockWords(name: string): string {
  return name.replaceAll('_', ' ');
}

/** How long after the ticket was opened, in whole hours, for a counter-example. */
export function hoursSince(openedAt: number, at: number): number {
  return Math.round((at - openedAt) / hourMs);
}
