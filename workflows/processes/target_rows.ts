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
  /** Where it is written, as a path into the definition. */
  place: string;
}

/** The promises of a process one by one: those of a table with the condition that each stands for. */
export function targetRows({ targets }: Pick<ProcessDefinition, 'targets'>): TargetRow[] {
  return targets.flatMap((target, index) => {
    const place = `targets.${index}`;
    return target.byPriority ? rowsOf(target, place) : [{ ...target, place }];
  });
}

/** Where a path of a finding is written: of targets it counts the promises, and a table writes many. */
export function writtenPath(
  definition: Pick<ProcessDefinition, 'targets'>,
  [list, index, ...inside]: readonly string[],
): string[] {
  const row = list === 'targets' && index ? targetRows(definition)[Number(index)] : undefined;
  return [
    ...(row?.place.split('.') ?? [list, index].filter((key) => key !== undefined)),
    ...inside,
  ];
}

function rowsOf({ when, calendar, byPriority }: TargetTable, place: string): TargetRow[] {
  return Object.entries(byPriority).flatMap(([clock, table = {}]) =>
    Object.entries(table).flatMap(([priority, within]) => {
      if (!within) return [];
      const own = is('priority', priority);
      const hours = typeof calendar === 'string' ? calendar : (calendar[priority] ?? '');
      return [
        {
          ...{ clock, when: when ? all(when, own) : own, within, calendar: hours },
          place: `${place}.byPriority.${clock}.${priority}`,
        },
      ];
    }),
  );
}
