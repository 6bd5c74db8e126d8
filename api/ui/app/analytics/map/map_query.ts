import { dayMs } from '../../../../../workflows/domain/durations.ts';
import type { Operations, ProcessMap } from '../../../../contract.ts';

/** What the map is asked for: its address says the same, word by word. */
export type MapQuery = NonNullable<Operations['getProcessMap']['query']>;

export const levels = ['status', 'group', 'step', 'log'] as const;
const origins = ['live', 'import', 'demo'] as const;
const types = ['incident', 'service_request'] as const;

/** What narrows the map beside its process, its dates and its group, in the order in which it is said. */
export const traits = ['type', 'category', 'priority', 'channel', 'origin'] as const;

export function queryOf(address: Record<string, string>): MapQuery {
  const { level, from, to, process, version, group, priority, category, channel } = address;
  const known = levels.find((one) => one === level);
  const origin = origins.find((one) => one === address.origin);
  const type = types.find((one) => one === address.type);
  return {
    ...(known && { level: known }),
    ...(from && { from }),
    ...(to && { to }),
    ...(process && { process }),
    ...(version && { version: Number(version) }),
    ...(group && { group }),
    ...(type && { type }),
    ...(category && { category }),
    ...(priority && { priority: priority as NonNullable<MapQuery['priority']> }),
    ...(channel && { channel: channel as NonNullable<MapQuery['channel']> }),
    ...(origin && { origin }),
  };
}

export function wordsOf(query: MapQuery): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
}

/**
 * The commands by which a change of a process is tried on the very tickets that the map shows: first
 * while it is written, then as its reviewers are told of it.
 */
export function remedyCommands(
  asked: MapQuery & { process: string },
  map: Pick<ProcessMap, 'from' | 'to' | 'processes'>,
): string[] {
  const { process, version } = asked;
  const followed = version ?? map.processes.find(({ id }) => id === process)?.version;
  const selection = [
    `--process ${process}${version === undefined ? '' : `@${version}`}`,
    `--since ${map.from}`,
    `--until ${dayAfter(map.to)}`,
    `--origin ${asked.origin ?? origins.join(',')}`,
    ...(['group', 'category', 'priority', 'channel', 'type'] as const).flatMap((name) =>
      asked[name] === undefined ? [] : [`--${name} ${asked[name]}`],
    ),
  ].join(' ');
  const current = followed === undefined ? process : `${process}@${followed}`;
  return [
    `palier process simulate --current ${current} --candidate ./${process}.ts ${selection}`,
    `palier process report --base main ${selection}`,
  ];
}

/** A simulation takes what was opened before a day. */
function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}
