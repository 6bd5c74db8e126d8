import { useLocation } from 'preact-iso';
import type { ToldNotification } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { isAgent, me } from '../client/session.ts';
import { Fact, FactList } from '../design/fact_list.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { MailFate } from '../parts/mail_fate.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { escalationReasonTitle, useProcesses } from '../words/process.ts';
import { AccountNavigation } from './account_navigation.tsx';

/** Why somebody was told something, or was not: each by the rule and the choice that say so. */
export default function ToldPage() {
  const { query } = useLocation();
  const { ticket } = query;
  const pages = usePages(
    (cursor) => desk.listToldNotifications({ query: { cursor, ...(ticket && { ticket }) } }),
    { isWanted: true, version: ticket ?? '' },
  );
  useTitle(t('told.title'));
  useProcesses();
  const account = me.value;
  if (!account) return null;
  const { items, next, isLoading, problem, readMore, retry } = pages;
  return (
    <div class="page">
      <h1>{t('told.title')}</h1>
      <AccountNavigation />
      <p class="soft">{t('told.meaning')}</p>
      <p>
        <a href="/account/notifications">{t('told.change')}</a>
        {ticket && (
          <>
            {' · '}
            <a href="/account/told">{t('told.all')}</a>
          </>
        )}
      </p>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && <p>{t('told.none')}</p>}
      <ol class="cards" aria-label={t('told.title')}>
        {items.value?.map((one) => (
          <Told
            key={`${one.ticket.id} ${one.seq} ${one.reason}`}
            one={one}
            forAgent={isAgent(account)}
          />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </div>
  );
}

function Told({ one, forAgent }: { one: ToldNotification; forAgent: boolean }) {
  const { ticket, at, source, isMuted, isInBell, isOnDesktop } = one;
  const rule = one.rule === null ? '' : escalationReasonTitle(one.rule, source.process.id);
  const shown = [
    ...(isInBell ? [t('choices.bell')] : []),
    ...(isOnDesktop ? [t('choices.desktop')] : []),
  ];
  return (
    <li class="card">
      <p>
        <a href={`${forAgent ? '' : '/portal'}/tickets/${ticket.id}`}>
          #{ticket.number} <span dir="auto">{ticket.subject}</span>
        </a>
      </p>
      <p>
        {t(`notifications.reason.${one.reason}`, { rule, level: one.level ?? 0 })}
        {' · '}
        <When at={at} as="date" />
      </p>
      <FactList>
        <Fact name={t('told.on_screen')}>
          {isMuted ? t('told.muted') : shown.join(', ').toLowerCase() || t('choices.nothing')}
        </Fact>
        <Fact name={t('choices.mail')}>
          <MailFate mail={one.mail} />
        </Fact>
        <Fact name={t('told.rule')}>
          {t(source.isOwn ? 'told.by_process' : 'told.by_default', {
            process: source.process.title,
            version: source.process.version,
          })}{' '}
          <code class="told-path">{source.path}</code>
          {source.file && <small class="soft told-path"> {source.file}</small>}
        </Fact>
        <Fact name={t('told.choice')}>
          {t(one.mail.by === 'choice' ? 'told.by_choice' : 'told.no_choice')}
        </Fact>
      </FactList>
    </li>
  );
}
