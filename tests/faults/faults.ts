import { setTimeout as sleep } from 'node:timers/promises';
import { fastForward } from '../support/virtual_time.ts';
import { type FaultDesk, type PartName, partNames } from './desk.ts';
import { signalAll } from './process_tree.ts';
import type { LinkMode } from './proxy.ts';
import type { Fault } from './schedule.ts';

/** Clocks of tickets that were moved ahead; null where nobody knows how far. */
export type AheadMs = Map<string, number | null>;

export interface FaultContext {
  desk: FaultDesk;
  /** The tickets there are, the oldest first. */
  ticketIds(): readonly string[];
  aheadMs: AheadMs;
  say(line: string): void;
}

/** Of a hundred milliseconds, so many are left to a part that starves. */
const dutyMs = 12;
const cycleMs = 100;
const timeLimitMs = 8_000;
const repairAttemptsMax = 3;

/** Does it, and puts it right again. */
export async function commit(fault: Fault, context: FaultContext): Promise<void> {
  const { desk } = context;
  switch (fault.kind) {
    case 'kill':
      return desk.parts[fault.part].kill(() => sleep(fault.downMs));
    case 'kill_all':
      await Promise.all(partNames.map((name) => desk.parts[name].kill(() => sleep(fault.downMs))));
      return;
    case 'die_between':
      return desk.letDie(fault.part, fault.forMs);
    case 'stop':
      return stopFor(desk, fault.part, fault.forMs);
    case 'starve':
      return starve(desk, fault.part, fault.forMs);
    case 'refuse':
    case 'hole':
    case 'mute':
      return spoil(desk, fault.link, { kind: fault.kind }, fault.forMs);
    case 'delay':
      return spoil(desk, fault.link, { kind: 'delay', ms: fault.lateMs }, fault.forMs);
    case 'full_disk': {
      const disk = desk.disks?.[fault.disk];
      if (!disk) return;
      await disk.fill(fault.freeBytes);
      await sleep(fault.forMs);
      return disk.free();
    }
    case 'time':
      return moveAhead(fault, context);
    case 'restore':
      // Nobody knows how far the copy has them.
      for (const id of context.aheadMs.keys()) context.aheadMs.set(id, null);
      return restore(fault.forMs, context);
    case 'take_over':
      return desk.takeOver(fault.isOldKilled);
  }
}

async function stopFor(desk: FaultDesk, name: PartName, forMs: number): Promise<void> {
  const part = desk.parts[name];
  await part.ready();
  const pids = await part.pids();
  signalAll(pids, 'SIGSTOP');
  await sleep(forMs);
  signalAll(pids, 'SIGCONT');
}

async function starve(desk: FaultDesk, name: PartName, forMs: number): Promise<void> {
  await desk.parts[name].ready();
  const endsAt = performance.now() + forMs;
  while (performance.now() < endsAt) {
    await stopFor(desk, name, cycleMs - dutyMs);
    await sleep(dutyMs);
  }
}

async function spoil(
  desk: FaultDesk,
  name: keyof FaultDesk['links'],
  mode: LinkMode,
  forMs: number,
): Promise<void> {
  const link = desk.links[name];
  link.set(mode);
  await sleep(forMs);
  link.set({ kind: 'open' });
}

async function restore(ageMs: number, { desk, say }: FaultContext): Promise<void> {
  await desk.restoreTemporal(ageMs);
  for (let attempt = 1; attempt <= repairAttemptsMax; attempt++) {
    const { code, output } = await desk.repair();
    if (code === 0) return;
    say(
      `      palier doctor --repair, attempt ${attempt}, ended with ${code}:\n${output.slice(-1_500)}`,
    );
  }
}

async function moveAhead(
  { tickets, aheadMs, pick }: Fault & { kind: 'time' },
  { desk, ticketIds, aheadMs: known }: FaultContext,
): Promise<void> {
  const ids = ticketIds();
  if (ids.length === 0) return;
  const first = Math.floor(pick * ids.length);
  const chosen = ids.slice(first, first + tickets);
  await Promise.all(chosen.map((id) => moveTicket(desk, id, aheadMs, known)));
}

async function moveTicket(
  { client }: FaultDesk,
  id: string,
  byMs: number,
  known: AheadMs,
): Promise<void> {
  // Until it is told, and where it is told of a fault: nobody knows how far it came.
  known.set(id, null);
  const late = sleep(timeLimitMs, undefined, { ref: false });
  const moved = fastForward(client, id, byMs).then(
    (then) => known.set(id, then.getTime() - Date.now()),
    () => undefined,
  );
  await Promise.race([moved, late]);
}
