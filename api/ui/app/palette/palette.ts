import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { folded } from '../words/folded.ts';
import type { MessageKey } from '../words/language.ts';

/** Something that can be done, or gone to, from the palette. */
export interface PaletteEntry {
  id: string;
  /** Under which heading it stands. */
  section: Extract<MessageKey, `palette.section_${string}`>;
  words: string;
  /** The key that does the same, where there is one. */
  key?: string;
  run(): void;
}

type Source = () => readonly PaletteEntry[];

const sources = new Set<Source>();

export const isPaletteOpen = signal(false);

/** Offers entries while the caller is on the screen; asked for when the palette opens. */
export function usePalette(entries: Source): void {
  const latest = useRef(entries);
  latest.current = entries;
  useEffect(() => {
    const source = () => latest.current();
    sources.add(source);
    return () => {
      sources.delete(source);
    };
  }, []);
}

/** What is offered now: what was put on the screen last comes first. */
export function offeredEntries(): PaletteEntry[] {
  return [...sources].reverse().flatMap((source) => source());
}

/** Ctrl+K, or Cmd+K on a Mac. */
export function isPaletteKey(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey;
}

/** Those that have every word that is looked for, or the beginning of it. */
export function matching(entries: readonly PaletteEntry[], asked: string): PaletteEntry[] {
  const wanted = folded(asked).split(/\s+/).filter(Boolean);
  return entries.filter(({ words }) => {
    const known = folded(words);
    return wanted.every((word) => known.includes(word));
  });
}
