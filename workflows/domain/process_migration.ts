import { recalculateClocks } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';

/** Carries an open ticket over to a later version of its process: promises follow, facts stay. */
export function migrateProcess(
  draft: Draft,
  { process, calendars }: CommandPayload['migrateProcess'],
): void {
  const { state } = draft;
  if (process.id !== state.processId) {
    throw new Refused('wrong_process', { process: process.id, expected: state.processId });
  }
  if (process.version <= state.processVersion) {
    throw new Refused('process_older', { process: process.id, version: state.processVersion });
  }
  if (!process.groups[state.group]) {
    const allowed = Object.keys(process.groups);
    throw new Refused('group_unknown', { word: state.group, allowed });
  }
  draft.emit('process_migrated', {
    fromVersion: state.processVersion,
    toVersion: process.version,
    hash: process.hash,
  });
  recalculateClocks(draft, calendars, 'calendar');
  // What ran in hours that the later version no longer has was counted in them.
  draft.follow({ process, calendars: { ...draft.rules.calendars, ...calendars } });
}
