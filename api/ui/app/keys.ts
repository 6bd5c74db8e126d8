import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { readSetting, writeSetting } from './settings.ts';

/** Single-key shortcuts can be switched off: speech input types letters (WCAG 2.1.4). */
export const hasShortcuts = signal(readSetting('shortcuts') !== 'off');

export function switchShortcuts(on: boolean): void {
  hasShortcuts.value = on;
  writeSetting('shortcuts', on ? 'on' : 'off');
}

export type KeyTable = Record<string, (event: KeyboardEvent) => void>;

/** Keys by `event.key`, so that they follow the letters on the keyboard, not their position. */
export function useKeys(table: KeyTable): void {
  const latest = useRef(table);
  latest.current = table;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const run = latest.current[event.key];
      if (!run || !hasShortcuts.value || !isFree(event)) return;
      event.preventDefault();
      run(event);
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isFree(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  // Seen from here an event inside of a shadow tree comes from its host.
  const target = event.composedPath()[0] as HTMLElement;
  if (target.closest('input, textarea, select, [contenteditable]')) return false;
  return document.querySelector('dialog[open]') === null;
}

/** Ctrl+Enter, or Cmd+Enter on a Mac: send what is being written. */
export function isSendKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey);
}
