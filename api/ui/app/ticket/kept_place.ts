import { useLayoutEffect, useRef } from 'preact/hooks';
import { firstEntryIn, scrollerOf } from './scroller.ts';

interface Anchor {
  entry: Element;
  top: number;
}

/** Keeps what is read where it is when entries come above it. */
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
    scrollerOf(place.current).scrollTop += kept.entry.getBoundingClientRect().top - kept.top;
  }, [firstSeq]);
}

function anchorIn(place: HTMLElement | null): Anchor | null {
  const entry = place && firstEntryIn(place);
  return entry ? { entry, top: entry.getBoundingClientRect().top } : null;
}
