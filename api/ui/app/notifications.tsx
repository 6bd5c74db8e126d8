import bell from 'icon:bell';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Notification, NotificationList } from '../../contract.ts';
import { get, request } from './client.ts';
import { Badge } from './design/badge.tsx';
import { Icon } from './design/icon.tsx';
import { Menu } from './design/menu.tsx';
import { When } from './design/when.tsx';
import { minuteMs } from './durations.ts';
import { readable, t } from './language.ts';
import { onCatchUp, onTicketChange } from './live.ts';
import { PriorityBadge } from './parts/badges.tsx';

const address = '/api/notifications';
/** What quiet hours hold back comes without a change of its ticket. */
const rereadMs = minuteMs;

/** What the rules of the desk want this person to know. */
export function Notifications() {
  const list = useSignal<NotificationList | null>(null);
  useEffect(() => {
    const read = async () => {
      const answer = await get<NotificationList>(address);
      if (answer.isOk) list.value = answer.data;
    };
    void read();
    const timer = setInterval(() => void read(), rereadMs);
    const stopChanges = onTicketChange(({ types }) => {
      if (types.some((type) => told.has(type))) void read();
    });
    const stopCatchUp = onCatchUp(() => void read());
    return () => {
      clearInterval(timer);
      stopChanges();
      stopCatchUp();
    };
  }, []);

  async function markRead(): Promise<void> {
    const through = list.value?.items[0]?.at;
    if (through === undefined || list.value?.unreadCount === 0) return;
    const answer = await request<NotificationList>('PUT', `${address}/mark`, { body: { through } });
    if (answer.isOk) list.value = answer.data;
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
      onClose={() => void markRead()}
    >
      <h2>{t('notifications.title')}</h2>
      {items.length === 0 && <p class="soft">{t('notifications.none')}</p>}
      <ul>
        {items.map((item) => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </Menu>
  );
}

const told: ReadonlySet<string> = new Set(['notification_requested', 'escalated']);

function Item({ item: { ticket, rule, level, at, isRead } }: { item: Notification }) {
  return (
    <li class={isRead ? '' : 'is-unread'}>
      <p>
        <PriorityBadge priority={ticket.priority} />{' '}
        <a href={`/tickets/${ticket.id}`}>
          #{ticket.number} <span dir="auto">{ticket.subject}</span>
        </a>
      </p>
      <p class="soft">
        {level === null
          ? readable(rule ?? '')
          : t('notifications.management', { level, reason: readable(rule ?? '') })}{' '}
        · <When at={at} />
      </p>
    </li>
  );
}
