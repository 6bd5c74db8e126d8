import { useEffect } from 'preact/hooks';
import { announce } from './announcer.tsx';

let isFirstPage = true;

/** Names the page in the tab, and aloud once the person has moved there. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Palier' : `${title} · Palier`;
    if (!isFirstPage && title !== '') announce(title);
    isFirstPage = false;
  }, [title]);
}
