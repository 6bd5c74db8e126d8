import { useEffect, useRef } from 'preact/hooks';

/**
 * Who leaves what was opened, by whatever means, goes on where they were before; where that is gone,
 * at the beginning of the page. Nobody who works by keys starts again from the top of the window.
 */
export function useReturnedFocus(): void {
  // While it is drawn first, whatever opened it still has the focus.
  const before = useRef(document.activeElement);
  useEffect(() => () => returnFocusTo(before.current), []);
}

/** Once what is being drawn is drawn, and only where nothing has the focus then. */
export function returnFocusTo(place: Element | null): void {
  requestAnimationFrame(() => {
    const { activeElement, body } = document;
    if (activeElement !== null && activeElement !== body) return;
    const isThere = place instanceof HTMLElement && place.isConnected && place !== body;
    const next = isThere ? place : document.getElementById('main');
    next?.focus({ preventScroll: true });
  });
}
