import type { CommandPayload } from '../../domain/commands.ts';
import { keysOf } from '../../domain/keys.ts';
import type { Expression, ExpressionField, ProcessSnapshot, Rules } from '../../domain/process.ts';
import { clocksOf } from '../../domain/process_clocks.ts';
import {
  type Actor,
  type Approvers,
  type ClockName,
  type TicketState,
  ticketTypes,
} from '../../domain/ticket.ts';
import { regionsOf } from '../check/coverage.ts';
import { agents, codesThatDiffer } from '../commands/trying.ts';
import { conditionsOfFields, withoutAskedFields } from '../field_extent.ts';
import { leaves } from '../process_words.ts';
import type { View } from './explore.ts';
import type { Move } from './moves.ts';
import { promisedWhen } from './promised.ts';
import { onceOpened, searchedRules } from './searched_rules.ts';
import { sparingViewsOf, type ViewName, viewsOf } from './views.ts';

/** How much is searched: in which process, what is told apart, and which moves of people are made. */
export interface Extent {
  process: ProcessSnapshot;
  views: Record<ViewName, View>;
  isTried(view: ViewName, move: Move, state: TicketState): boolean;
}

/** Every move, and everything told apart that the process could, but for fields that nothing turns on. */
export function fullExtentOf({ process: full, calendars }: Rules): Extent {
  const process = {
    ...withoutAskedFields(searchedRules(full)),
    ...approvalsTried(full),
    bounceLimit: bouncesTried(full),
  };
  return { process, views: viewsOf({ process, calendars }), isTried: () => true };
}

/** Whoever has refused a ticket so often can refuse it once more: the next bounce is like the last. */
const bouncesMax = 3;

function bouncesTried({ bounceLimit }: ProcessSnapshot): number {
  return Math.min(bounceLimit, bouncesMax);
}

/** The second who says yes of many is like the third: one of them is left to say it, or none is. */
function approvalsTried({ approvals }: ProcessSnapshot): Pick<ProcessSnapshot, 'approvals'> {
  const tried = <T extends Approvers>(asked: T): T =>
    asked.quorum === undefined ? asked : { ...asked, quorum: 2 };
  if (!approvals) return {};
  return {
    approvals: approvals.map((rule) => ({
      ...tried(rule),
      ...(rule.next && { next: rule.next.map(tried) }),
    })),
  };
}

/**
 * Enough to find out whether anything is wrong. What is left out is of three kinds, and nothing
 * that `palier process check` looks for can hide in any of them.
 *
 * **What holds nobody up for good.** A gate refuses, and does nothing else: a ticket without gates
 * lives as it would with them, once the steps they ask for were recorded. Those can be recorded at
 * any time while it is open, and move nothing of a ticket that nobody has begun. So the process is
 * searched as if it had no gates: whatever happens with them happens without, and what happens
 * without happens with them, some steps later. So it is with fields that a step is not taken without,
 * where no condition reads them: they can be filled in while they are asked for, which moves nothing.
 *
 * **What nothing else asks about**, so that it only multiplies the states it is told apart in:
 *
 * - links, and whether it is a major incident: they refuse other links, and some moves to the
 *   requester alone;
 * - tickets merged into it: the same, and whoever was merged can leave at any time;
 * - the survey: nothing but its own deadline and its own answer comes of it. It lives in every view
 *   as it does in the process, but no view tells its states apart;
 * - once management is told, the bounces, and the rules that would tell it no more than it knows:
 *   it is never untold;
 * - how a ticket that is over came to be so: no move is left. What can be unmerged is not over.
 *
 * **What is the same by another name** (symmetry). Once a ticket is open, its service, priority and
 * type are asked for by conditions alone, its category by these and by where it climbs, its group by
 * these, its tier, where it climbs and who climbs to it. Of a group there are its hours besides,
 * which say when somebody is asked to look, and of a category its skills, which say who can be. What
 * all of these treat alike can be renamed into each other: the process stays what it is, and no view
 * has the names. One of each kind is enough; a second one only where a grant is asked again, because
 * the ticket is not what it was granted for, whatever that says to a condition. So is one agent of two; one of the resolution codes,
 * which nothing asks about later; and a diagnostic step, which begins the work as an internal note
 * does. How long a promise is and by which hours it counts says when something comes of it, which
 * no view tells: promises that are made alike, of which the same are the shorter and the same share
 * their hours, are one where no rule asks about what they turn on. Tickets are opened in every way
 * there is.
 *
 * **What a view does not see.** To wait once more for what a ticket waits for is nothing to any view.
 * Who of a group has a ticket, and whether anybody, is seen by the lifecycle alone: in the others it is
 * given to nobody, since whoever accepts it has it, and it is cancelled and merged while it is new, since
 * it is then over, however it was before. What management was told is seen by the escalations alone;
 * whether a hand-off that ended was taken back or refused, as well; how soon what is promised is due, by the
 * clocks alone; whether a ticket is where it was handed to, and whether a rule has come to its time and waits for the
 * ticket to be at the desk again, by the lifecycle.
 *
 * In both searches one ticket stands for all with its key. Here are fewer, so that how much of its
 * targets a ticket has used up is met in fewer ways; what rules wait for is tried late in both.
 *
 * What is found here may be found by longer ways than need be, and without the steps of a gate:
 * whoever finds something searches in full to tell how it comes about, as `check.ts` does.
 */
export function sparingExtentOf({ process: full, calendars }: Rules): Extent {
  const process = {
    ...withoutAskedFields(searchedRules(full)),
    ...approvalsTried(full),
    gates: [],
    bounceLimit: bouncesTried(full),
  };
  const kindOfGroup = groupKinds(process);
  return {
    process,
    views: sparingViewsOf({ process, calendars }, kindOfGroup, (view) =>
      conditionsOf(onceOpened(process), view),
    ),
    // Rules may be on whatever people do, and what they make of it is in no list above. One that is on the
    // opening has acted by then: what it made of the ticket is one more way in which one begins.
    isTried: onceOpened(process).rules ? () => true : differentMovesOf(process, kindOfGroup),
  };
}

/** The kind of a value: what it has in common with all that it can be renamed into. */
type KindOf = (value: string | null) => string;

function differentMovesOf(process: ProcessSnapshot, climbingGroups: KindOf): Extent['isTried'] {
  const [code] = codesThatDiffer(process);
  const isOtherKind = {
    lifecycle: classifyingMovesOf(process, 'lifecycle'),
    escalation: classifyingMovesOf(process, 'escalation'),
    clocks: classifyingMovesOf(process, 'clocks'),
  };
  const groups = Object.keys(process.groups);
  const byConditions = kindsIn(conditionsOf(process), 'group');
  const standingGroups: KindOf = (group) => `${tierOf(process, group)} ${byConditions(group)}`;
  const isFirst = (group: string, own: string, kindOf: KindOf) =>
    group === groups.find((one) => one !== own && kindOf(one) === kindOf(group));
  return (view, { action, instead }, state) => {
    const isLifecycle = view === 'lifecycle';
    if (instead && action.name !== 'timeout' && !isLifecycle) return false;
    switch (action.name) {
      case 'link':
      case 'unlink':
      case 'declareMajor':
      case 'withdrawMajor':
      case 'receiveMerge':
      case 'undoMerge':
        return false;
      case 'addMessage':
        return action.visibility === 'public';
      case 'accept':
        return action.actor.id === (state.assignee ?? agents[0].id);
      case 'addDiagnosticStep':
      case 'takeAssignment':
        return isLifecycle;
      case 'cancel':
      case 'merge':
        return isLifecycle || state.status === 'new';
      case 'resolve':
        return action.code === code;
      case 'setPending':
        return action.reason !== state.pending?.reason;
      case 'classify':
        return isOtherKind[view](action, state);
      case 'escalate':
        return view === 'escalation' || action.kind !== 'hierarchical';
      case 'assign':
        if (view !== 'escalation' && action.actor.id !== ownAgent(state).id) return false;
        if (isLifecycle || action.group === undefined) return isLifecycle;
        return isFirst(
          action.group,
          state.group,
          view === 'clocks' ? standingGroups : climbingGroups,
        );
    }
    return true;
  };
}

/** Whether a classification makes a ticket another kind of ticket, and is the first that makes it that. */
function classifyingMovesOf(process: ProcessSnapshot, view: ViewName) {
  const conditions = conditionsOf(process, view);
  const categories = kindsIn(conditions, 'category');
  const climbs: KindOf = (category) => `${categories(category)} ${climbOf(process, category)}`;
  const kinds = {
    category: ofKinds(Object.keys(process.categories), view === 'escalation' ? climbs : categories),
    service: ofKinds(process.services, kindsIn(conditions, 'service')),
    priority: ofKinds(process.priorities, kindsIn(conditions, 'priority')),
    type: ofKinds(ticketTypes, kindsIn(conditions, 'type')),
  };
  return (asked: CommandPayload['classify'], state: TicketState) => {
    const granted = grantedFields(state);
    return keysOf(kinds).every((field) => {
      const value = asked[field];
      if (!value || kinds[field].isOther(value, state[field])) return true;
      return granted.has(field) && kinds[field].isTwin(value, state[field]);
    });
  };
}

/** What of a ticket cannot change without that what was granted is asked again. */
function grantedFields({ approvals }: TicketState): Set<string> {
  const granted = approvals.filter(({ outcome }) => outcome === 'granted');
  return new Set(granted.flatMap(({ givenFor }) => Object.keys(givenFor)));
}

function ofKinds(values: readonly string[], kindOf: KindOf) {
  const byKind = Map.groupBy(values, kindOf);
  const alike = (value: string | null) => byKind.get(kindOf(value)) ?? [];
  return {
    /** Whether `value` is the first of its kind, and `before` of another. */
    isOther: (value: string, before: string | null) =>
      alike(value)[0] === value && kindOf(value) !== kindOf(before),
    /** Whether `value` is the first there is beside `before` of one kind. */
    isTwin: (value: string, before: string | null) =>
      value === alike(before).find((other) => other !== before),
  };
}

/** Whoever has the ticket, or the first of those who can. */
function ownAgent({ assignee }: TicketState): Actor {
  return agents.find(({ id }) => id === assignee) ?? agents[0];
}

/**
 * The conditions that are asked about an open ticket; where a view is named, those whose outcome it
 * sees. A promise that is made to every ticket is there whatever the ticket becomes.
 */
function conditionsOf(process: ProcessSnapshot, view: ViewName = 'clocks'): Expression[] {
  const { targets, escalationRules, approvals = [], requiredFields = [] } = process;
  const { rules: acting = [] } = onceOpened(process);
  const isLifecycle = view === 'lifecycle';
  const rules = escalationRules.filter(({ then }) => !isLifecycle || 'functional' in then);
  const clocks = new Set<ClockName>(rules.map(({ clock }) => clock));
  if (view === 'escalation') {
    for (const { name, measures } of clocksOf(process).values()) {
      if (measures === 'acknowledgement') clocks.add(name);
    }
  }
  const isSeen = (clock: ClockName) =>
    clocks.has(clock) && regionsOf(process, clock).some(({ target }) => !target);
  // How long a promise is, and in which hours, is seen by the clocks alone.
  const promises =
    view === 'clocks'
      ? targets
      : [...clocksOf(process).keys()]
          .filter(isSeen)
          .map((clock) => ({ when: promisedWhen(process, clock) }));
  const conditions = [...promises, ...rules, ...approvals, ...requiredFields, ...acting];
  return [...conditions.map(({ when }) => when), ...conditionsOfFields(process)];
}

/** Values in the same lists of the conditions are of one kind. */
function kindsIn(conditions: Expression[], field: ExpressionField): KindOf {
  const lists = leaves(conditions).flatMap((leaf) =>
    'field' in leaf && leaf.field === field ? [leaf.in] : [],
  );
  return remembered((value) =>
    value === null ? 'none' : lists.map((list) => list.includes(value)).join(),
  );
}

/** A group that tickets climb to is of a kind of its own: those that climb have its name. */
function groupKinds(process: ProcessSnapshot): KindOf {
  const { groups, categories } = process;
  const climbedTo = new Set([
    ...Object.values(groups).map(({ escalatesTo }) => escalatesTo),
    ...Object.values(categories).flatMap(({ escalation }) => Object.values(escalation)),
  ]);
  const byConditions = kindsIn(conditionsOf(process), 'group');
  return remembered((group) => {
    if (group === null || climbedTo.has(group)) return String(group);
    const above = groups[group]?.escalatesTo;
    return `${tierOf(process, group)}>${above} ${byConditions(group)}`;
  });
}

function tierOf({ groups }: ProcessSnapshot, group: string | null): number | undefined {
  return group === null ? undefined : groups[group]?.tier;
}

function climbOf(process: ProcessSnapshot, category: string | null): string {
  const escalation = category === null ? undefined : process.categories[category]?.escalation;
  return process.tiers.map((tier) => escalation?.[tier]).join(' ');
}

function remembered(kindOf: KindOf): KindOf {
  const known = new Map<string | null, string>();
  return (value) => {
    const kind = known.get(value) ?? kindOf(value);
    known.set(value, kind);
    return kind;
  };
}
