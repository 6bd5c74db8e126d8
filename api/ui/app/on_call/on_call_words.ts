import { hourMs, minuteMs } from '../../../../workflows/domain/durations.ts';
import type { OnCallGroup } from '../../../contract.ts';
import { region, t } from '../words/language.ts';

type OnCallView = OnCallGroup['now'];

export function whoWords(onCall: OnCallView): string {
  return onCall.kind === 'gap' ? t('on_call.nobody') : onCall.person.name;
}

/** How somebody came to it, where it is not their turn; why nobody is. */
export function whyWords(onCall: OnCallView): string | null {
  if (onCall.kind === 'gap') return t(`page_gap.${onCall.reason}`, { person: '–' });
  const { cause, insteadOf } = onCall;
  if (cause === 'turn') return null;
  if (insteadOf) return t('on_call.instead_of', { person: insteadOf.name });
  return cause === 'override' ? t('on_call.override') : null;
}

export function timeOf(at: string): string {
  const format = { hour: '2-digit', minute: '2-digit' } as const;
  return new Date(at).toLocaleTimeString(region.value, format);
}

export function dayWords(at: Date): string {
  const format = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return at.toLocaleDateString(region.value, format);
}

/** An hour, less what a gap that is going on has lost since it began. */
const gapShownMs = hourMs - minuteMs;

/** Where nobody is on call for an hour or longer. */
export function longGaps({ shifts }: OnCallGroup): OnCallGroup['shifts'] {
  return shifts.filter(
    ({ from, until, onCall }) =>
      onCall.kind === 'gap' && Date.parse(until) - Date.parse(from) >= gapShownMs,
  );
}
