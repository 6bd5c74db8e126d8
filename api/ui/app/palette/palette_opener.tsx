import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { tellBriefly } from '../announcer.tsx';
import { t, withWords } from '../words/language.ts';
import { isPaletteKey, isPaletteOpen } from './palette.ts';

/** Opens the palette by its chord, in text fields too; not over another dialog. */
export function usePaletteKey(): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!isPaletteKey(event)) return;
      // The browser would go to its own search field.
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) isPaletteOpen.value = true;
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

type PaletteComponent = ComponentType<{ words: string; onClose(): void }>;

/** The palette, fetched when it is opened first. */
export function PaletteWhenOpen() {
  const palette = useSignal<{ Palette: PaletteComponent } | null>(null);
  const typed = useRef('');
  const close = () => {
    typed.current = '';
    isPaletteOpen.value = false;
  };
  useEffect(() => {
    if (!isPaletteOpen.value || palette.value) return;
    // What is typed while it is fetched is for it, and for no key of the page.
    const listener = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      event.stopPropagation();
      event.preventDefault();
      if (key.length === 1) typed.current += key;
      else if (key === 'Escape') close();
    };
    document.addEventListener('keydown', listener, true);
    const unfetched = () => {
      close();
      tellBriefly(t('app.unfetched_text'));
    };
    void withWords(() => import('./palette_dialog.tsx')).then(({ PaletteDialog }) => {
      palette.value = { Palette: PaletteDialog };
    }, unfetched);
    return () => document.removeEventListener('keydown', listener, true);
  }, [isPaletteOpen.value, palette.value]);
  if (!isPaletteOpen.value || !palette.value) return null;
  const { Palette } = palette.value;
  return <Palette words={typed.current} onClose={close} />;
}
