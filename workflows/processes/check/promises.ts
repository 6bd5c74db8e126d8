import type { ProcessSnapshot, ServiceLevelTarget } from '../../domain/process.ts';
import { clocksOf, usualClocks } from '../../domain/process_clocks.ts';
import type { ClockName } from '../../domain/ticket.ts';
import { keyWords, minutesWords, targetWords } from '../process_words.ts';
import type { Idle } from './conditions.ts';
import { type Known, type Region, regionsOf } from './coverage.ts';
import type { Findings } from './finding.ts';

/**
 * What is promised, read off the targets: a promise made to a kind of ticket is made in each of its
 * priorities, each target is some ticket's, and a notice is shorter than what it is given before.
 *
 * @param idle rules that are for no ticket, and were told
 */
export function checkPromises(
  process: ProcessSnapshot,
  { violations, notices }: { violations: Findings; notices: Findings },
  idle: Idle = new Set(),
): void {
  for (const clock of clocksOf(process).keys()) {
    const targets = process.targets.filter((target) => target.clock === clock && !idle.has(target));
    if (targets.length === 0) continue;
    const regions = regionsOf(process, clock);
    // One of the process's own is for those that it was made for.
    const isUsual = usualClocks.some(({ name }) => name === clock);
    if (isUsual) checkPriorities(process, clock, regions, { violations, notices });
    checkUnpromised(process, regions, violations);
    checkShadowed(process, targets, regions, violations);
    checkNotices(process, clock, targets, violations);
  }
}

/** Whom a promise is made to, but for the priority. */
function kindOf(known: Known): string {
  const others = [...known].filter(([name]) => name !== 'priority');
  const words = others.map(([name, value]) => knownWords(name, value));
  return words.length === 0 ? 'every ticket' : words.sort().join(', ');
}

function knownWords(name: string, value: string | null): string {
  const field = name.replace('requesterTier', 'requester tier');
  const [kind, ...rest] = name.split(' ');
  if (kind === 'within') return `${value === null ? 'not ' : ''}${name}`;
  if (kind === 'device') return `${value === null ? 'no ' : ''}${name}`;
  if (kind === 'skill') return `${value === null ? 'no ' : ''}assignee with ${rest.join(' ')}`;
  if (kind === 'count') return `${value} ${keyWords(rest.join(' '))}`;
  if (kind === 'span')
    return `${keyWords(rest[0] ?? '')} from ${minutesWords(Number(value))}${rest[1] ? ` of ${rest[1]}` : ''}`;
  if (name.startsWith('fact ')) return `${value === null ? 'no ' : ''}words of ${name.slice(5)}`;
  return value === null ? `any other ${field}` : `${field} ${value}`;
}

function checkPriorities(
  { priorities, unpromised = [], clocks = [] }: ProcessSnapshot,
  clock: ClockName,
  regions: readonly Region[],
  { violations, notices }: { violations: Findings; notices: Findings },
): void {
  const isPromised = (priority: string | undefined, { known }: Region) =>
    regions.some(
      (other) => other.target && isOf(priority, other.known) && areAlike(known, other.known),
    );
  const isOwn = clocks.some(({ name }) => name === clock);
  const about = [isOwn ? `clocks.${clock}` : 'targets'];
  for (const hole of regions.filter(({ target }) => !target)) {
    const own = hole.known.get('priority') ?? undefined;
    if (own !== undefined && unpromised.includes(own)) continue;
    const promised = priorities.filter((priority) => isPromised(priority, hole));
    if (own === undefined || promised.length === 0) {
      const message = `Of ${kindOf(hole.known)} no ${keyWords(clock)} is promised`;
      notices.add('promises_each_priority', message, [], about);
      continue;
    }
    const message =
      `No ${keyWords(clock)} is promised for ${own} of ${kindOf(hole.known)}, ` +
      `but for ${promised.join(', ')}`;
    violations.add('promises_each_priority', message, [], about);
  }
}

function placeOf({ targets }: ProcessSnapshot, target: ServiceLevelTarget): string {
  return `targets.${targets.indexOf(target)}`;
}

/** What is promised nothing is promised nothing by a target that is for others as well. */
function checkUnpromised(
  process: ProcessSnapshot,
  regions: readonly Region[],
  violations: Findings,
): void {
  for (const priority of process.unpromised ?? []) {
    const promised = regions.filter(({ target, known }) => target && isOf(priority, known));
    for (const target of new Set(promised.flatMap(({ target }) => target ?? []))) {
      const message = `Tickets of priority ${priority} are promised nothing, but ${targetWords(target)}`;
      violations.add('promises_nothing', message, [], [placeOf(process, target)]);
    }
  }
}

function isOf(priority: string | undefined, known: Known): boolean {
  return !known.has('priority') || known.get('priority') === priority;
}

/** Whether a ticket can be both, its priority left out. */
function areAlike(one: Known, other: Known): boolean {
  return [...one].every(
    ([name, value]) => name === 'priority' || !other.has(name) || other.get(name) === value,
  );
}

function checkShadowed(
  process: ProcessSnapshot,
  targets: readonly ServiceLevelTarget[],
  regions: readonly Region[],
  violations: Findings,
): void {
  const used = new Set(regions.map(({ target }) => target));
  for (const target of targets) {
    if (used.has(target)) continue;
    const message = `No ticket gets the target ${targetWords(target)}: those before it take them all`;
    violations.add('target_applies', message, [], [placeOf(process, target)]);
  }
}

function checkNotices(
  { warnings }: ProcessSnapshot,
  clock: ClockName,
  targets: readonly ServiceLevelTarget[],
  violations: Findings,
): void {
  const own = warnings.filter((warning) => warning.clock === clock);
  for (const [index, warning] of own.entries()) {
    if (!('beforeMinutes' in warning)) continue;
    const { beforeMinutes } = warning;
    const short = targets.filter(({ targetMinutes }) => targetMinutes <= beforeMinutes);
    if (short.length === 0) continue;
    const message =
      `A warning ${minutesWords(beforeMinutes)} before the ${keyWords(clock)} is due never comes ` +
      `where the target is no longer than that: ${short.map(targetWords).join('; ')}`;
    violations.add('warns_before_breach', message, [], [`warnings.${clock}.${index}`]);
  }
}
