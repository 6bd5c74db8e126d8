import { keysOf } from './keys.ts';
import type { ProcessSnapshot } from './process.ts';

/** What this core reads of every compiled process. */
const needed = {
  tiers: true,
  groups: true,
  categories: true,
  services: true,
  priorities: true,
  impacts: true,
  urgencies: true,
  priorityMatrix: true,
  targets: true,
  warnings: true,
  escalationRules: true,
  gates: true,
  pending: true,
  resolutionCodes: true,
} as const satisfies { [K in keyof ProcessSnapshot]?: true };

/**
 * What a compiled process lacks that this core reads: an older desk compiled it. A ticket that carries
 * such a one takes nothing but another version. Nothing, where all is there.
 */
export function lackingIn(process: ProcessSnapshot): readonly string[] {
  const known = lackingByProcess.get(process);
  if (known) return known;
  const lacking: string[] = keysOf(needed).filter((key) => process[key] === undefined);
  for (const [reason, rule] of Object.entries(process.pending ?? {})) {
    if (reason !== 'approval' && rule.then === undefined) lacking.push(`pending.${reason}.then`);
  }
  lackingByProcess.set(process, lacking);
  return lacking;
}

/** Worked out once: it is asked at each step. */
const lackingByProcess = new WeakMap<ProcessSnapshot, readonly string[]>();
