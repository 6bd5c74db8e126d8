import { useLayoutEffect, useRef } from 'preact/hooks';
import { firstEntryIn, scrollerOf } from './scroller.ts';

interface Anchor {
  entry: Element;
  top: number;
}

/**
 * Keeps what is read where it is when entries come above it. Somebody at the very top reads the
 * request itself, and stays there, unless they pressed the button below it.
 */
export function useKeptPlace(
  place: { current: HTMLElement | null },
  firstSeq: number | undefined,
): void {
  const knownFirst = useRef(firstSeq);
  const anchor = useRef<Anchor | null>(null);
  if (firstSeq !== knownFirst.current) {
    knownFirst.current = firstSeq;
    // Looked at before they are drawn: afterwards nobody can tell where it was.
    anchor.current = anchorIn(place.current);
  }
  useLayoutEffect(() => {
    const kept = anchor.current;
    anchor.current = null;
    if (!place.current || !kept?.entry.isConnected) return;
    const scroller = scrollerOf(place.current);
    const hasPressed = place.current.querySelector('.timeline-ends :focus') !== null;
    if (scroller.scrollTop === 0 && !hasPressed) return;
    scroller.scrollTop += kept.entry.getBoundingClientRect().top - kept.top;
  }, [firstSeq]);
}

function anchorIn(place: HTMLElement | null): Anchor | null {
  const entry = place && firstEntryIn(place);
  return entry ? { entry, top: entry.getBoundingClientRect().top } : null;
}
