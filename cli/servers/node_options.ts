const urlOf = (file: string) => new URL(`../../${file}`, import.meta.url).href;

/** Node's own arguments for a program of the desk: what it loads before it. */
export function nodeArgumentsFor(file: string): string[] {
  const preloads = ['cli/servers/die_with_parent.ts'];
  if (file.endsWith('activities/worker.ts')) preloads.push('activities/quiet_promises.ts');
  return preloads.flatMap((preload) => ['--import', urlOf(preload)]);
}

/**
 * By default every thread of a process takes memory from the system for itself and seldom gives any
 * back; the programs of the desk have a dozen of them that are mostly asleep.
 */
export const nodeEnvironment = { MALLOC_ARENA_MAX: '2' };
