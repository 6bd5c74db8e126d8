import { tierName } from '../../domain/tiers.ts';
import { amount } from '../counted.ts';
import { keyWords } from '../process_words.ts';
import type { Attainment, EscalationCounts, GroupLoad, TierTime } from './run_figures.ts';
import type { RefusedActions, SimulatedRun, Simulation } from './simulate.ts';

const labelWidth = 42;
const columnWidth = 22;
/** Groups told one by one: those with the most open tickets. */
const groupsMax = 10;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The two runs side by side, as lines for a terminal of 100 columns. */
export function simulationReport(simulation: Simulation): string {
  const { current, candidate } = simulation;
  const loads = largest(paired(current.loads, candidate.loads, ({ group }) => group));
  return [
    ...heading(simulation),
    ...section('Tickets at the end of the history', statusRows(current, candidate)),
    ...section('Promises kept: share, and of how many', attainmentRows(current, candidate)),
    ...section('Escalations', escalationRows(current, candidate)),
    ...section('Time open at a tier: mean hours, tickets', tierRows(current, candidate)),
    ...section('Open tickets of a group: mean, busiest hour', loadRows(loads)),
    ...weeks(loads),
    ...refusals('current', current),
    ...refusals('candidate', candidate),
  ].join('\n');
}

type Row = [label: string, current: string, candidate: string, change?: string];

function heading({ period, ticketCount, current, candidate }: Simulation): string[] {
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const name = ({ process }: SimulatedRun) =>
    `${process.id}@${process.version} (${process.hash.slice(0, 8)})`;
  return [
    `${amount(ticketCount, 'ticket')}, ${date(period.fromMs)} to ${date(period.toMs)}, ` +
      `hours of the week in ${period.zone}`,
    `current    ${name(current)}`,
    `candidate  ${name(candidate)}`,
  ];
}

function section(title: string, rows: Row[]): string[] {
  if (rows.length === 0) return [];
  const head = line([title, 'current', 'candidate', 'change']);
  return ['', head, ...rows.map(([label, ...cells]) => line([`  ${label}`, ...cells]))];
}

function line([label, current, candidate, change = '']: Row): string {
  const cells = [current, candidate].map((cell) => cell.padStart(columnWidth));
  return `${label.padEnd(labelWidth)}${cells.join('')}${change.padStart(12)}`.trimEnd();
}

function statusRows(current: SimulatedRun, candidate: SimulatedRun): Row[] {
  const names = [...new Set([current, candidate].flatMap((run) => Object.keys(run.statuses)))];
  const rows = names.map((status): Row => {
    const key = status as keyof SimulatedRun['statuses'];
    return countRow(status, current.statuses[key] ?? 0, candidate.statuses[key] ?? 0);
  });
  return [...rows, countRow('reopened (times)', current.reopenedCount, candidate.reopenedCount)];
}

function attainmentRows(current: SimulatedRun, candidate: SimulatedRun): Row[] {
  const key = ({ priority, clock }: Attainment) => `${priority} ${clock}`;
  return paired(current.attainment, candidate.attainment, key).map(([label, before, after]) => [
    label.replaceAll('_', ' '),
    share(before),
    share(after),
    points(before?.attainment, after?.attainment),
  ]);
}

function share(row: Attainment | undefined): string {
  if (!row) return '–';
  const decided = row.metCount + row.breachedCount;
  if (row.attainment === null) return `– of 0`;
  return `${(row.attainment * 100).toFixed(1)} % of ${count(decided)}`;
}

function points(before: number | null | undefined, after: number | null | undefined): string {
  if (before === null || before === undefined || after === null || after === undefined) return '';
  return signed((after - before) * 100, 1);
}

const escalationLabels: Record<keyof EscalationCounts, string> = {
  functionalByPeople: 'functional, by people',
  functionalByRule: 'functional, by rule',
  hierarchicalByPeople: 'hierarchical, by people',
  hierarchicalByRule: 'hierarchical, by rule',
  refused: 'hand-offs refused',
  lapsed: 'hand-offs lapsed',
};

function escalationRows(current: SimulatedRun, candidate: SimulatedRun): Row[] {
  const kinds = Object.entries(escalationLabels) as [keyof EscalationCounts, string][];
  return kinds.map(([kind, label]) =>
    countRow(label, current.escalations[kind], candidate.escalations[kind]),
  );
}

function tierRows(current: SimulatedRun, candidate: SimulatedRun): Row[] {
  const cell = (time: TierTime | undefined) =>
    time ? `${time.meanHours.toFixed(1)} h, ${count(time.ticketCount)}` : '–';
  const called = ({ tier }: TierTime) =>
    tierName(current.process, tier) ?? tierName(candidate.process, tier) ?? String(tier);
  return paired(current.tiers, candidate.tiers, called).map(([name, before, after]) => [
    `tier ${keyWords(name)}`,
    cell(before),
    cell(after),
    before && after ? signed(after.meanHours - before.meanHours, 1) : '',
  ]);
}

type PairedLoad = [label: string, current: GroupLoad | undefined, candidate: GroupLoad | undefined];

/** The groups with the most open tickets on either side, and all others as one. */
function largest(loads: PairedLoad[]): PairedLoad[] {
  if (loads.length <= groupsMax) return loads;
  const size = ([, before, after]: PairedLoad) => Math.max(before?.mean ?? 0, after?.mean ?? 0);
  const bySize = loads.toSorted((a, b) => size(b) - size(a));
  const others = bySize.slice(groupsMax);
  return [
    ...bySize.slice(0, groupsMax),
    [
      `the other ${count(others.length)}`,
      sumOf(others.map(([, before]) => before)),
      sumOf(others.map(([, , after]) => after)),
    ],
  ];
}

function sumOf(loads: (GroupLoad | undefined)[]): GroupLoad | undefined {
  const present = loads.filter((load) => load !== undefined);
  const [first] = present;
  if (!first) return undefined;
  return {
    group: '',
    mean: present.reduce((sum, { mean }) => sum + mean, 0),
    byHourOfWeek: first.byHourOfWeek.map((_, hour) =>
      present.reduce((sum, { byHourOfWeek }) => sum + (byHourOfWeek[hour] ?? 0), 0),
    ),
  };
}

function loadRows(loads: PairedLoad[]): Row[] {
  const cell = (load: GroupLoad | undefined) => (load ? loadCell(load) : '–');
  return loads.map(([label, before, after]) => [
    label,
    cell(before),
    cell(after),
    signed((after?.mean ?? 0) - (before?.mean ?? 0), 2),
  ]);
}

function loadCell({ mean, byHourOfWeek }: GroupLoad): string {
  const busiest = byHourOfWeek.reduce(
    (best, load, hour) => (load > (byHourOfWeek[best] as number) ? hour : best),
    0,
  );
  const hour = String(busiest % 24).padStart(2, '0');
  return `${mean.toFixed(2)}, ${weekdays[Math.floor(busiest / 24)]} ${hour}:00`;
}

/** One character an hour, for each group and weekday; both runs on the scale of the group. */
function weeks(loads: PairedLoad[]): string[] {
  return loads.flatMap(([group, before, after]) => {
    const hours = [before, after].flatMap((load) => load?.byHourOfWeek ?? []);
    const scale = { least: Math.min(...hours), most: Math.max(...hours) };
    const days = weekdays.map((day, number) => {
      const [left, right] = [before, after].map((load) => strip(load, number, scale));
      return `  ${day}  ${left}  ${right}`;
    });
    const range = `${scale.least.toFixed(1)} to ${scale.most.toFixed(1)}`;
    const title = `Open tickets of ${group} by hour, from ${range}`;
    return ['', title, `       ${'current'.padEnd(24)}  candidate`, ...days];
  });
}

const bars = [...'▁▂▃▄▅▆▇█'];

function strip(
  load: GroupLoad | undefined,
  day: number,
  { least, most }: { least: number; most: number },
): string {
  if (!load) return ' '.repeat(24);
  const height = (value: number) => (most === least ? 0 : (value - least) / (most - least));
  return load.byHourOfWeek
    .slice(day * 24, day * 24 + 24)
    .map((value) => bars[Math.round(height(value) * (bars.length - 1))])
    .join('');
}

function refusals(side: string, { refused }: SimulatedRun): string[] {
  if (refused.length === 0) return [];
  return ['', `Refused by the ${side} process`, ...refused.map(refusalLine)];
}

function refusalLine(refused: RefusedActions): string {
  const { code, command, adaptedCount, ticketId } = refused;
  const done = adaptedCount > 0 ? `, ${count(adaptedCount)} done in its way instead` : '';
  return `  ${count(refused.count)} × ${command}: ${code}${done} (such as ${ticketId})`;
}

function countRow(label: string, before: number, after: number): Row {
  return [label, count(before), count(after), signed(after - before, 0)];
}

/** Rows of both sides under one key, in the order in which they first come. */
function paired<T>(
  current: T[],
  candidate: T[],
  keyOf: (row: T) => string,
): [key: string, current: T | undefined, candidate: T | undefined][] {
  const byKey = (rows: T[]) => new Map(rows.map((row) => [keyOf(row), row]));
  const [before, after] = [byKey(current), byKey(candidate)];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].map((key) => [key, before.get(key), after.get(key)]);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? '=' : value > 0 ? `+${text}` : text;
}
