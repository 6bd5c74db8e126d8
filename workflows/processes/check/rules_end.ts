import { nextDeadline } from '../../domain/deadlines.ts';
import { decide } from '../../domain/decide.ts';
import type { TicketEvent } from '../../domain/events.ts';
import type { Rules } from '../../domain/process.ts';
import type { ActingRule, RuleActionName } from '../../domain/rules/rule.ts';
import type { RuleEvent } from '../../domain/rules/rule_events.ts';
import { isOver, type TicketState } from '../../domain/ticket.ts';
import { agents, allocator, offer } from '../commands/trying.ts';
import { explore, type Opened, openAll, pathTo, type Visit } from '../explore/explore.ts';
import { hoursSince } from '../explore/moves.ts';
import { viewsOf } from '../explore/views.ts';
import { actionWords } from '../rules/action_words.ts';
import { feedingRules, withoutTellingRules } from './feeding.ts';
import type { Findings } from './finding.ts';

/** Beyond so many moves without a counter-example none is looked for. */
const decisionsMax = 40_000;
/** A ticket that nobody touches is watched for so many steps of time and of the allocator. */
const stepsByItself = 120;
/** So many acts of rules in a circle, with nobody's help, are for ever. */
const actsForEver = 40;
/** As many acts of the circle as a counter-example shows. */
const actsShown = 6;

/**
 * Proves that rules do not make each other act for ever. Where none can bring about what another is on
 * (feeding.ts) there is nothing to look for. Otherwise every life that the process can tell apart is
 * lived, and from each state of it the ticket is left to time and the allocator: where the rules go on
 * and on, that life is the counter-example. Where they never do, their conditions exclude each other
 * though it cannot be read off them.
 *
 * @returns whether they end, as far as was seen
 */
export function checkRulesEnd(
  rules: Rules,
  openedAt: readonly number[],
  { violations, notices }: { violations: Findings; notices: Findings },
): boolean {
  const circles = feedingRules(rules.process);
  if (circles.length === 0) return true;
  const inCircles = new Set(circles.flat().map(({ name }) => name));
  const searched = { ...rules, process: withoutTellingRules(rules.process) };
  const found = searchFor(searched, openAll(searched, openedAt), inCircles);
  if (found === 'none' || found === 'unknown') {
    const unseen = found === 'none' ? circles.filter((circle) => circle.some(isUnseen)) : circles;
    for (const circle of unseen) {
      const about = circle.map(({ name }) => `rules.${name}`);
      notices.add('rules_end', couldGoOn(circle), [], about);
    }
    return true;
  }
  const { path, acts, isByItself } = found;
  const acting = [...new Set(acts)].sort();
  const names = acting.map((name) => `'${name}'`).join(', ');
  const about = acting.map((name) => `rules.${name}`);
  const how = isByItself ? 'with nobody touching the ticket' : 'in one step';
  const message = `Rules make each other act for ever, ${how}: ${names}`;
  violations.add('rules_end', message, path, about);
  return false;
}

function couldGoOn(circle: readonly ActingRule[]): string {
  const names = circle.map(({ name }) => `'${name}'`).join(', ');
  return `Rules could make each other act for ever, and no life was found in which they do: ${names}`;
}

/** What comes about in no life that is lived: nobody does tasks or is on call there, no network answers, no playbook runs. */
const unseenEvents: readonly RuleEvent[] = [
  'task_done',
  'task_overdue',
  'check_met',
  'check_failed',
  'paged',
  'page_acknowledged',
  'page_unanswered',
];
const unseenActions: readonly RuleActionName[] = ['check', 'startPlaybook'];

function isUnseen({ on, do: actions }: ActingRule): boolean {
  const isOnUnseen = 'event' in on && unseenEvents.includes(on.event);
  return isOnUnseen || actions.some((action) => unseenActions.includes(action.do));
}

interface ForEver {
  path: string[];
  /** The rules that go on, in the order in which they act. */
  acts: string[];
  isByItself: boolean;
}

function searchFor(
  rules: Rules,
  opened: readonly Opened[],
  circle: ReadonlySet<string>,
): ForEver | 'none' | 'unknown' {
  const view = viewsOf(rules).lifecycle;
  let found: ForEver | undefined;
  let decisions = 0;
  const explored = explore(rules, opened, view, {
    onTransition({ events, path, before }) {
      decisions += 1;
      if (found || !events.some(({ type }) => type === 'rules_stopped')) return;
      const acts = actsOf(events);
      found = { path: [...path(), ...wordsOfActs(events, rules, before)], acts, isByItself: false };
    },
    onRefusedOpening() {},
    onRestless() {},
    onBroken() {},
    isDone: () => found !== undefined || decisions > decisionsMax,
  });
  if (found) return found;
  for (const visit of explored.states) {
    const goesOn = leftToItself(visit, rules, circle);
    if (goesOn) return goesOn;
  }
  return decisions > decisionsMax ? 'unknown' : 'none';
}

function actsOf(events: readonly TicketEvent[]): string[] {
  return events.flatMap(({ type, data }) => (type === 'rule_acted' ? [data.rule] : []));
}

/** The first acts of rules among events, as steps of a counter-example. */
function wordsOfActs(
  events: readonly TicketEvent[],
  { process }: Rules,
  before: TicketState | null,
): string[] {
  const acts = events.filter((event) => event.type === 'rule_acted');
  const words = acts.slice(0, actsShown).map(({ data, at }) => {
    const done = process.rules?.find(({ name }) => name === data.rule)?.do.map(actionWords) ?? [];
    const when = before ? `, ${hoursSince(before.openedAt, at)} h after it was opened` : '';
    return `the rule '${data.rule}' acts${when}: ${done.join(', then ')}`;
  });
  return [...words, `and so on: ${acts.length} times, and for ever`];
}

/** A ticket that nobody touches: time passes, and the allocator finds somebody. */
function leftToItself(
  visit: Visit,
  rules: Rules,
  circle: ReadonlySet<string>,
): ForEver | undefined {
  let { state } = visit;
  const happened: TicketEvent[] = [];
  const acts = () => actsOf(happened).filter((name) => circle.has(name));
  for (let step = 0; step < stepsByItself && !isOver(state); step++) {
    const next = takeAssignment(state, rules) ?? letTimePass(state, rules);
    if (!next) return undefined;
    state = next.state;
    happened.push(...next.events);
    // Where none has acted in the first steps, none will begin for ever later.
    if (step === stepsByItself / 4 && acts().length < 3) return undefined;
  }
  if (acts().length < actsForEver) return undefined;
  const others = happened.filter(
    (event) => event.type !== 'rule_acted' || circle.has(event.data.rule),
  );
  const path = [...pathTo(visit), ...wordsOfActs(others, rules, visit.state)];
  return { path, acts: acts(), isByItself: true };
}

function takeAssignment(state: TicketState, rules: Rules) {
  if (state.waitingForAgent === null) return undefined;
  const decision = decide(
    state,
    {
      ...{ name: 'takeAssignment', actor: allocator, commandId: 'explored', ...offer },
      assignee: agents[0].id,
      group: state.group,
    } as Parameters<typeof decide>[1],
    state.updatedAt,
    rules,
  );
  return decision.kind === 'events' ? decision : undefined;
}

function letTimePass(state: TicketState, rules: Rules) {
  const next = nextDeadline(state);
  if (!next) return undefined;
  const decision = decide(state, { name: 'timeout' }, next.at, rules);
  return decision.kind === 'events' ? decision : undefined;
}
