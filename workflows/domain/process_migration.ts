import type { CommandPayload } from './actions.ts';
import { recalculateClocks, retargetClocks } from './clocks.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';

/** Carries an open ticket over to a later version of its process: promises follow, facts stay. */
export function migrateProcess(
  draft: Draft,
  { process, calendars }: CommandPayload['migrateProcess'],
): void {
  const { state } = draft;
  if (process.id !== state.processId) {
    throw new Refused('wrong_process', `The ticket follows ${state.processId}, not ${process.id}.`);
  }
  if (process.version <= state.processVersion) {
    const text = `The ticket already follows version ${state.processVersion} of ${process.id}.`;
    throw new Refused('process_older', text);
  }
  if (!process.groups[state.group]) {
    const text = `Version ${process.version} has no support group '${state.group}'.`;
    throw new Refused('group_unknown', text, { allowed: Object.keys(process.groups) });
  }
  draft.emit('process_migrated', {
    fromVersion: state.processVersion,
    toVersion: process.version,
    hash: process.hash,
  });
  recalculateClocks(draft, calendars, 'calendar');
  retargetClocks(draft, { process, calendars });
}
