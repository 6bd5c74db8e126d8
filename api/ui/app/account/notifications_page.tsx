import type { ComponentChildren } from 'preact';
import type { MutedList, NotificationSettings } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAgent, me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { escalationReasonTitle, useProcesses } from '../words/process.ts';
import { reasonTitle } from '../words/reason_title.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { DesktopChoices } from './desktop_choice.tsx';
import { FollowedTickets } from './followed_tickets.tsx';
import { NotificationChoices } from './notification_choices.tsx';
import { NotificationHours } from './notification_hours.tsx';
import { type Read, useRead } from './read_once.ts';

/** What a person is not told of, with the way back, and where else they are told. */
export default function NotificationsPage() {
  const muted = useRead(() => desk.listMuted());
  const chosen = useRead(() => desk.getNotificationSettings());
  useTitle(t('account.notifications'));
  // Rules are kept by their names: the processes have the words.
  useProcesses();
  const account = me.value;
  if (!account) return null;
  const forAgent = isAgent(account);
  return (
    <div class="page">
      <h1>{t('account.notifications')}</h1>
      <AccountNavigation />
      <p>
        <a href="/account/told">{t('told.title')}</a>
      </p>
      <Chosen read={chosen} />
      <section aria-labelledby="muted">
        <h2 id="muted">{t('muting.title')}</h2>
        <p class="soft">{t('muting.meaning')}</p>
        <p class="soft">{t(forAgent ? 'muting.always_agent' : 'muting.always_requester')}</p>
        <ProblemNote problem={muted.problem.value} />
        {muted.data.value && <Muted read={muted} list={muted.data.value} forAgent={forAgent} />}
      </section>
      {forAgent && <FollowedTickets />}
      <section aria-labelledby="desktop">
        <h2 id="desktop">{t('desktop.title')}</h2>
        <DesktopChoices accountId={account.id} />
      </section>
    </div>
  );
}

/** By which channels, in which hours, and when digests come. */
function Chosen({ read: { data, problem, read } }: { read: Read<NotificationSettings> }) {
  const settings = data.value;
  const keep = (changed: NotificationSettings) => {
    data.value = changed;
  };
  return (
    <>
      <section aria-labelledby="choices">
        <h2 id="choices">{t('choices.title')}</h2>
        <ProblemNote problem={problem.value} />
        {settings && (
          <>
            <p class="soft">
              {settings.mailAddress === null
                ? t('choices.no_address')
                : t('choices.meaning', { address: settings.mailAddress })}
            </p>
            <NotificationChoices settings={settings} onChange={keep} onStale={() => void read()} />
          </>
        )}
      </section>
      {settings && (
        <section aria-labelledby="hours">
          <h2 id="hours">{t('choices.hours')}</h2>
          <NotificationHours settings={settings} onChange={keep} />
        </section>
      )}
    </>
  );
}

interface MutedProps {
  read: Read<MutedList>;
  list: MutedList;
  forAgent: boolean;
}

function Muted({ read: { act }, list, forAgent }: MutedProps) {
  const { tickets, reasons, rules } = list;
  if (tickets.length + reasons.length + rules.length === 0) return <p>{t('muting.none')}</p>;
  const place = forAgent ? '/tickets' : '/portal/tickets';
  return (
    <ul class="cards" aria-label={t('muting.title')}>
      {tickets.map(({ ticket, since }) => (
        <MutedCard
          key={ticket.id}
          since={since}
          what={`#${ticket.number}`}
          onTellAgain={() => void act(() => desk.unmuteTicket({ path: { id: ticket.id } }))}
        >
          <a href={`${place}/${ticket.id}`}>
            #{ticket.number} <span dir="auto">{ticket.subject}</span>
          </a>
        </MutedCard>
      ))}
      {reasons.map(({ reason, since }) => {
        const words = reasonTitle(reason);
        return (
          <MutedCard
            key={reason}
            since={since}
            what={words}
            onTellAgain={() => void act(() => desk.unmuteReason({ path: { reason } }))}
          >
            {words}
          </MutedCard>
        );
      })}
      {rules.map(({ rule, since }) => {
        const words = t('muting.rule', { rule: escalationReasonTitle(rule) });
        return (
          <MutedCard
            key={`rule ${rule}`}
            since={since}
            what={words}
            onTellAgain={() => void act(() => desk.unmuteRule({ path: { rule } }))}
          >
            {words}
          </MutedCard>
        );
      })}
    </ul>
  );
}

interface MutedCardProps {
  since: string;
  what: string;
  onTellAgain(): void;
  children: ComponentChildren;
}

function MutedCard({ since, what, onTellAgain, children }: MutedCardProps) {
  return (
    <li class="card">
      <p>{children}</p>
      <p class="soft">
        {t('muting.since')} <When at={since} />
      </p>
      <p>
        <Button isSmall label={t('muting.tell_again_of', { what })} onClick={onTellAgain}>
          {t('muting.tell_again')}
        </Button>
      </p>
    </li>
  );
}
