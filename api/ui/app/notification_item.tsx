import circleHelp from 'icon:circle-question-mark';
import { useSignal } from '@preact/signals';
import { ErrorBoundary, lazy } from 'preact-iso';
import type { Notification } from '../../contract.ts';
import { IconButton } from './design/button.tsx';
import { When } from './design/when.tsx';
import { PriorityBadge } from './parts/badges.tsx';
import { t, withWords } from './words/language.ts';
import { escalationReasonTitle, useProcess } from './words/process.ts';

const Why = lazy(() => withWords(() => import('./notification_why.tsx')));

interface ItemProps {
  item: Notification;
  forAgent: boolean;
}

/** One thing somebody is told, and why, in one click, with the ways not to be told again. */
export function NotificationItem({ item, forAgent }: ItemProps) {
  const isAsked = useSignal(false);
  const { ticket, at, isRead } = item;
  useProcess(ticket.process.id);
  return (
    <li class={isRead ? '' : 'is-unread'}>
      <div class="notification">
        <p>
          {forAgent && <PriorityBadge of={ticket} />}{' '}
          <a href={pageOf(item, forAgent)}>
            #{ticket.number} <span dir="auto">{ticket.subject}</span>
          </a>
        </p>
        <IconButton
          isSmall
          icon={circleHelp}
          label={t('muting.why_of', { number: String(ticket.number) })}
          title={t('muting.why')}
          isExpanded={isAsked.value}
          onClick={() => {
            isAsked.value = !isAsked.value;
          }}
        />
      </div>
      <p class="soft">
        {reasonWords(item)} · <When at={at} />
      </p>
      {isAsked.value && (
        <ErrorBoundary>
          <Why item={item} />
        </ErrorBoundary>
      )}
    </li>
  );
}

export function pageOf({ ticket: { id }, reason }: Notification, forAgent: boolean): string {
  // Whoever does not work on tickets knows no more of it than what is asked.
  if (reason === 'approval_requested' && !forAgent) return '/approvals';
  return `${forAgent ? '' : '/portal'}/tickets/${id}`;
}

/** Why somebody is told, in a few words. */
export function reasonWords({ reason, rule, level, ticket }: Notification): string {
  const title = rule === null ? '' : escalationReasonTitle(rule, ticket.process.id);
  return t(`notifications.reason.${reason}`, { level: level ?? 0, rule: title });
}
