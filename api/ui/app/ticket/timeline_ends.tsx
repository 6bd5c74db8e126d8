import chevronDown from 'icon:chevron-down';
import chevronUp from 'icon:chevron-up';
import { useEffect } from 'preact/hooks';
import { announce } from '../announcer.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { firstEntryIn, isAtEnd, scrollerOf } from './scroller.ts';
import type { Placed } from './stretch.ts';
import type { TimelineReader } from './timeline_reader.ts';

interface EndProps<Item> {
  timeline: TimelineReader<Item>;
  /** What is read and scrolled; it is focused where the button that was pressed goes. */
  place: { current: HTMLElement | null };
}

/** Above the entries of which there are earlier ones; scrolling up to it reads them, too. */
export function EarlierEntries<Item extends Placed>({ timeline, place }: EndProps<Item>) {
  const showEarlier = async () => {
    const knownCount = timeline.items.value.length;
    await timeline.showEarlier();
    announce(t('timeline.earlier_shown', { count: timeline.items.value.length - knownCount }));
    if (timeline.stretch.value?.earlier === null) place.current?.focus({ preventScroll: true });
  };
  useReadingOn(timeline, place);
  return (
    <>
      <ProblemNote problem={timeline.problem.value} onRetry={() => void timeline.retry()} />
      {timeline.stretch.value?.earlier != null && (
        <Button icon={chevronUp} isSmall onClick={() => void showEarlier()}>
          {t('timeline.earlier')}
        </Button>
      )}
    </>
  );
}

/** Below the entries of which there are later ones. */
export function LaterEntries<Item extends Placed>({ timeline, place }: EndProps<Item>) {
  if (timeline.stretch.value?.later == null) return null;
  const showLater = async () => {
    await timeline.showLater();
    if (timeline.stretch.value?.later === null) place.current?.focus({ preventScroll: true });
  };
  return (
    <Button icon={chevronDown} isSmall class="later" onClick={() => void showLater()}>
      {t('timeline.later')}
    </Button>
  );
}

/** Reads on in the direction somebody scrolls, before they come to the end of what is shown. */
function useReadingOn<Item>(timeline: TimelineReader<Item>, place: EndProps<Item>['place']): void {
  useEffect(() => {
    let lastTop = Number.NaN;
    const onScroll = () => {
      if (!place.current) return;
      const scroller = scrollerOf(place.current);
      const isUpwards = scroller.scrollTop < lastTop;
      const isDownwards = scroller.scrollTop > lastTop;
      lastTop = scroller.scrollTop;
      const { earlier = null, later = null } = timeline.stretch.value ?? {};
      if (isUpwards && earlier !== null && isNearFirst(place.current, scroller)) {
        void timeline.showEarlier();
      }
      if (isDownwards && later !== null && isAtEnd(scroller)) void timeline.showLater();
    };
    // Seen on its way down to whatever is scrolled.
    document.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => document.removeEventListener('scroll', onScroll, { capture: true });
  }, [timeline]);
}

/** Less than a screen below the first entry, and not above it, where the request itself is read. */
function isNearFirst(place: HTMLElement, { clientHeight }: HTMLElement): boolean {
  const first = firstEntryIn(place);
  if (!first) return false;
  const above = Math.max(0, place.getBoundingClientRect().top) - first.getBoundingClientRect().top;
  return above > 0 && above < clientHeight;
}
