import mailSearch from 'icon:mail-search';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { hourMs } from '../../../../workflows/domain/durations.ts';
import type { Mail, Mailbox, MailCounts, Operations } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { TextButton } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { When } from '../design/when.tsx';
import { DayRange, instantsOf, useFiltersOf } from '../parts/filtered_place.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { MailCard } from './mail_card.tsx';
import { mailsAddress, standings } from './mail_fates.ts';
import { MailReplays } from './mail_replays.tsx';
import { MailSums } from './mail_sums.tsx';

type MailQuery = Operations['listMails']['query'];

/** Every message that was delivered, with the one thing that became of it. */
export default function MailsPage() {
  const { query, change, key } = useFiltersOf('/administration/mails');
  const mailboxes = useSignal<Mailbox[]>([]);
  const counts = useSignal<MailCounts | null>(null);
  const version = useSignal(0);
  /** Goes up where one of them has become something else. */
  const changes = useSignal(0);
  useTitle(t('mails.title'));
  useEffect(() => {
    void desk.listMailboxes().then((answer) => {
      if (answer.isOk) mailboxes.value = answer.data.items;
    });
  }, []);
  useEffect(() => {
    const asking = new AbortController();
    const { reason: _any, ...filters } = mailQuery(query);
    void desk.countMails({ query: filters }, { signal: asking.signal }).then((answer) => {
      if (answer.isOk && !asking.signal.aborted) counts.value = answer.data;
    });
    return () => asking.abort();
  }, [key, version.value, changes.value]);
  const asked = mailQuery(query);
  return (
    <div class="page">
      <h1>{t('mails.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">
        {t('mails.meaning')} <a href="/administration/mailboxes">{t('mails.to_mailboxes')}</a>
      </p>
      <MailFilters
        query={query}
        mailboxes={mailboxes.value}
        counts={counts.value}
        change={change}
      />
      {counts.value && <MailSums counts={counts.value} query={query} />}
      {counts.value && (
        <MailReplays
          key={`replays ${key}`}
          query={asked}
          openCount={openCountOf(counts.value, asked)}
          onDone={() => {
            version.value += 1;
          }}
        />
      )}
      <Mails
        key={`${key} ${version.value}`}
        query={asked}
        onChange={() => {
          changes.value += 1;
        }}
      />
    </div>
  );
}

interface MailFiltersProps {
  query: Record<string, string>;
  mailboxes: Mailbox[];
  counts: MailCounts | null;
  change(name: string, value: string): void;
}

function MailFilters({ query, mailboxes, counts, change }: MailFiltersProps) {
  const { route } = useLocation();
  return (
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
            ...mailboxes.map(({ id, name }) => ({ id, title: name })),
          ]}
          onChange={(mailbox) => change('mailbox', mailbox)}
        />
        <SmallSelect
          label={t('mails.fate')}
          value={query.fate ?? ''}
          options={[
            { id: '', title: t('mails.every_fate') },
            ...standings.map((id) => ({ id, title: t(`mail_fate.${id}`) })),
          ]}
          // Why it became that is no reason of another fate.
          onChange={(fate) => route(mailsAddress({ ...query, fate, reason: undefined }), true)}
        />
        {query.fate && <ReasonSelect query={query} counts={counts} change={change} />}
        <DayRange
          query={query}
          labels={{ from: t('mails.from'), to: t('mails.to') }}
          onChange={(name, day) =>
            route(mailsAddress({ ...query, hour: undefined, [name]: day }), true)
          }
        />
      </form>
      {query.hour && (
        <p>
          {t('mails.of_hour')} <When at={query.hour} as="date" />{' '}
          <TextButton onClick={() => change('hour', '')}>{t('mails.every_hour')}</TextButton>
        </p>
      )}
    </search>
  );
}

/** The reasons that there are for the fate that is chosen, with how many have each. */
function ReasonSelect({ query, counts, change }: Omit<MailFiltersProps, 'mailboxes'>) {
  const reasons = counts?.reasons ?? [];
  const chosen = query.reason ?? '';
  if (reasons.length === 0 && chosen === '') return null;
  return (
    <SmallSelect
      label={t('mails.reason')}
      value={chosen}
      options={[
        { id: '', title: t('mails.every_reason') },
        ...reasons.map(({ reason, count }) => ({
          id: reason,
          title: t('mails.reason_count', { reason: t(`mail_reason.${reason}`), count }),
        })),
      ]}
      onChange={(reason) => change('reason', reason)}
    />
  );
}

/** Of what the filters show, those that may be judged again. */
function openCountOf({ counts, reasons }: MailCounts, { fate, reason }: MailQuery): number {
  const open = (['parked', 'refused'] as const).filter((one) => !fate || fate.includes(one));
  if (open.length > 0 && reason) {
    return reasons.find((one) => reason.includes(one.reason))?.count ?? 0;
  }
  return open.reduce((sum, one) => sum + counts[one], 0);
}

function mailQuery(query: Record<string, string>): MailQuery {
  const { q, mailbox, fate, reason } = query;
  const known = standings.find((one) => one === fate);
  return {
    q: q || undefined,
    mailbox: mailbox || undefined,
    fate: known && [known],
    reason: reason ? [reason] : undefined,
    ...(query.hour ? instantsOfHour(query.hour) : instantsOf(query)),
  };
}

/** An hour of a day, as the chart of a day links to it. */
function instantsOfHour(hour: string) {
  const at = Date.parse(hour);
  if (Number.isNaN(at)) return {};
  return { from: new Date(at).toISOString(), to: new Date(at + hourMs).toISOString() };
}

function Mails({ query, onChange }: { query: MailQuery; onChange(): void }) {
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
          <MailCard
            key={mail.id}
            mail={mail}
            onChange={() => {
              void readAgain();
              onChange();
            }}
          />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
