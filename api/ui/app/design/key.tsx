import { hasShortcuts } from '../keys.ts';

/** The key that does the same; nothing where single keys are switched off. Screen readers hear of it elsewhere. */
export function Key({ of: key }: { of: string }) {
  if (!hasShortcuts.value) return null;
  return (
    <span class="key" aria-hidden="true">
      {key === key.toLowerCase() ? key : `⇧${key.toLowerCase()}`}
    </span>
  );
}
