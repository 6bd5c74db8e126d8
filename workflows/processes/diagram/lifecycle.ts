import { waitOf } from '../../domain/approval.ts';
import type { CompiledCalendar } from '../../domain/calendar.ts';
import type { Command, CommandName } from '../../domain/commands.ts';
import { type Deadline, type DeadlineKind, deadlinesOf } from '../../domain/deadlines.ts';
import { minuteMs } from '../../domain/durations.ts';
import type { TicketEvent } from '../../domain/events.ts';
import type { ProcessSnapshot } from '../../domain/process.ts';
import { isAmong, overStatuses, type TicketState, workingStatuses } from '../../domain/ticket.ts';
import { type CommandSketch, changeOfReason, commandSketches } from '../commands/table.ts';
import { explore, openAll, type Transition } from '../explore/explore.ts';
import { searchedRules } from '../explore/searched_rules.ts';
import { viewsOf } from '../explore/views.ts';
import { withoutAskedFields } from '../field_extent.ts';
import { codeAfterWait } from '../outlook.ts';
import { keyWords, minutesWords } from '../process_words.ts';
import type { DiagramFrame, DiagramNode, DiagramPart } from './diagram.ts';
import { EdgeGatherer } from './edges.ts';

const yearMinutes = 366 * 24 * 60;
/** Any Monday will do: hours do not change what leads where. */
const monday = Date.UTC(2026, 0, 5);

const frames: DiagramFrame[] = [
  { id: 'open', title: 'Open', note: null, parent: null },
  { id: 'working', title: 'With the desk', note: null, parent: 'open' },
  { id: 'pending', title: 'Pending', note: null, parent: 'open' },
];

/** What takes a ticket to another status by itself. */
const movingKinds: readonly DeadlineKind[] = [
  'pending_until',
  'pending_limit',
  'approval_limit',
  'auto_close',
];

/** Statuses, with pending by its reason, and everything that leads from one to another. */
export function lifecyclePart(process: ProcessSnapshot): DiagramPart {
  const edges = new EdgeGatherer();
  const seen = new Set<string>();
  const watcher = {
    onTransition: (transition: Transition) => gather(edges, seen, transition, process),
    onRefusedOpening() {},
    onRestless() {},
    onBroken(_path: string[], error: Error) {
      throw error;
    },
  };
  const calendars = openAlways(process);
  // Gates refuse, and lead to no other status: steps of runbooks only multiply what is told apart.
  const gates = process.gates.some(({ runbook }) => runbook) ? [] : process.gates;
  const searched = { ...withoutAskedFields(searchedRules(process)), gates };
  const rules = { process: searched, calendars };
  explore(
    rules,
    openAll(rules, [monday]),
    viewsOf(rules).lifecycle,
    watcher,
    // What people do in the millisecond in which something is due says nothing to who reads this.
    ({ action, instead }) => !instead || action.name === 'timeout',
  );
  const nodes = [...seen].sort(byOrder).map(nodeOf);
  const framed = (id: string) => nodes.filter((node) => node.frame === id).map((node) => node.id);
  const isReasonFree = dropChangesOfReason(edges, framed('pending'));
  edges.gatherTargets('working', framed('working'));
  edges.gatherSources('open', [...framed('working'), ...framed('pending')]);
  edges.gatherSources('working', framed('working'));
  edges.gatherSources('pending', framed('pending'));
  return {
    id: 'lifecycle',
    title: 'Statuses',
    frames: frames.map((frame) =>
      frame.id === 'pending' && isReasonFree
        ? { ...frame, note: 'the reason can be changed' }
        : frame,
    ),
    nodes,
    edges: edges.list(),
  };
}

function openAlways({ calendars }: ProcessSnapshot): Record<string, CompiledCalendar> {
  const fromMinute = monday / minuteMs;
  // Deadlines of an imported history lie a century ahead.
  const toMinute = fromMinute + 1000 * yearMinutes;
  const hours = { version: 'always', fromMinute, toMinute, minutes: [fromMinute, toMinute] };
  return Object.fromEntries(calendars.map((id) => [id, { id, ...hours }]));
}

function gather(
  edges: EdgeGatherer,
  seen: Set<string>,
  { before, after, move, events }: Transition,
  process: ProcessSnapshot,
): void {
  const from = before && standing(before);
  const to = standing(after);
  seen.add(to);
  if (move.action.name === 'timeout') {
    if (before) gatherTimeout(edges, before, after, { at: move.at, events, process });
    return;
  }
  if (from === to) return;
  const { action } = move;
  const label = action.name === 'open' ? '' : commandLabel(action.name, action);
  // What itself moves no ticket may have set off a rule that does.
  if (label === null) edges.add(from, to, 'rule', ruleLabel(events));
  else edges.add(from, to, 'command', label);
}

/**
 * What time did at the instant. Deadlines before it only asked people to look, and of those that
 * fall together one alone moves a ticket: a rule that a clock set off, or the one made to move it.
 */
function gatherTimeout(
  edges: EdgeGatherer,
  before: TicketState,
  after: TicketState,
  { at, events, process }: { at: number; events: TicketEvent[]; process: ProcessSnapshot },
): void {
  const [from, to] = [standing(before), standing(after)];
  const due = deadlinesOf(before).filter((deadline) => deadline.at === at);
  const told = from === to ? due : due.filter(({ kind }) => isAmong(movingKinds, kind));
  const labels = told.flatMap((deadline) => timeoutLabel(deadline, before, process) ?? []);
  for (const label of labels) edges.add(from, to, 'time', label);
  if (from !== to && labels.length === 0) edges.add(from, to, 'rule', ruleLabel(events));
}

/** The status, and what a pending ticket waits for. */
function standing({ status, pending }: TicketState): string {
  return pending ? `pending_${pending.reason}` : status;
}

/** What time does by itself; undefined where a clock spoke and a rule of the process may follow. */
function timeoutLabel(
  deadline: Deadline,
  state: TicketState,
  process: ProcessSnapshot,
): string | undefined {
  const { pending } = state;
  const rule = pending && process.pending[pending.reason];
  const { reopenWindow } = process;
  const after = (minutes: number, calendar: string) =>
    `after ${minutesWords(minutes)} of ${calendar}`;
  switch (deadline.kind) {
    case 'approval_limit': {
      const { name, wait, next } = askedAs(deadline.n, state, process);
      const end = next ? ', others are asked' : resolvedAs(state, process);
      return `${keyWords(name)} ${after(wait.limitMinutes, wait.calendar)}${end}`;
    }
    case 'approval_reminder': {
      const { name, wait } = askedAs(deadline.n, state, process);
      const moments = wait.reminderMinutes.map(minutesWords).join(' and ');
      return `reminder of ${keyWords(name)} after ${moments} of ${wait.calendar}`;
    }
    case 'pending_limit':
      if (!rule) return undefined;
      return `${after(rule.limitMinutes, rule.calendar)}${resolvedAs(state, process)}`;
    case 'pending_reminder': {
      if (!rule) return undefined;
      const moments = rule.reminderMinutes.map(minutesWords).join(' and ');
      return `reminder after ${moments} of ${rule.calendar}`;
    }
    case 'pending_until':
      return 'at the date given';
    case 'auto_close':
      return after(reopenWindow.minutes, reopenWindow.calendar);
    case 'merge_final':
      return `final ${after(reopenWindow.minutes, reopenWindow.calendar)}`;
    case 'assignment_overdue':
      return `nobody found after ${minutesWords(process.assignmentMinutes)}`;
    default:
      return undefined;
  }
}

/** An open approval's name, how long it waits, and who is asked after that. */
function askedAs(n: number, state: TicketState, process: ProcessSnapshot) {
  const { rule: name = '', turn = 0 } = state.approvals.find((one) => one.n === n) ?? {};
  const wait = waitOf(process, name);
  if (!wait) throw new Error(`Process ${process.id}: nothing says how long '${name}' waits`);
  const next = process.approvals?.find((rule) => rule.name === name)?.next?.[turn];
  return { name, wait, next };
}

function resolvedAs(state: TicketState, process: ProcessSnapshot): string {
  const code = codeAfterWait(state, process);
  return code === undefined ? '' : `, as ${keyWords(code)}`;
}

/** The rule of the process that moved the ticket when one of its clocks spoke. */
function ruleLabel(events: TicketEvent[]): string {
  for (const event of events) {
    if (event.type === 'escalation_lapsed') return 'hand-off not accepted in time';
    if (event.type !== 'escalated') continue;
    const { kind, reason } = event.data.escalation;
    if (kind === 'functional') return keyWords(reason);
  }
  const acted = events.find((event) => event.type === 'rule_acted');
  if (acted) return keyWords(acted.data.rule);
  throw new Error('A ticket moved to another status, and no rule says why');
}

function commandLabel<N extends CommandName>(name: N, command: Command<N>): string | null {
  const { label }: CommandSketch<N> = commandSketches[name];
  return label === null || typeof label === 'string' ? label : label(command);
}

/** True where each reason leads to each other: said once, instead of drawn between all of them. */
function dropChangesOfReason(edges: EdgeGatherer, pending: string[]): boolean {
  const pairs = pending.flatMap((from) => pending.map((to) => [from, to] as const));
  const others = pairs.filter(([from, to]) => from !== to);
  const isFree = others.every(([from, to]) => edges.has(from, to, 'command', changeOfReason));
  if (isFree) for (const [from, to] of others) edges.remove(from, to, 'command', changeOfReason);
  return isFree && others.length > 0;
}

function nodeOf(id: string): DiagramNode {
  const isPending = id.startsWith('pending_') && id !== 'pending_approval';
  const frame = isPending ? 'pending' : isAmong(workingStatuses, id) ? 'working' : null;
  const [, reason] = id.split('pending_');
  const title = reason === undefined ? keyWords(id) : `waits for ${waitWords(reason)}`;
  return { id, title, frame, isEnd: isAmong(overStatuses, id) };
}

function waitWords(reason: string): string {
  return reason === 'approval' ? 'an approval' : `the ${keyWords(reason)}`;
}

const order: readonly string[] = [
  'pending_approval',
  ...workingStatuses,
  'pending',
  'resolved',
  ...overStatuses,
];

function byOrder(a: string, b: string): number {
  return placeOf(a) - placeOf(b);
}

/** Pending for reasons of the process: as they are come upon. */
function placeOf(id: string): number {
  const place = order.indexOf(id);
  return place === -1 ? order.indexOf('pending') : place;
}
