import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TimelineEvent } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { eventInAddress } from '../parts/entry_address.tsx';
import { t } from '../words/language.ts';
import type { EventWords } from './events/event_row.ts';
import { isAtEnd } from './scroller.ts';
import type { TicketStore } from './ticket_store.ts';

/** An event with what is said of it. */
export interface KnownEvent {
  event: TimelineEvent;
  words: EventWords;
}

/**
 * Where the reader is in the timeline: at its end, which is then followed, or somewhere above, which
 * is left alone while what came since is counted.
 */
export function useReadingPlace(
  place: { current: HTMLElement | null },
  entries: KnownEvent[],
  store: TicketStore,
  myId: string,
) {
  const { timeline } = store;
  const seenSeq = useRef<number | null>(null);
  const unreadCount = useSignal(0);
  const wantsEnd = useRef(eventInAddress() === null);
  const lastSeq = entries.at(-1)?.event.seq ?? 0;
  const isBehind = timeline.stretch.value?.later != null;
  const wasBehind = useRef(isBehind);
  const scrollToEnd = () => {
    const scroller = place.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
    unreadCount.value = 0;
  };
  const goThere = () => {
    if (isBehind) {
      wantsEnd.current = true;
      void timeline.showLatest();
    } else {
      scrollToEnd();
      // Where there is little height the page is scrolled, not this place.
      place.current?.querySelector('.entries > :last-child')?.scrollIntoView({ block: 'nearest' });
      void timeline.leaveEarlier();
    }
  };
  useLayoutEffect(() => {
    if (entries.length === 0) return;
    const seen = seenSeq.current;
    const isAskedFor = seen === null || isBehind || wasBehind.current;
    wasBehind.current = isBehind;
    seenSeq.current = Math.max(seen ?? 0, lastSeq);
    const fresh = isAskedFor ? [] : entries.filter(({ event }) => event.seq > seen);
    const isMine = fresh.some(({ event }) => event.actor.id === myId);
    if (isMine || (wantsEnd.current && !isBehind)) {
      wantsEnd.current = false;
      scrollToEnd();
    } else if (place.current && isAtEnd(place.current)) unreadCount.value = 0;
    else unreadCount.value += fresh.filter(({ words }) => !words.isMinor).length;
  }, [lastSeq, isBehind]);
  useLayoutEffect(() => {
    if (store.outgoing.value) goThere();
  }, [store.outgoing.value]);
  useEffect(() => {
    if (unreadCount.value > 0) announce(t('timeline.unread', { count: unreadCount.value }));
  }, [unreadCount.value]);
  useEffect(() => {
    const scroller = place.current;
    if (!scroller) return undefined;
    let wasAtEnd = wantsEnd.current || isAtEnd(scroller);
    const onScroll = () => {
      wasAtEnd = isAtEnd(scroller);
      if (wasAtEnd) unreadCount.value = 0;
    };
    // A form that opens below takes room, and so does a picture once it is there: the newest stays
    // in sight if it was.
    const stay = () => {
      if (wasAtEnd) scrollToEnd();
    };
    const resizing = new ResizeObserver(stay);
    resizing.observe(scroller);
    scroller.addEventListener('load', stay, { capture: true });
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resizing.disconnect();
      scroller.removeEventListener('load', stay, { capture: true });
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { count: unreadCount.value, isBehind, goThere };
}
