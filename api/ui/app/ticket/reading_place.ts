import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TimelineEvent } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { t } from '../words/language.ts';
import type { EventWords } from './events/event_row.ts';
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
  const seenSeq = useRef(0);
  const unreadCount = useSignal(0);
  const lastSeq = entries.at(-1)?.event.seq ?? 0;
  const goThere = () => {
    const scroller = place.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
    unreadCount.value = 0;
  };
  useLayoutEffect(() => {
    if (lastSeq <= seenSeq.current) return;
    const fresh = entries.filter(({ event }) => event.seq > seenSeq.current);
    const isFirst = seenSeq.current === 0;
    const isMine = fresh.some(({ event }) => event.actor.id === myId);
    seenSeq.current = lastSeq;
    if (isFirst || isMine) goThere();
    else if (place.current && isAtEnd(place.current)) unreadCount.value = 0;
    else unreadCount.value += fresh.filter(({ words }) => !words.isMinor).length;
  }, [lastSeq]);
  useLayoutEffect(() => {
    if (store.outgoing.value) goThere();
  }, [store.outgoing.value]);
  useEffect(() => {
    if (unreadCount.value > 0) announce(t('timeline.unread', { count: unreadCount.value }));
  }, [unreadCount.value]);
  useEffect(() => {
    const scroller = place.current;
    if (!scroller) return undefined;
    let wasAtEnd = true;
    const onScroll = () => {
      wasAtEnd = isAtEnd(scroller);
      if (wasAtEnd) unreadCount.value = 0;
    };
    // A form that opens below takes room: the newest stays in sight if it was.
    const resizing = new ResizeObserver(() => {
      if (wasAtEnd) goThere();
    });
    resizing.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resizing.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { count: unreadCount.value, goThere };
}

function isAtEnd({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean {
  return scrollTop + clientHeight >= scrollHeight - 8;
}
