import type { Expression } from '../domain/process.ts';
import { all, is } from './conditions.ts';
import type { ProcessDefinition, TargetTable } from './define.ts';
import type { Duration } from './durations.ts';

/** One promise of one clock. */
export interface TargetRow {
  clock: string;
  when: Expression;
  within: Duration;
  calendar: string;
}

/** The promises of a process one by one: those of a table with the condition that each stands for. */
export function targetRows({ targets }: Pick<ProcessDefinition, 'targets'>): TargetRow[] {
  return targets.flatMap((target) => (target.byPriority ? rowsOf(target) : [target]));
}

function rowsOf({ when, calendar, byPriority }: TargetTable): TargetRow[] {
  return Object.entries(byPriority).flatMap(([clock, table = {}]) =>
    Object.entries(table).flatMap(([priority, within]) => {
      if (!within) return [];
      const own = is('priority', priority);
      const hours = typeof calendar === 'string' ? calendar : (calendar[priority] ?? '');
      return [{ clock, when: when ? all(when, own) : own, within, calendar: hours }];
    }),
  );
}
