import { type Random, seededRandom } from '../../cli/demo/random.ts';
import { dayMs, hourMs, secondMs } from '../../workflows/domain/durations.ts';
import {
  type DiskName,
  diskNames,
  type LinkName,
  linkNames,
  type PartName,
  type ProgramName,
  partNames,
  programNames,
} from './desk.ts';

/** One thing that goes wrong, or one that time or an operator does. */
export type Fault =
  /** SIGKILL to a part and all its processes, which stay away for a while. */
  | { kind: 'kill'; part: PartName; downMs: number }
  /** SIGKILL to everything at once. */
  | { kind: 'kill_all'; downMs: number }
  /** SIGKILL between two steps that belong together, such as an answer and its rows. */
  | { kind: 'die_between'; part: ProgramName; forMs: number }
  /** SIGSTOP, and SIGCONT after a while. */
  | { kind: 'stop'; part: PartName; forMs: number }
  /** Hardly any processor time for a while. */
  | { kind: 'starve'; part: PartName; forMs: number }
  | { kind: 'refuse'; link: LinkName; forMs: number }
  | { kind: 'hole'; link: LinkName; forMs: number }
  | { kind: 'mute'; link: LinkName; forMs: number }
  | { kind: 'delay'; link: LinkName; forMs: number; lateMs: number }
  /** So little is left on a disk, then nothing, then enough. */
  | { kind: 'full_disk'; disk: DiskName; forMs: number; freeBytes: number }
  /** The clocks of some tickets go ahead, as far as their next deadline or further. */
  | { kind: 'time'; tickets: number; aheadMs: number; pick: number }
  /** Temporal's file is put back to a copy so old, and `palier doctor` mends what that left. */
  | { kind: 'restore'; forMs: number }
  /** A worker with other code takes over from one that is ended in good order, or is not. */
  | { kind: 'take_over'; isOldKilled: boolean };

export type FaultKind = Fault['kind'];

type Maker = (random: Random) => Fault;

const forMs = (random: Random, most: number) => Math.round(50 + random.next() ** 2 * most);

/** How often each kind comes, and what it is then. */
const kinds: { [K in FaultKind]: { weight: number; make: Maker } } = {
  kill: {
    weight: 12,
    make: (random) => ({
      kind: 'kill',
      part: random.pick(partNames),
      downMs: random.chance(0.5) ? 0 : forMs(random, 1_500),
    }),
  },
  kill_all: { weight: 1, make: (random) => ({ kind: 'kill_all', downMs: forMs(random, 500) }) },
  die_between: {
    weight: 8,
    make: (random) => ({ kind: 'die_between', part: random.pick(programNames), forMs: 4_000 }),
  },
  stop: {
    weight: 14,
    make: (random) => ({ kind: 'stop', part: random.pick(partNames), forMs: forMs(random, 4_000) }),
  },
  starve: {
    weight: 6,
    make: (random) => ({
      kind: 'starve',
      part: random.pick(partNames),
      forMs: forMs(random, 3_000),
    }),
  },
  refuse: {
    weight: 16,
    make: (random) => ({
      kind: 'refuse',
      link: random.pick(linkNames),
      forMs: forMs(random, 1_500),
    }),
  },
  hole: {
    weight: 14,
    make: (random) => ({ kind: 'hole', link: random.pick(linkNames), forMs: forMs(random, 4_500) }),
  },
  mute: {
    weight: 14,
    make: (random) => ({ kind: 'mute', link: random.pick(linkNames), forMs: forMs(random, 2_000) }),
  },
  delay: {
    weight: 8,
    make: (random) => ({
      kind: 'delay',
      link: random.pick(linkNames),
      forMs: forMs(random, 3_000),
      lateMs: forMs(random, 400),
    }),
  },
  full_disk: {
    weight: 6,
    make: (random) => ({
      kind: 'full_disk',
      disk: random.pick(diskNames),
      forMs: forMs(random, 3_000),
      freeBytes: random.pick([0, 0, 64 * 1024]),
    }),
  },
  time: {
    weight: 12,
    make: (random) => ({
      kind: 'time',
      tickets: 1 + Math.floor(random.next() * 5),
      aheadMs: random.pick([20 * secondMs, hourMs, 6 * hourMs, dayMs, 5 * dayMs, 20 * dayMs]),
      pick: random.next(),
    }),
  },
  restore: {
    weight: 2,
    make: (random) => ({ kind: 'restore', forMs: 1_000 + forMs(random, 6_000) }),
  },
  take_over: {
    weight: 3,
    make: (random) => ({ kind: 'take_over', isOldKilled: random.chance(0.5) }),
  },
};

export const faultKinds = Object.keys(kinds) as FaultKind[];

export interface ScheduledFault {
  n: number;
  fault: Fault;
  /** What is left in peace before it, in milliseconds. */
  afterMs: number;
}

/** The same seed and the same kinds give the same faults in the same order. */
export function* scheduleOf(
  seed: number,
  count: number,
  among: readonly FaultKind[],
): Generator<ScheduledFault, void> {
  const random = seededRandom(seed);
  const makers = among.map((kind) => kinds[kind]);
  for (let n = 1; n <= count; n++) {
    const fault = random.weigh(makers).make(random);
    yield { n, fault, afterMs: Math.round(random.around(250)) };
  }
}

/** What a fault works on: two at once never work on the same. */
export function targetsOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'kill':
    case 'die_between':
    case 'stop':
    case 'starve':
      return [fault.part];
    case 'kill_all':
      return partNames;
    case 'restore':
      return [...partNames, ...linkNames, ...diskNames.map(diskTarget), 'time'];
    case 'take_over':
      return ['worker'];
    case 'refuse':
    case 'hole':
    case 'mute':
    case 'delay':
      return [fault.link];
    case 'full_disk':
      return [diskTarget(fault.disk)];
    case 'time':
      return ['time'];
  }
}

function diskTarget(disk: DiskName): string {
  return `disk of ${disk}`;
}

export function wordsOf(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `${fault.part} is killed, away for ${fault.downMs} ms`;
    case 'kill_all':
      return `everything is killed, away for ${fault.downMs} ms`;
    case 'die_between':
      return `${fault.part} dies between ${fault.part === 'worker' ? 'rows and their answer' : 'an answer and its rows'}`;
    case 'stop':
      return `${fault.part} is stopped for ${fault.forMs} ms`;
    case 'starve':
      return `${fault.part} starves for ${fault.forMs} ms`;
    case 'refuse':
      return `${fault.link} is cut for ${fault.forMs} ms`;
    case 'hole':
      return `${fault.link} is a black hole for ${fault.forMs} ms`;
    case 'mute':
      return `${fault.link} loses every answer for ${fault.forMs} ms`;
    case 'delay':
      return `${fault.link} is late by ${fault.lateMs} ms for ${fault.forMs} ms`;
    case 'full_disk':
      return `the disk of ${fault.disk} is full but for ${fault.freeBytes} bytes, for ${fault.forMs} ms`;
    case 'time':
      return `up to ${fault.tickets} tickets are moved ahead by ${Math.round(fault.aheadMs / secondMs)} s`;
    case 'restore':
      return `Temporal is put back to a copy of ${fault.forMs} ms before, and repaired`;
    case 'take_over':
      return `a worker with other code takes over, the old one is ${fault.isOldKilled ? 'killed' : 'stopped'}`;
  }
}
