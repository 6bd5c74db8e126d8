import circleCheck from 'icon:circle-check';
import minus from 'icon:circle-minus';
import circlePause from 'icon:circle-pause';
import clockIcon from 'icon:clock';
import pastClocks from 'icon:clock-check';
import flame from 'icon:flame';
import timer from 'icon:timer';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { minuteMs } from '../../../../workflows/domain/durations.ts';
import type { Clock, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { type Drawing, Icon } from '../design/icon.tsx';
import { useLightDismiss } from '../design/light_dismiss.ts';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { titleOf } from '../words/process.ts';
import { now, workingTime } from '../words/time.ts';
import { shownClocks } from './shown_clocks.ts';

const warnedFrom = 0.75;
type Tone = 'late' | 'soon' | 'calm' | 'paused' | 'done';

/** The promises that count now: the time left in support hours, and why it is paused if it is. */
export function ClockChips({ ticket }: { ticket: Ticket }) {
  const place = useRef<HTMLUListElement>(null);
  useLightDismiss(place);
  if (ticket.clocks.length === 0) return null;
  const shown = shownClocks(ticket.clocks);
  return (
    <ul class="clocks" ref={place} aria-label={t('clock.title')}>
      {shown.map((clock) => (
        <li key={`${clock.name} ${clock.cycle}`}>
          <ClockChip clock={clock} ticket={ticket} />
        </li>
      ))}
      {ticket.counts.clocks > shown.length && (
        <li>
          <FoldedClocks shown={shown} ticket={ticket} />
        </li>
      )}
    </ul>
  );
}

/** The clocks of the past behind one chip: they are read and drawn once it is opened. */
function FoldedClocks({ shown, ticket }: { shown: Clock[]; ticket: Ticket }) {
  const { id, counts } = ticket;
  const isOpen = useSignal(false);
  const every = usePages((cursor) => desk.listClocks({ path: { id }, query: { cursor } }), {
    isWanted: isOpen.value,
    version: `${counts.clocks} ${counts.breachedClocks}`,
  });
  const isShown = (clock: Clock) =>
    shown.some(({ name, cycle }) => name === clock.name && cycle === clock.cycle);
  const missed = counts.breachedClocks - shown.filter(({ isBreached }) => isBreached).length;
  return (
    <details
      class="clock past-clocks"
      name="clock"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        <Icon of={pastClocks} />
        {t('clock.folded', { count: counts.clocks - shown.length, missed })}
      </summary>
      {isOpen.value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable.
        <ul class="ledger" tabIndex={0} aria-label={t('clock.folded_title')}>
          {every.items.value
            ?.filter((clock) => !isShown(clock))
            .map((clock) => (
              <FoldedClock key={`${clock.name} ${clock.cycle}`} clock={clock} ticket={ticket} />
            ))}
          {every.problem.value && (
            <li>
              <ProblemNote problem={every.problem.value} onRetry={() => void every.retry()} />
            </li>
          )}
          {every.next.value !== null && (
            <li>
              <MoreButton isLoading={every.isLoading.value} onMore={() => void every.readMore()} />
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function FoldedClock({ clock, ticket }: { clock: Clock; ticket: Ticket }) {
  const { tone, icon, words } = readingOf(clock, ticket);
  return (
    <li class={`tone-${tone}`}>
      <Icon of={icon} />
      <span class="clock-name">{nameOf(clock, ticket)}</span>
      <span class="clock-words">{words}</span>
      {clock.stoppedAt && (
        <span class="soft">
          <When at={clock.stoppedAt} as="date" />
        </span>
      )}
    </li>
  );
}

function ClockChip({ clock, ticket }: { clock: Clock; ticket: Ticket }) {
  const { tone, icon, words } = readingOf(clock, ticket);
  return (
    <details class={`clock tone-${tone}`} name="clock">
      <summary>
        <Icon of={icon} />
        <span class="clock-name">{nameOf(clock, ticket)}</span>
        <span class="clock-words">{words}</span>
      </summary>
      <Ledger clock={clock} processId={ticket.process.id} />
    </details>
  );
}

function nameOf({ name, cycle }: Clock, { process }: Ticket): string {
  const title = titleOf('clocks', name, process.id);
  return cycle > 1 ? `${title} ${cycle}` : title;
}

function readingOf(clock: Clock, ticket: Ticket): { tone: Tone; icon: Drawing; words: string } {
  const left = minutesLeft(clock);
  switch (clock.status) {
    case 'met':
      return { tone: 'done', icon: circleCheck, words: t('clock.met') };
    case 'breached':
      return { tone: 'late', icon: flame, words: t('clock.breached') };
    case 'cancelled':
      return { tone: 'done', icon: minus, words: t('clock.cancelled') };
    case 'paused': {
      const words = `${pauseWords(ticket)} · ${leftWords(clock, left)}`;
      return { tone: clock.isBreached ? 'late' : 'paused', icon: circlePause, words };
    }
    case 'running': {
      const words = leftWords(clock, left);
      if (clock.isBreached) return { tone: 'late', icon: flame, words };
      const isWarned = left <= clock.targetMinutes * (1 - warnedFrom);
      return isWarned
        ? { tone: 'soon', icon: timer, words }
        : { tone: 'calm', icon: clockIcon, words };
    }
  }
}

/**
 * The API tells the support time left when it answered. As that moment passes it can only be less,
 * and never more than the real time until due.
 */
function minutesLeft(clock: Clock): number {
  if (clock.status !== 'running' || clock.dueAt === null || clock.isBreached) {
    return clock.remainingMinutes;
  }
  return Math.min(clock.remainingMinutes, (Date.parse(clock.dueAt) - now.value) / minuteMs);
}

function leftWords(clock: Clock, left: number): string {
  return clock.isBreached || left < 0
    ? t('clock.over', { time: workingTime(left) })
    : t('clock.left', { time: workingTime(left) });
}

function pauseWords({ pending, process, status }: Ticket): string {
  if (pending) return titleOf('pendingReasons', pending.reason, process.id);
  return status === 'resolved' ? t('clock.paused_resolved') : t('clock.paused');
}

function Ledger({ clock, processId }: { clock: Clock; processId: string }) {
  return (
    <dl class="ledger">
      <dt>{t('clock.target')}</dt>
      <dd>{workingTime(clock.targetMinutes)}</dd>
      <dt>{t('clock.elapsed')}</dt>
      <dd>{workingTime(clock.elapsedMinutes)}</dd>
      <Instant words={t('clock.due')} at={clock.dueAt} />
      {clock.warnings.map((warning) => (
        <Instant
          key={`${warning.percent} ${warning.beforeMinutes}`}
          words={warningWords(warning)}
          at={warning.firedAt ?? warning.at}
        />
      ))}
      <Instant words={t('clock.breached_at')} at={clock.breachedAt} />
      <Instant words={t('clock.stopped_at')} at={clock.stoppedAt} />
      <dt>{t('clock.calendar')}</dt>
      <dd>{titleOf('calendars', clock.calendar, processId)}</dd>
    </dl>
  );
}

function warningWords({ percent, beforeMinutes, firedAt }: Clock['warnings'][number]): string {
  if (beforeMinutes === null) {
    return t(firedAt === null ? 'clock.warning' : 'clock.warned', { percent });
  }
  const time = workingTime(beforeMinutes);
  return t(firedAt === null ? 'clock.warning_before' : 'clock.warned_before', { time });
}

function Instant({ words, at }: { words: string; at: string | null }) {
  if (at === null) return null;
  return (
    <>
      <dt>{words}</dt>
      <dd>
        <When at={at} as="date" />
      </dd>
    </>
  );
}
