import bell from 'icon:bell';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { agentEventTypes } from '../../../workflows/domain/recipients.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import type { Me, Notification, NotificationList } from '../../contract.ts';
import { desk } from './client/desk.ts';
import { followTickets } from './client/live.ts';
import { isAgent } from './client/session.ts';
import { hearTabs, tellTabs } from './client/tabs.ts';
import { Badge } from './design/badge.tsx';
import { IconButton } from './design/button.tsx';
import { Icon } from './design/icon.tsx';
import { Menu } from './design/menu.tsx';
import { showOnDesktop } from './desktop.ts';
import { NotificationItem, pageOf, reasonWords } from './notification_item.tsx';
import { t, withWords } from './words/language.ts';

const Why = lazy(() => withWords(() => import('./notification_why.tsx')));

/** What quiet hours hold back comes without a change of its ticket. */
const rereadMs = minuteMs;

/** What concerns this person: asked of them, said to them, or told by the rules of the desk. */
export function Notifications({ account }: { account: Me }) {
  const list = useSignal<NotificationList | null>(null);
  const isOpen = useSignal(false);
  /** The one that was opened from the desktop: why it came stands there, with the ways to mute it. */
  const opened = useSignal<Notification | null>(null);
  const { route } = useLocation();
  useEffect(() => {
    const read = async () => {
      const answer = await desk.listNotifications();
      if (!answer.isOk) return;
      list.value = answer.data;
      const open = (item: Notification) => {
        opened.value = item;
        route(pageOf(item, isAgent(account)));
      };
      await showOnDesktop(account.id, answer.data.items, open);
    };
    void read();
    const timer = setInterval(() => void read(), rereadMs);
    const stop = followTickets(
      ({ types }) => {
        // Requesters are not told which events it were.
        const isNews = types.length === 0 || types.some((type) => isAmong(agentEventTypes, type));
        if (isNews) void read();
      },
      () => void read(),
    );
    const stopHearing = hearTabs('notifications', () => void read());
    return () => {
      clearInterval(timer);
      stopHearing();
      stop();
    };
  }, []);

  async function markRead(): Promise<void> {
    const through = list.value?.items[0]?.at;
    if (through === undefined || list.value?.unreadCount === 0) return;
    const answer = await desk.readNotifications({ body: { through } });
    if (!answer.isOk) return;
    list.value = answer.data;
    tellTabs('notifications');
  }

  const unreadCount = list.value?.unreadCount ?? 0;
  const items = list.value?.items ?? [];
  return (
    <>
      <Menu
        label={t('notifications.open', { count: unreadCount })}
        title={t('notifications.title')}
        face={
          <>
            <Icon of={bell} />
            {unreadCount > 0 && <Badge look="count">{unreadCount}</Badge>}
          </>
        }
        class="notifications"
        onToggle={(isNowOpen) => {
          isOpen.value = isNowOpen;
          if (!isNowOpen) void markRead();
        }}
      >
        <h2>{t('notifications.title')}</h2>
        {items.length === 0 && <p class="soft">{t('notifications.none')}</p>}
        <ul>
          {isOpen.value &&
            items.map((item) => (
              <NotificationItem
                key={`${item.id} ${item.reason}`}
                item={item}
                forAgent={isAgent(account)}
              />
            ))}
        </ul>
        <p>
          <a href="/account/notifications">{t('muting.all')}</a>
        </p>
      </Menu>
      {opened.value && (
        <OpenedFromDesktop
          item={opened.value}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </>
  );
}

/** Why the desktop told what was just opened, and how to be told less. */
function OpenedFromDesktop({ item, onClose }: { item: Notification; onClose(): void }) {
  const number = String(item.ticket.number);
  return (
    <aside class="notifications from-desktop" aria-label={t('muting.why_of', { number })}>
      <div class="notification">
        <p>{t('desktop.told', { number, reason: reasonWords(item) })}</p>
        <IconButton isSmall icon={x} label={t('shortcuts.close')} onClick={onClose} />
      </div>
      <ErrorBoundary>
        <Why key={item.id} item={item} />
      </ErrorBoundary>
      <p>
        <a href="/account/notifications" onClick={onClose}>
          {t('muting.all')}
        </a>
      </p>
    </aside>
  );
}
