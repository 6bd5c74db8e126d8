import bell from 'icon:bell';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { tellingEventTypes } from '../../../workflows/domain/recipients.ts';
import { isAmong } from '../../../workflows/domain/ticket.ts';
import type { Me, Notification, NotificationList } from '../../contract.ts';
import { desk } from './client/desk.ts';
import { followTickets } from './client/live.ts';
import { isAgent } from './client/session.ts';
import { hearTabs, tellTabs } from './client/tabs.ts';
import { Badge } from './design/badge.tsx';
import { Icon } from './design/icon.tsx';
import { Menu } from './design/menu.tsx';
import { When } from './design/when.tsx';
import { PriorityBadge } from './parts/badges.tsx';
import { t } from './words/language.ts';
import { escalationReasonTitle, useProcess } from './words/process.ts';

/** What quiet hours hold back comes without a change of its ticket. */
const rereadMs = minuteMs;

/** What concerns this person: asked of them, said to them, or told by the rules of the desk. */
export function Notifications({ account }: { account: Me }) {
  const list = useSignal<NotificationList | null>(null);
  const isOpen = useSignal(false);
  useEffect(() => {
    const read = async () => {
      const answer = await desk.listNotifications();
      if (answer.isOk) list.value = answer.data;
    };
    void read();
    const timer = setInterval(() => void read(), rereadMs);
    const stop = followTickets(
      ({ types }) => {
        // Requesters are not told which events it were.
        const isNews = types.length === 0 || types.some((type) => isAmong(tellingEventTypes, type));
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
          items.map((item) => <Item key={item.id} item={item} forAgent={isAgent(account)} />)}
      </ul>
    </Menu>
  );
}

function Item({ item, forAgent }: { item: Notification; forAgent: boolean }) {
  const { ticket, reason, rule, level, at, isRead } = item;
  useProcess(ticket.process.id);
  const why = rule === null ? '' : escalationReasonTitle(rule, ticket.process.id);
  return (
    <li class={isRead ? '' : 'is-unread'}>
      <p>
        {forAgent && <PriorityBadge priority={ticket.priority} />}{' '}
        <a href={`${forAgent ? '' : '/portal'}/tickets/${ticket.id}`}>
          #{ticket.number} <span dir="auto">{ticket.subject}</span>
        </a>
      </p>
      <p class="soft">
        {t(`notifications.reason.${reason}`, { level: level ?? 0, rule: why })} · <When at={at} />
      </p>
    </li>
  );
}
