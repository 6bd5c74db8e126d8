import { useEffect } from 'preact/hooks';

/** Closes what is open inside as soon as somebody presses Escape or points elsewhere. */
export function useLightDismiss(place: { current: HTMLElement | null }): void {
  useEffect(() => {
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      for (const details of openIn(place.current)) {
        const isInside = details.contains(event.target as Node);
        if (event.type === 'keydown' || !isInside) details.open = false;
      }
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
}

function openIn(place: HTMLElement | null): HTMLDetailsElement[] {
  if (place instanceof HTMLDetailsElement) return place.open ? [place] : [];
  return [...(place?.querySelectorAll<HTMLDetailsElement>('details[open]') ?? [])];
}
