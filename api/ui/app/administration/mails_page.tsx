import mailSearch from 'icon:mail-search';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Mail, Mailbox, MailFate, Operations } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { DayRange, instantsOf, useFiltersOf } from '../parts/filtered_place.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { MailCard } from './mail_card.tsx';

type MailQuery = Operations['listMails']['query'];

const fates = [
  'waiting',
  'ticket',
  'message',
  'note',
  'follow_up',
  'parked',
  'refused',
  'bounce',
  'duplicate',
  'skipped',
] as const satisfies ('waiting' | MailFate)[];

/** Every message that was delivered, with the one thing that became of it. */
export default function MailsPage() {
  const { query, change, key } = useFiltersOf('/administration/mails');
  const mailboxes = useSignal<Mailbox[]>([]);
  useTitle(t('mails.title'));
  useEffect(() => {
    void desk.listMailboxes().then((answer) => {
      if (answer.isOk) mailboxes.value = answer.data.items;
    });
  }, []);
  return (
    <div class="page">
      <h1>{t('mails.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">
        {t('mails.meaning')} <a href="/administration/mailboxes">{t('mails.to_mailboxes')}</a>
      </p>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="mail-search"
            label={t('mails.search')}
            value={query.q ?? ''}
            onSearch={(q) => change('q', q)}
          />
          <SmallSelect
            label={t('mails.mailbox')}
            value={query.mailbox ?? ''}
            options={[
              { id: '', title: t('mails.every_mailbox') },
              ...mailboxes.value.map(({ id, name }) => ({ id, title: name })),
            ]}
            onChange={(mailbox) => change('mailbox', mailbox)}
          />
          <SmallSelect
            label={t('mails.fate')}
            value={query.fate ?? ''}
            options={[
              { id: '', title: t('mails.every_fate') },
              ...fates.map((id) => ({ id, title: t(`mail_fate.${id}`) })),
            ]}
            onChange={(fate) => change('fate', fate)}
          />
          <DayRange
            query={query}
            labels={{ from: t('mails.from'), to: t('mails.to') }}
            onChange={change}
          />
        </form>
      </search>
      <Mails key={key} query={mailQuery(query)} />
    </div>
  );
}

function mailQuery(query: Record<string, string>): MailQuery {
  const { q, mailbox, fate } = query;
  const known = fates.find((one) => one === fate);
  return {
    q: q || undefined,
    mailbox: mailbox || undefined,
    fate: known && [known],
    ...instantsOf(query),
  };
}

function Mails({ query }: { query: MailQuery }) {
  const { items, next, isLoading, problem, readMore, readAgain, retry } = usePages<Mail>(
    (cursor) => desk.listMails({ query: { ...query, cursor } }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && (
        <EmptyState icon={mailSearch}>
          <p>{t('mails.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-busy={isLoading.value} aria-label={t('mails.title')}>
        {items.value?.map((mail) => (
          <MailCard key={mail.id} mail={mail} onChange={() => void readAgain()} />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
