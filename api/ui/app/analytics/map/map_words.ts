import type { ProcessMap } from '../../../../contract.ts';
import { isMessage, readable, t } from '../../words/language.ts';
import { titleOf } from '../../words/process.ts';
import { number } from '../../words/time.ts';
import type { traits } from './map_query.ts';

export type Level = ProcessMap['level'];

/** An activity as its process, the screen or the log calls it. */
export function activityTitle(level: Level, activity: string, process: string | null): string {
  switch (level) {
    case 'status':
      return stateTitle(activity, process);
    case 'group':
      return titleOf('groups', activity, process);
    case 'step': {
      const key = `step.${activity}`;
      return isMessage(key) ? t(key) : readable(activity);
    }
    case 'log':
      return activity;
  }
}

/** A state as drawings name it: of a pending ticket what it waits for, in the words of its process. */
export function stateTitle(state: string, process: string | null): string {
  const [, reason] = state.split(/^pending_/);
  if (reason !== undefined) return titleOf('pendingReasons', reason, process);
  const key = `status.${state}`;
  return isMessage(key) ? t(key) : readable(state);
}

/** What narrows a map, in the words of the screen or of its process. */
export function traitTitle(
  trait: (typeof traits)[number],
  value: string,
  process: string | undefined,
): string {
  if (trait === 'category') return titleOf('categories', value, process);
  if (trait === 'priority') return titleOf('priorities', value, process);
  const key = `${trait}.${value}`;
  return isMessage(key) ? t(key) : readable(value);
}

/** A length of time, as coarse as it is long. */
export function lengthText(hours: number | null): string {
  if (hours === null) return '–';
  if (hours < 1) return t('map.minutes', { minutes: number(hours * 60) });
  if (hours < 48) return t('map.hours', { hours: number(hours, 1) });
  return t('map.days', { days: number(hours / 24, 1) });
}

export function shareText(share: number): string {
  const percent = share * 100;
  return t('map.percent', { percent: number(percent, percent < 10 ? 1 : 0) });
}
