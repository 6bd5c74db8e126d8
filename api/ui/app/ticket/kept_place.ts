import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
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
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => goHome(event, place.current);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/**
 * Goes to the very top at once. Browsers glide there, and entries that came meanwhile above what is
 * read would stop them on the way.
 */
function goHome(event: KeyboardEvent, place: HTMLElement | null): void {
  const { key, target, ctrlKey, altKey, metaKey, shiftKey } = event;
  if (key !== 'Home' || ctrlKey || altKey || metaKey || shiftKey || event.defaultPrevented) return;
  if (!place || !(target instanceof HTMLElement)) return;
  const scroller = scrollerOf(place);
  const scrollsHere = place.contains(target) || (target === document.body && scroller !== place);
  if (!scrollsHere) return;
  event.preventDefault();
  scroller.scrollTo({ top: 0, behavior: 'instant' });
}

function anchorIn(place: HTMLElement | null): Anchor | null {
  const entry = place && firstEntryIn(place);
  return entry ? { entry, top: entry.getBoundingClientRect().top } : null;
}
