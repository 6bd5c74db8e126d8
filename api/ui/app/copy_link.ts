import { tellBriefly } from './announcer.tsx';
import { t } from './words/language.ts';

/** Puts an address of this desk where it can be pasted from, and says so. @param path from its root */
export async function copyLink(path: string): Promise<void> {
  const address = `${location.origin}${path}`;
  const isCopied = await copyText(address);
  tellBriefly(isCopied ? t('copy.done') : t('copy.by_hand', { address }));
}

/** @returns false where the browser copies nothing */
export async function copyText(words: string): Promise<boolean> {
  return (await written(words)) || writtenByHand(words);
}

async function written(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

/** Browsers have no clipboard for a desk without https, but they copy what is selected. */
function writtenByHand(words: string): boolean {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = words;
  field.className = 'visually-hidden';
  // Behind an open dialog nothing can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
