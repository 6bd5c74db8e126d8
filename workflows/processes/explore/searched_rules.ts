import type { ProcessSnapshot } from '../../domain/process.ts';
import type { ActingRule, RuleActionName } from '../../domain/rules/rule.ts';
import type { RuleEvent } from '../../domain/rules/rule_events.ts';
import { withoutTellingRules } from '../check/feeding.ts';

/** What no move of a search brings about: nobody does tasks there, and no network answers. */
const neverSeen: readonly RuleEvent[] = ['task_done', 'check_met', 'check_failed'];

/**
 * What is work beside the ticket, and moves it to no other status: with the events of it that a search
 * comes to all the same. Where no rule is on one of those, nothing comes of it.
 */
const besides: { [A in RuleActionName]?: readonly RuleEvent[] } = {
  addTask: ['task_overdue'],
  page: ['paged', 'page_acknowledged', 'page_unanswered'],
  startPlaybook: [],
  check: [],
};

/**
 * The process as it is searched: without rules that only tell, and without what they set going beside the
 * ticket. What a playbook does to it, it does by commands, and each of those is tried. A task that is
 * required holds the resolution up until it is done or cancelled, which can be at any time: as a gate
 * does, it refuses, and does nothing else.
 */
export function searchedRules(full: ProcessSnapshot): ProcessSnapshot {
  const { rules, tasks, ...others } = withoutTellingRules(full);
  if (!rules) return others;
  const isSeen = (event: RuleEvent) => rules.some(({ on }) => 'event' in on && on.event === event);
  const left = rules.flatMap((rule) => {
    const actions = rule.do.filter(({ do: name }) => besides[name]?.some(isSeen) ?? true);
    return actions.length === 0 ? [] : [{ ...rule, do: actions }];
  });
  return {
    ...others,
    ...(left.length > 0 && { rules: left }),
    ...(tasks && { tasks: mapTasks(tasks) }),
  };
}

function mapTasks(tasks: NonNullable<ProcessSnapshot['tasks']>) {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, { isRequired: _, ...task }]) => [name, task]),
  );
}

/** Whether a rule can act on a ticket that has been opened: that happens to it once. */
export function canActLater({ on }: ActingRule): boolean {
  return !('event' in on && (on.event === 'opened' || neverSeen.includes(on.event)));
}

/** What is left to ask of a ticket that has been opened. */
export function onceOpened(process: ProcessSnapshot): ProcessSnapshot {
  const known = afterOpening.get(process);
  if (known) return known;
  const { rules, ...others } = process;
  const later = rules?.filter(canActLater) ?? [];
  const left = later.length === 0 ? others : { ...others, rules: later };
  afterOpening.set(process, left);
  return left;
}

const afterOpening = new WeakMap<ProcessSnapshot, ProcessSnapshot>();
