const urlOf = (file: string) => new URL(`../../${file}`, import.meta.url).href;

/** Node's own arguments for a program of the desk: what it loads before it. */
export function nodeArgumentsFor(file: string): string[] {
  const preloads = ['cli/servers/die_with_parent.ts'];
  if (file.endsWith('activities/worker.ts')) preloads.push('activities/quiet_promises.ts');
  return preloads.flatMap((preload) => ['--import', urlOf(preload)]);
}
