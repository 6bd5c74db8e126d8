import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { entryId, eventInAddress } from '../parts/entry_address.tsx';
import type { Placed } from './stretch.ts';
import type { TimelineReader } from './timeline_reader.ts';

/**
 * Brings the event that the address points at into sight, and reads it where it is not shown.
 * @returns its sequence number
 */
export function useLinkedEvent<Item extends Placed>(timeline: TimelineReader<Item>): number | null {
  const linked = useSignal(eventInAddress());
  const sought = useRef(linked.value);
  const { url } = useLocation();
  useEffect(() => {
    const follow = () => {
      const seq = eventInAddress();
      if (seq === linked.value) return;
      linked.value = seq;
      sought.current = seq;
      const isShown = timeline.items.value.some((item) => item.seq === seq);
      if (seq !== null && !isShown) void timeline.showAround(seq);
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [timeline, url]);
  useLayoutEffect(() => {
    const entry = sought.current === null ? null : document.getElementById(entryId(sought.current));
    if (entry === null) return;
    sought.current = null;
    entry.scrollIntoView({ block: 'center' });
    entry.focus({ preventScroll: true });
  }, [timeline.items.value, linked.value]);
  return linked.value;
}
