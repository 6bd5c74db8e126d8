import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
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

type PaletteComponent = ComponentType<{ onClose(): void }>;

/** The palette, fetched when it is opened first. */
export function PaletteWhenOpen() {
  const palette = useSignal<{ Palette: PaletteComponent } | null>(null);
  useEffect(() => {
    if (!isPaletteOpen.value || palette.value) return;
    const unfetched = () => {
      isPaletteOpen.value = false;
      tellBriefly(t('app.unfetched_text'));
    };
    void withWords(() => import('./palette_dialog.tsx')).then(({ PaletteDialog }) => {
      palette.value = { Palette: PaletteDialog };
    }, unfetched);
  }, [isPaletteOpen.value]);
  if (!isPaletteOpen.value || !palette.value) return null;
  const { Palette } = palette.value;
  return (
    <Palette
      onClose={() => {
        isPaletteOpen.value = false;
      }}
    />
  );
}
