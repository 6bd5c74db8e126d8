import type { OnCallGroup } from '../../../contract.ts';

export type Plan = OnCallGroup['plan'];
export type Layer = Plan['layers'][number];
export type Level = Plan['levels'][number];

/** One that nobody has changed yet: who is on call has a quarter of an hour, then a team lead is asked. */
export function firstPlan(zone: string, name: string, members: string[]): Plan {
  return {
    ...{ zone, layers: [newLayer(name, members)], repeats: 1 },
    levels: [newLevel('on_call', 15), newLevel('next_on_call', 15), newLevel('team_lead', 30)],
  };
}

export function newLayer(name: string, members: string[] = []): Layer {
  return {
    ...{ name, members, hours: { kind: 'always' } },
    handOver: { every: 'week', on: 'monday', at: '08:00' },
    startsOn: new Date().toISOString().slice(0, 10) as Layer['startsOn'],
  };
}

export function newLevel(target: Level['target'], waitMinutes = 15): Level {
  return { target, layer: null, person: null, waitMinutes };
}

/** The list with one of its items changed. */
export function withItem<T>(items: readonly T[], at: number, item: T): T[] {
  return items.map((one, n) => (n === at ? item : one));
}

export function without<T>(items: readonly T[], at: number): T[] {
  return items.filter((_, n) => n !== at);
}

/** The list with one of its items a place earlier. */
export function earlier<T>(items: readonly T[], at: number): T[] {
  const before = items[at - 1];
  const item = items[at];
  if (before === undefined || item === undefined) return [...items];
  return items.map((one, n) => (n === at - 1 ? item : n === at ? before : one));
}
