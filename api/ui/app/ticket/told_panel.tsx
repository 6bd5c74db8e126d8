import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Ticket, ToldPerson } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Button } from '../design/button.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { MailFate } from '../parts/mail_fate.tsx';
import { t } from '../words/language.ts';
import { escalationReasonTitle } from '../words/process.ts';

/** Whom what happened on the ticket was told to, and by what; read when it is asked for. */
export function ToldPanel({ ticket: { id, seq, process } }: { ticket: Ticket }) {
  const titleId = useId();
  const isOpen = useSignal(false);
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listToldOfTicket({ path: { id }, query: { cursor } }),
    { isWanted: isOpen.value, version: `${id} ${seq}` },
  );
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('told.people')}</h2>
      <Button
        isSmall
        isExpanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {t(isOpen.value ? 'told.hide_people' : 'told.show_people')}
      </Button>
      {isOpen.value && (
        <>
          <ProblemNote problem={problem.value} onRetry={() => void retry()} />
          {items.value?.length === 0 && <p class="soft">{t('told.people_none')}</p>}
          <ul class="plain-list">
            {items.value?.map((one) => (
              <Person
                key={`${one.seq} ${one.account.id} ${one.reason}`}
                one={one}
                processId={process.id}
              />
            ))}
          </ul>
          {next.value !== null && (
            <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
          )}
        </>
      )}
    </section>
  );
}

function Person({ one, processId }: { one: ToldPerson; processId: string }) {
  const { account, reason, at, isInBell, isMuted, isRead, mail } = one;
  const rule = one.rule === null ? '' : escalationReasonTitle(one.rule, processId);
  const bell = isMuted ? t('told.muted_by_them') : t(isRead ? 'told.bell_read' : 'told.bell');
  return (
    <li>
      <p>
        <bdi>{account.name}</bdi> ·{' '}
        {t(`notifications.reason.${reason}`, { rule, level: one.level ?? 0 })}{' '}
        <span class="soft">
          <When at={at} as="date" />
        </span>
      </p>
      <p class="soft">
        {(isInBell || isMuted) && `${bell} · `}
        {t('choices.mail')}
        {t('choices.colon')} <MailFate mail={mail} />
      </p>
    </li>
  );
}
