import { me } from './client/session.ts';
import { forgetSetting, readSetting, writeSetting } from './settings.ts';

/**
 * What somebody was writing, kept in this browser until it is sent or they sign out; who signs in
 * after them does not find it.
 */
export interface Draft {
  body: string;
  /** The Idempotency-Key it was last sent with, as long as the text is the same. */
  key?: string;
}

function settingOf(name: string): string {
  return `draft.${me.value?.id}.${name}`;
}

/** What was kept under a name, as it was kept; null where nothing was. */
export function readKept<Kept>(name: string): Kept | null {
  const kept = readSetting(settingOf(name));
  if (kept === null) return null;
  try {
    return JSON.parse(kept) as Kept;
  } catch {
    return null;
  }
}

export function writeKept(name: string, kept: unknown): void {
  writeSetting(settingOf(name), JSON.stringify(kept));
}

export function readDraft(name: string): Draft | null {
  return readKept<Draft>(name);
}

export function writeDraft(name: string, draft: Draft): void {
  if (draft.body.trim() === '') forgetDraft(name);
  else writeKept(name, draft);
}

export function forgetDraft(name: string): void {
  forgetSetting(settingOf(name));
}

/**
 * Tells that another tab of this browser has sent a draft, or thrown it away, with what it said. @returns how to
 * stop listening
 */
export function onDraftSent(name: string, listener: (body: string) => void): () => void {
  const key = `palier.${settingOf(name)}`;
  const heard = ({ key: changed, oldValue, newValue }: StorageEvent) => {
    if (changed !== key || newValue !== null || oldValue === null) return;
    const { body }: Partial<Draft> = JSON.parse(oldValue);
    if (body !== undefined) listener(body);
  };
  addEventListener('storage', heard);
  return () => removeEventListener('storage', heard);
}
