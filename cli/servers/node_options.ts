const urlOf = (file: string) => new URL(`../../${file}`, import.meta.url).href;

/**
 * The part of a thread's memory for what was made last, in MB. V8 lets it grow to several times
 * that in a busy hour, in each thread that runs tickets too, and is hardly quicker for it.
 */
const semiSpaceMaxMb = 16;

/** Node's own arguments for a program of the desk: how much it keeps, and what it loads before it. */
export function nodeArgumentsFor(file: string): string[] {
  const preloads = ['cli/servers/die_with_parent.ts'];
  if (file.endsWith('activities/worker.ts')) preloads.push('activities/quiet_promises.ts');
  return [
    `--max-semi-space-size=${semiSpaceMaxMb}`,
    ...preloads.flatMap((preload) => ['--import', urlOf(preload)]),
  ];
}

/**
 * By default every thread of a process takes memory from the system for itself and seldom gives any
 * back; the programs of the desk have a dozen of them that are mostly asleep.
 */
export const nodeEnvironment = { MALLOC_ARENA_MAX: '2' };
