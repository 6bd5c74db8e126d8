import type { Notification as Told } from '../../contract.ts';
import { reasonWords } from './notification_item.tsx';
import { readSetting, writeSetting } from './settings.ts';
import { t } from './words/language.ts';

/**
 * Notifications of the browser, for whoever asked for them in it. Others may look at a screen: the
 * words of a ticket are on it only where that was chosen.
 */
export type DesktopChoice = 'off' | 'number' | 'subject';

const choiceOf = (accountId: string) => `desktop.${accountId}`;
const shownOf = (accountId: string) => `desktop_shown.${accountId}`;

export function desktopChoice(accountId: string): DesktopChoice {
  const kept = readSetting(choiceOf(accountId));
  return kept === 'number' || kept === 'subject' ? kept : 'off';
}

/** @param known what was told before, and is no news */
export function chooseDesktop(
  accountId: string,
  choice: DesktopChoice,
  known: readonly Told[] = [],
): void {
  if (choice !== 'off' && desktopChoice(accountId) === 'off') keepShown(accountId, known);
  writeSetting(choiceOf(accountId), choice);
}

/** Shows what is unread and was not shown, once in all tabs of a browser. */
export async function showOnDesktop(
  accountId: string,
  items: readonly Told[],
  open: (item: Told) => void,
): Promise<void> {
  if (desktopChoice(accountId) === 'off' || !mayShow()) return;
  await inTurn(() => {
    const shown = readSetting(shownOf(accountId))?.split(' ') ?? [];
    keepShown(accountId, items);
    const news = items.filter(
      ({ id, isRead, isOnDesktop }) => isOnDesktop && !isRead && !shown.includes(id),
    );
    const hasSubject = desktopChoice(accountId) === 'subject';
    for (const item of news.toReversed()) {
      const title = t('desktop.told', {
        number: String(item.ticket.number),
        reason: reasonWords(item),
      });
      show(title, item.id, hasSubject ? item.ticket.subject : '', () => open(item));
    }
  });
}

function keepShown(accountId: string, items: readonly Told[]): void {
  writeSetting(shownOf(accountId), items.map(({ id }) => id).join(' '));
}

export function mayShow(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

/** @returns false where this browser has notifications, but none from a page, as on phones */
export function show(title: string, tag: string, body: string, onOpen: () => void): boolean {
  try {
    const shown = new Notification(title, { tag, body });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onOpen();
    };
    return true;
  } catch {
    return false;
  }
}

/** One tab at a time, where the browser has locks (secure origins). */
async function inTurn(act: () => void): Promise<void> {
  if (navigator.locks) await navigator.locks.request('palier.desktop', act);
  else act();
}
