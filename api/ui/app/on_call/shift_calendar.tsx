import type { OnCallGroup } from '../../../contract.ts';
import { weekdays } from '../account/weekday_name.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { language, t } from '../words/language.ts';
import { calendarDays, columnOf, type DayPart } from './calendar_days.ts';
import { dayWords, timeOf, whoWords, whyWords } from './on_call_words.ts';

interface CalendarProps {
  group: OnCallGroup;
  /** Somebody wants to have a shift instead; absent where they may not. */
  onTake?: ((shift: OnCallGroup['shifts'][number]) => void) | undefined;
}

/** Who is on call on each of the coming days: weeks on a wide screen, a list on a phone. */
export function ShiftCalendar({ group, onTake }: CalendarProps) {
  const days = calendarDays(group.shifts);
  return (
    <div class="shift-calendar">
      <p class="shift-weekdays" aria-hidden="true">
        {weekdays.map((_day, n) => (
          <span key={_day}>{shortWeekday(n)}</span>
        ))}
      </p>
      <ol aria-label={t('on_call.calendar_of', { group: group.group.title })}>
        {days.map(({ at, parts }) => (
          <li key={at.getTime()} class={`column-${columnOf(at)}`}>
            <h3>{dayWords(at)}</h3>
            <ul>
              {parts.map((part) => (
                <Part key={part.shift.from} part={part} onTake={onTake} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Part({ part, onTake }: { part: DayPart; onTake: CalendarProps['onTake'] }) {
  const { shift, from, until } = part;
  const { onCall } = shift;
  const isOwn = onCall.kind === 'person' && onCall.person.id === me.value?.id;
  // Why nobody is, is said above the calendar.
  const why = onCall.kind === 'gap' ? null : whyWords(onCall);
  const look = onCall.kind === 'gap' ? 'is-gap' : isOwn ? 'is-own' : '';
  const who = whoWords(onCall);
  return (
    <li class={`shift ${look}`}>
      <span class="shift-hours">{hoursOf(from, until)}</span>{' '}
      <span dir="auto">{isOwn ? t('on_call.you') : who}</span>
      {why !== null && <span class="soft"> · {why}</span>}
      {from !== null && onTake && !isOwn && (
        <Button
          isSmall
          kind="quiet"
          label={t('on_call.take_of', { who, at: `${dayWords(new Date(from))} ${timeOf(from)}` })}
          onClick={() => onTake(shift)}
        >
          {t('on_call.take')}
        </Button>
      )}
    </li>
  );
}

function hoursOf(from: string | null, until: string | null): string {
  if (from === null && until === null) return t('on_call.all_day');
  if (from === null) return t('on_call.until_time', { until: timeOf(until ?? '') });
  return until === null
    ? t('on_call.from_time', { from: timeOf(from) })
    : t('on_call.between', { from: timeOf(from), until: timeOf(until) });
}

/** 2024 began on a Monday. */
function shortWeekday(n: number): string {
  const format = new Intl.DateTimeFormat(language.value, { weekday: 'short', timeZone: 'UTC' });
  return format.format(new Date(Date.UTC(2024, 0, 1 + n)));
}
