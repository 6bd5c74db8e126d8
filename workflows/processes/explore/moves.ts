import type { Action } from '../../domain/actions.ts';
import { type Command, type CommandName, commandRule } from '../../domain/commands.ts';
import type { Deadline } from '../../domain/deadlines.ts';
import { hourMs, minuteMs } from '../../domain/durations.ts';
import { keysOf } from '../../domain/keys.ts';
import type { Rules } from '../../domain/process.ts';
import type { TicketState } from '../../domain/ticket.ts';
import { type CommandSketch, commandSketches } from '../commands/table.ts';
import { agents, type Scene } from '../commands/trying.ts';
import { minutesWords } from '../process_words.ts';

/** Something that can happen to a ticket, with the words a counter-example tells it in. */
export interface Move {
  words: string;
  action: Command | Extract<Action, { name: 'open' | 'timeout' }>;
  at: number;
  /** The ticket it happens to, where that is not the one at hand but another in its state. */
  instead?: TicketState;
}

/**
 * Everything people can do next with a ticket: each command that means anything in its status, at
 * the instant of the last change. What the core refuses all the same is tried: only the core says
 * what is allowed.
 */
export function* movesFrom(state: TicketState, rules: Rules): Generator<Move> {
  const agent = agents.find(({ id }) => id === state.assignee) ?? agents[0];
  const scene = { state, rules, process: rules.process, agent };
  for (const name of keysOf(commandSketches)) {
    if (commandRule(name).from.includes(state.status)) yield* movesOf(name, scene);
  }
}

function* movesOf<N extends CommandName>(name: N, scene: Scene): Generator<Move> {
  const { tried }: CommandSketch<N> = commandSketches[name];
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
    case 'approval_reminder':
      return 'those who approve are reminded';
    case 'approval_limit':
      return 'nobody has decided in time';
    case 'rule_due':
      return `the time of the rule ${deadline.rule} comes`;
    case 'rule_look':
      return `the condition of the rule ${deadline.rule} comes to hold`;
    case 'auto_close':
      return 'the reopen window is over';
    case 'merge_final':
      return 'the merge can no longer be undone';
    case 'survey_expiry':
      return 'the survey expires';
    case 'attention':
      return 'somebody must look';
    case 'task_warning':
      return `task ${deadline.n} will be due`;
    case 'consent_reminder':
      return `the requester is reminded of question ${deadline.n}`;
    case 'consent_expiry':
      return `question ${deadline.n} to the requester lapses`;
    case 'task_due':
      return `task ${deadline.n} is due`;
    case 'page_due':
      return `nobody has acknowledged page ${deadline.n}`;
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
