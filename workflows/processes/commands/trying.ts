import type { CommandName, CommandPayload } from '../../domain/commands.ts';
import { conditionsOf, skillsRead } from '../../domain/expression.ts';
import type { ProcessSnapshot, Rules } from '../../domain/process.ts';
import { requesterWords } from '../../domain/requester.ts';
import {
  type Actor,
  type DeviceFactName,
  openApprovals,
  openEscalation,
  type TicketState,
} from '../../domain/ticket.ts';
import { conditionsOfFields, fieldsThatMatter } from '../field_extent.ts';
import { keyWords, leaves, valuesMentioned } from '../process_words.ts';

export const requester: Actor = { kind: 'requester', id: 'requester' };
export const agents: readonly [Actor, Actor] = [
  { kind: 'agent', id: 'agent_1' },
  { kind: 'agent', id: 'agent_2' },
];
export const allocator: Actor = { kind: 'system', id: 'allocator' };
export const desk: Actor = { kind: 'system', id: 'desk' };
export const otherTicket = 'another_ticket';
export const mergedTicket = {
  ticketId: otherTicket,
  tickets: [{ ticketId: otherTicket, requesterId: 'another_requester', links: [] }],
  isMajor: false,
};
export const partedTicket = { ticketId: otherTicket, tickets: [otherTicket] };

export interface Scene {
  state: TicketState;
  rules: Rules;
  process: ProcessSnapshot;
  /** Whoever has the ticket, or any. */
  agent: Actor;
}

export type Told<N extends CommandName> = [words: string, actor: Actor, payload: CommandPayload[N]];
/** The ways in which a command is tried on a ticket, or why it is not. */
export type Tried<N extends CommandName> =
  | ((scene: Scene) => Iterable<Told<N>>)
  | { untried: string };

export const offer = { decisionId: 'decision', strategy: 'least_loaded', candidates: [] };

export function anotherAgent({ state }: Scene): Actor {
  return state.assignee === agents[1].id ? agents[0] : agents[1];
}

/** As many decide where several do: of two who must say yes there is one left. */
export const approversTried = 3;

/** Whoever answers what the ticket waits for: each approval somebody else, and each who is asked for it. */
export function* answers(state: TicketState, words: string): Generator<Told<'approve'>> {
  const open = openApprovals(state);
  for (const { n, rule, quorum, answers = [] } of open) {
    const one = answers.length > 0 ? `another_${answers.length}_` : '';
    const approver: Actor = { kind: 'agent', id: `${one}approver_of_${rule}` };
    const said = open.length > 1 || quorum !== undefined ? `${words}, ${keyWords(rule)}` : words;
    yield [said, approver, { n, ...(quorum !== undefined && { of: approversTried }) }];
  }
}

export function withOpenEscalation<T>(state: TicketState, told: (n: number) => T): T[] {
  const n = openEscalation(state)?.n;
  return n === undefined ? [] : [told(n)];
}

export function* classifications({ state, process, agent }: Scene): Generator<Told<'classify'>> {
  for (const category of Object.keys(process.categories)) {
    if (category === state.category) continue;
    yield [`an agent classifies it as ${category}`, agent, { category }];
  }
  for (const service of servicesThatMatter(process)) {
    if (service === state.service) continue;
    yield [`an agent names its service, ${service}`, agent, { service }];
  }
  for (const priority of process.priorities) {
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
    const { rules: acting = [] } = process;
    const rules = [...targets, ...escalationRules, ...approvals, ...requiredFields, ...acting];
    const asked = requiredFields.some(({ fields }) => fields.includes('service'));
    const mentioned = valuesMentioned(
      [...rules.map(({ when }) => when), ...conditionsOfFields(process)],
      'service',
    );
    services = [...new Set([...mentioned, ...(asked ? process.services.slice(0, 1) : [])])];
    servicesByProcess.set(process, services);
  }
  return services;
}

/** Each field that conditions read or that is asked for: each value that they tell apart, and none. */
export function* fillings({ state, process, agent }: Scene): Generator<Told<'setFields'>> {
  for (const [name, values] of fieldsThatMatter(process)) {
    const known = state.fields?.[name];
    for (const value of values) {
      if (value === known) continue;
      yield [`an agent fills in ${name}, ${value}`, agent, { fields: { [name]: value } }];
    }
    if (known === undefined) continue;
    yield [`an agent clears ${name}`, agent, { fields: { [name]: null } }];
  }
}

/** A word of nobody's, where rules act on that: no condition asks which. */
export function* taggings({ state, process, agent }: Scene): Generator<Told<'tag'>> {
  const isHeard = process.rules?.some(({ on }) => 'event' in on && on.event === 'tagged');
  if (!isHeard) return;
  const word = ['by_hand'];
  if (state.tags?.includes('by_hand')) yield ['an agent takes a tag off', agent, { remove: word }];
  else yield ['an agent tags it', agent, { add: word }];
}

/** Each word of the register that conditions read: of one device, marked or not. */
export function* markings({ state, process, agent }: Scene): Generator<Told<'markAffected'>> {
  const { affected = [] } = state;
  for (const [name, word] of deviceWords(process)) {
    const id = `a_${name}_${word}`;
    if (affected.includes(id)) yield [`an agent unmarks a ${word}`, agent, { remove: [id] }];
    else
      yield [`an agent marks a ${word}`, agent, { add: [id], facts: { [id]: { [name]: word } } }];
  }
}

/** Each word that conditions read of whoever asks, as if it was learnt later; and none any more. */
export function* renewals({ state, process }: Scene): Generator<Told<'renewRequester'>> {
  const { requesterFacts: known = {}, requesterTier } = state;
  const words = requesterWords(process);
  for (const { name, word } of words) {
    if (known[name] === word) continue;
    const facts = { [name]: word };
    yield [`the requester is of ${name} ${word} now`, desk, { facts, requesterTier }];
  }
  if (words.length > 0 && Object.keys(known).length > 0) {
    yield ['nothing is known of the requester any more', desk, { facts: {}, requesterTier }];
  }
}

/** What conditions ask of the register, word by word. */
export function deviceWords(process: ProcessSnapshot): [DeviceFactName, string][] {
  const words = leaves(conditionsOf(process)).flatMap((leaf): [DeviceFactName, string][] =>
    'device' in leaf ? leaf.in.map((word) => [leaf.device, word]) : [],
  );
  return [...new Map(words.map((pair) => [pair.join(), pair])).values()];
}

/** The first agent has every skill that conditions ask about. */
export function skillsTried(process: ProcessSnapshot): string[] {
  return skillsRead(conditionsOf(process));
}

const codesByProcess = new WeakMap<ProcessSnapshot, string[]>();

/** One code for all that ask for the same: nothing a ticket does later tells them apart. */
export function codesThatDiffer(process: ProcessSnapshot): string[] {
  let codes = codesByProcess.get(process);
  if (!codes) {
    const firstByRequires = new Map<string, string>();
    for (const [code, { requires }] of Object.entries(process.resolutionCodes)) {
      const asked = requires.toSorted().join();
      if (!firstByRequires.has(asked)) firstByRequires.set(asked, code);
    }
    codes = [...firstByRequires.values()];
    codesByProcess.set(process, codes);
  }
  return codes;
}
