import mailSearch from 'icon:mail-search';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Operations, OutgoingMail, OutgoingQueue, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { When } from '../design/when.tsx';
import { DeliveryLine, tellsWords } from '../parts/delivery_line.tsx';
import { useFiltersOf } from '../parts/filtered_place.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';

type OutgoingQuery = Operations['listOutgoingMails']['query'];

const states = [
  'waiting',
  'sent',
  'refused',
  'bounced',
  'not_needed',
] as const satisfies OutgoingMail['state'][];

/** Mail that goes out: by which servers, how far each came, and what can be sent again. */
export default function OutgoingPage() {
  const { query, change, key } = useFiltersOf('/administration/outgoing');
  const queues = useSignal<OutgoingQueue[]>([]);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('outgoing.title'));
  const read = async () => {
    const answer = await desk.listOutgoingQueues();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) queues.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const nameOf = ({ name }: OutgoingQueue) => name ?? t('outgoing.desk');
  return (
    <div class="page">
      <h1>{t('outgoing.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('outgoing.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {queues.value.length > 0 && (
        <section aria-label={t('outgoing.servers')}>
          <h2>{t('outgoing.servers')}</h2>
          <ul class="plain-list">
            {queues.value.map((queue) => (
              <QueueLine key={queue.id} queue={queue} name={nameOf(queue)} onChange={read} />
            ))}
          </ul>
        </section>
      )}
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SmallSelect
            label={t('outgoing.state')}
            value={query.state ?? ''}
            options={[
              { id: '', title: t('outgoing.every_state') },
              ...states.map((id) => ({ id, title: t(`outgoing_state.${id}`) })),
            ]}
            onChange={(state) => change('state', state)}
          />
          <SmallSelect
            label={t('outgoing.server')}
            value={query.mailbox ?? ''}
            options={[
              { id: '', title: t('outgoing.every_server') },
              ...queues.value.map((queue) => ({ id: queue.id, title: nameOf(queue) })),
            ]}
            onChange={(mailbox) => change('mailbox', mailbox)}
          />
        </form>
      </search>
      <OutgoingMails key={key} query={outgoingQuery(query)} />
    </div>
  );
}

function outgoingQuery({ state, mailbox }: Record<string, string>): OutgoingQuery {
  const known = states.find((one) => one === state);
  return { state: known && [known], mailbox: mailbox || undefined };
}

interface QueueLineProps {
  queue: OutgoingQueue;
  name: string;
  onChange(): Promise<void>;
}

function QueueLine({ queue, name, onChange }: QueueLineProps) {
  const { id, failure, failureWords, failingSince, retryAt, succeededAt, waitingCount } = queue;
  const problem = useSignal<Problem | null>(null);
  const retry = async () => {
    const answer = await desk.retryOutgoingQueue({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    announce(t('outgoing.tried', { name }));
    await onChange();
  };
  return (
    <li class={failure ? 'mailbox-failing' : 'mailbox-line'}>
      <strong>
        <bdi>{name}</bdi>
      </strong>{' '}
      {failure ? (
        <>
          {t(`sending_failure.${failure}`)} {failureWords && <q>{failureWords}</q>}{' '}
          {failingSince && (
            <>
              {t('mailboxes.failing_since')} <When at={failingSince} />.{' '}
            </>
          )}
          {retryAt && (
            <>
              {t('mailboxes.retry')} <When at={retryAt} />.{' '}
            </>
          )}
          <Button isSmall label={t('outgoing.try_of', { name })} onClick={() => void retry()}>
            {t('outgoing.try')}
          </Button>
        </>
      ) : (
        succeededAt && (
          <>
            {t('outgoing.well')} <When at={succeededAt} />.
          </>
        )
      )}{' '}
      {t('outgoing.waiting', { count: waitingCount })}
      <ProblemNote problem={problem.value} />
    </li>
  );
}

function OutgoingMails({ query }: { query: OutgoingQuery }) {
  const { items, next, isLoading, problem, readMore, readAgain, retry } = usePages<OutgoingMail>(
    (cursor) => desk.listOutgoingMails({ query: { ...query, cursor } }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && (
        <EmptyState icon={mailSearch}>
          <p>{t('outgoing.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-busy={isLoading.value} aria-label={t('outgoing.title')}>
        {items.value?.map((mail) => (
          <OutgoingCard key={mail.id} mail={mail} onChange={() => void readAgain()} />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

function OutgoingCard({ mail, onChange }: { mail: OutgoingMail; onChange(): void }) {
  const { id, person, ticket, mailbox, state, recipient, createdAt, nextAttemptAt } = mail;
  const problem = useSignal<Problem | null>(null);
  const again = async () => {
    const answer = await desk.retryOutgoingMail({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) onChange();
  };
  const isOpen = state === 'waiting' || state === 'refused' || state === 'bounced';
  return (
    <li class="card">
      <h2>
        <bdi>{person.name}</bdi>{' '}
        {ticket ? (
          <a class="mail-ticket" href={`/tickets/${ticket.id}`}>
            #{ticket.number ?? ticket.id}
          </a>
        ) : (
          t('outgoing.digest')
        )}
      </h2>
      <p class="mail-line">
        {recipient && `${recipient} · `}
        {ticket && mail.tells.length > 0 && `${tellsWords(mail)} · `}
        <bdi>{mailbox?.name ?? t('outgoing.desk')}</bdi> · <When at={createdAt} as="date" />
      </p>
      <p class="mail-line">
        <DeliveryLine mail={mail} />
        {nextAttemptAt && (
          <>
            {' '}
            {t('outgoing.next')} <When at={nextAttemptAt} />
          </>
        )}
      </p>
      {isOpen && (
        <p class="form-end">
          <Button
            isSmall
            label={t('outgoing.again_of', { name: person.name })}
            onClick={() => void again()}
          >
            {t('outgoing.again')}
          </Button>
        </p>
      )}
      <ProblemNote problem={problem.value} />
    </li>
  );
}
