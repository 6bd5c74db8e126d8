import { conditionsOf, timeConditions } from '../../domain/expression.ts';
import { keysOf } from '../../domain/keys.ts';
import type { PendingRule, ProcessSnapshot } from '../../domain/process.ts';
import type { ClockName } from '../../domain/ticket.ts';
import { leaves } from '../process_words.ts';
import { searchedRules } from './searched_rules.ts';
import type { ViewName } from './views.ts';

/** A process that is searched for another, and in which views. */
export interface Part {
  process: ProcessSnapshot;
  views: readonly ViewName[];
}

const everyView: readonly ViewName[] = ['lifecycle', 'escalation', 'clocks'];

/**
 * The processes that are searched for one. Of clocks of its own that only watch, each stands where it stands
 * whatever the others do: five contracts would be told apart in as many ways as their phases have products. So
 * the process is searched with none but the first of them, and its clocks once more with each of the others.
 * A ticket has fewer deadlines then, never more; what that alone makes wrong is not found again in full.
 */
export function partsOf(process: ProcessSnapshot): Part[] {
  const [first, ...others] = watchingClocks(process);
  if (first === undefined || others.length === 0) return [{ process, views: everyView }];
  const all = [first, ...others];
  const withOnly = (one: ClockName) =>
    without(process, new Set(all.filter((other) => other !== one)));
  return [
    { process: withOnly(first), views: everyView },
    ...others.map((one): Part => ({ process: withOnly(one), views: ['clocks'] })),
  ];
}

/** Clocks of its own of which nothing comes but that they warn and are breached. */
function watchingClocks(process: ProcessSnapshot): ClockName[] {
  const { rules = [], ...searched } = searchedRules(process);
  const conditions = conditionsOf({ ...searched, rules });
  // Each step looks at time anew, and a breach is a step.
  const areSeen =
    conditions.some((one) => timeConditions(one).length > 0) ||
    leaves(conditions).some((leaf) => 'count' in leaf && leaf.count === 'breaches');
  if (areSeen) return [];
  const acting = new Set([
    ...process.escalationRules.map(({ clock }) => clock),
    ...rules.flatMap(({ on }) => ('clock' in on ? [on.clock] : [])),
  ]);
  return (process.clocks ?? [])
    .filter(({ name, measures }) => measures !== 'acknowledgement' && !acting.has(name))
    .map(({ name }) => name);
}

function without(process: ProcessSnapshot, names: ReadonlySet<ClockName>): ProcessSnapshot {
  const { clocks = [], targets, warnings, pending } = process;
  const isLeft = ({ clock }: { clock: ClockName }) => !names.has(clock);
  return {
    ...process,
    clocks: clocks.filter(({ name }) => !names.has(name)),
    targets: targets.filter(isLeft),
    warnings: warnings.filter(isLeft),
    pending: Object.fromEntries(
      keysOf(pending).map((reason): [string, PendingRule] => {
        const rule = pending[reason] as PendingRule;
        return [reason, { ...rule, pauses: rule.pauses.filter((clock) => !names.has(clock)) }];
      }),
    ),
  };
}
