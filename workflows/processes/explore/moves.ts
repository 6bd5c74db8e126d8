import type { Action, Command, CommandName, CommandPayload } from '../../domain/actions.ts';
import { commandRule } from '../../domain/commands.ts';
import type { Deadline } from '../../domain/deadlines.ts';
import { hourMs, minuteMs } from '../../domain/durations.ts';
import { keysOf } from '../../domain/keys.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import {
  type Actor,
  manualPendingReasons,
  openApproval,
  openEscalation,
  priorities,
  type TicketState,
} from '../../domain/ticket.ts';
import { minutesWords, valuesMentioned } from '../process_words.ts';

/** Something that can happen to a ticket, with the words a counter-example tells it in. */
export interface Move {
  words: string;
  action: Command | Extract<Action, { name: 'open' | 'timeout' }>;
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

interface Scene {
  state: TicketState;
  process: ProcessSnapshot;
  /** Whoever has the ticket, or any. */
  agent: Actor;
}

type Told<N extends CommandName> = [words: string, actor: Actor, payload: CommandPayload[N]];
/** The ways in which a command is tried on a ticket, or why it is not. */
type Tried<N extends CommandName> = ((scene: Scene) => Iterable<Told<N>>) | { untried: string };

/** Each command by each kind of actor, with a payload for each name the process knows. */
const moves: { [N in CommandName]: Tried<N> } = {
  addMessage: ({ agent }) => [
    ['the requester writes', requester, { messageId: 'message', visibility: 'public' }],
    ['an agent answers', agent, { messageId: 'message', visibility: 'public' }],
    ['an agent writes an internal note', agent, { messageId: 'message', visibility: 'internal' }],
  ],
  takeAssignment: ({ state: { waitingForAgent, group } }) =>
    waitingForAgent
      ? [
          [
            'the allocator gives it to an agent',
            allocator,
            { ...offer, assignee: 'agent_1', group },
          ],
        ]
      : [],
  accept: (scene) => [
    ['an agent accepts it', scene.agent, {}],
    ['another agent accepts it', anotherAgent(scene), {}],
  ],
  *assign(scene) {
    const { state, process, agent } = scene;
    yield ['an agent gives it to another agent', agent, { assignee: anotherAgent(scene).id }];
    yield ['an agent gives it back to the queue', agent, {}];
    for (const group of Object.keys(process.groups)) {
      if (group !== state.group) yield [`an agent moves it to ${group}`, agent, { group }];
    }
  },
  classify: classifications,
  acceptEscalation: ({ state, agent }) =>
    withOpenEscalation(state, (n) => ['the receiving group accepts the escalation', agent, { n }]),
  refuseEscalation: ({ state, agent }) =>
    withOpenEscalation(state, (n) => ['the receiving group refuses the escalation', agent, { n }]),
  *escalate({ process, agent }) {
    const [reason] = process.escalationReasons;
    if (reason) {
      yield ['an agent escalates it to more skill', agent, { kind: 'functional', reason }];
      yield ['an agent escalates it to management', agent, { kind: 'hierarchical', reason }];
    }
    const downward = { kind: 'downward', noteId: 'note' } as const;
    yield ['an agent sends it back to a lower tier', agent, downward];
  },
  *addDiagnosticStep({ process, agent }) {
    const kinds = process.gates.flatMap(({ requires }) => requires.map(({ kind }) => kind));
    for (const kind of new Set(kinds.length > 0 ? kinds : (['test'] as const))) {
      const words = `an agent records a diagnostic step of kind ${kind.replace('_', ' ')}`;
      yield [words, agent, { stepId: 'step', kind, hasRuledOut: false }];
    }
  },
  *setPending({ agent }) {
    for (const reason of manualPendingReasons) {
      yield [`an agent sets it to pending on ${reason}`, agent, { reason }];
    }
  },
  endPending: ({ agent }) => [['an agent resumes it', agent, {}]],
  approve: ({ state }) => (openApproval(state) ? [['it is approved', agents[1], {}]] : []),
  refuseApproval: ({ state }) =>
    openApproval(state) ? [['it is not approved', agents[1], {}]] : [],
  *resolve({ process, agent }) {
    const given = { noteId: 'note', rootCauseId: 'root_cause', articleId: 'article' };
    const codes = Object.keys(process.resolutionCodes);
    for (const code of codes) {
      yield [`an agent resolves it as ${code}`, agent, { code, ...given }];
    }
    const [code] = codes;
    if (code) yield [`the requester resolves it as ${code}`, requester, { code }];
  },
  cancel: () => [['the requester cancels it', requester, {}]],
  merge: ({ agent }) => [['an agent merges it into another ticket', agent, { into: otherTicket }]],
  declareMajor: ({ state: { isMajor }, agent }) =>
    isMajor ? [] : [['an agent declares a major incident', agent, {}]],
  withdrawMajor: ({ state: { isMajor }, agent }) =>
    isMajor ? [['an agent withdraws the major incident', agent, {}]] : [],
  link: ({ state: { links }, agent }) =>
    links.length > 0
      ? []
      : [['an agent links it to another ticket', agent, { kind: 'related', id: otherTicket }]],
  unlink: ({ state: { links }, agent }) =>
    links.length > 0 ? [['an agent unlinks it', agent, { kind: 'related', id: otherTicket }]] : [],
  receiveMerge: ({ state: { mergedFrom } }) =>
    mergedFrom.length > 0
      ? []
      : [['another ticket is merged into it', desk, { ticketId: otherTicket }]],
  undoMerge: ({ state: { mergedFrom } }) =>
    mergedFrom.length > 0
      ? [['the ticket merged into it leaves it again', desk, { ticketId: otherTicket }]]
      : [],
  reopen: () => [
    ['the requester reopens it', requester, {}],
    ['its agent reopens it', agents[0], {}],
  ],
  close: () => [['the requester closes it', requester, {}]],
  recordSatisfaction: ({ state: { survey } }) =>
    survey?.state === 'open' ? [['the requester answers the survey', requester, { score: 4 }]] : [],
  unmerge: ({ agent }) => [['an agent undoes the merge', agent, {}]],
  receiveMessage: { untried: 'what a major incident says moves no more than an answer does' },
  migrateProcess: { untried: 'one process is looked at, and each of its versions by itself' },
};

const offer = { decisionId: 'decision', strategy: 'least_loaded', candidates: [] };

/**
 * Everything people can do next with a ticket: each command that means anything in its status, at
 * the instant of the last change. What the core refuses all the same is tried: only the core says
 * what is allowed.
 */
export function* movesFrom(state: TicketState, process: ProcessSnapshot): Generator<Move> {
  const agent = agents.find(({ id }) => id === state.assignee) ?? agents[0];
  const scene = { state, process, agent };
  for (const name of keysOf(moves)) {
    if (commandRule(name).from.includes(state.status)) yield* movesOf(name, scene);
  }
}

function* movesOf<N extends CommandName>(name: N, scene: Scene): Generator<Move> {
  const tried: Tried<N> = moves[name];
  if ('untried' in tried) return;
  for (const [words, actor, payload] of tried(scene)) {
    const action = { name, actor, commandId: 'explored', ...payload } as Command;
    yield { words, action, at: scene.state.updatedAt };
  }
}

export function timePasses(deadline: Deadline): Move {
  const words = `time passes until ${deadlineWords(deadline)}`;
  return { words, action: { name: 'timeout' }, at: deadline.at };
}

function anotherAgent({ state }: Scene): Actor {
  return state.assignee === agents[1].id ? agents[0] : agents[1];
}

function withOpenEscalation<T>(state: TicketState, told: (n: number) => T): T[] {
  const n = openEscalation(state)?.n;
  return n === undefined ? [] : [told(n)];
}

function* classifications({ state, process, agent }: Scene): Generator<Told<'classify'>> {
  for (const category of Object.keys(process.categories)) {
    if (category === state.category) continue;
    yield [`an agent classifies it as ${category}`, agent, { category }];
  }
  for (const service of servicesThatMatter(process)) {
    if (service === state.service) continue;
    yield [`an agent names its service, ${service}`, agent, { service }];
  }
  for (const priority of priorities) {
    if (priority === state.priority) continue;
    yield [`an agent overrides its priority to ${priority}`, agent, { priority }];
  }
  const type = state.type === 'incident' ? 'service_request' : 'incident';
  yield [`an agent makes it a ${type.replace('_', ' ')}`, agent, { type }];
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
      return 'pending was to end';
    case 'pending_limit':
      return 'it has been pending for too long';
    case 'auto_close':
      return 'the reopen window is over';
    case 'survey_expiry':
      return 'the survey expires';
    case 'attention':
      return 'somebody must look';
  }
}

function warningWords({ clock, percent, beforeMs }: Deadline<'warning'>): string {
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
