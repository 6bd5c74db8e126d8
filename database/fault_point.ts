import { existsSync, writeFileSync } from 'node:fs';

/**
 * After the commit of a ticket's events; after a ticket's answer, which is in no row yet; after the
 * commit of a problem that has promised to tell its incidents; after a provider has given a token, which
 * is in no row yet.
 */
export type FaultPoint = 'after_commit' | 'after_answer' | 'after_promise' | 'after_token';

/**
 * Kills this process here, once, if a test armed the point: `PALIER_FAULT` names it and
 * `PALIER_FAULT_FILE` the file that says afterwards that it happened.
 */
export function faultPoint(point: FaultPoint): void {
  const { PALIER_FAULT: armed, PALIER_FAULT_FILE: marker } = process.env;
  if (armed !== point || !marker || existsSync(marker)) return;
  writeFileSync(marker, `${process.pid}\n`);
  process.kill(process.pid, 'SIGKILL');
}
