import mailboxIcon from 'icon:mailbox';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Mailbox, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { MailFlow } from './mail_flow.tsx';
import { MailboxCard } from './mailbox_card.tsx';
import { MailboxForm } from './mailbox_form.tsx';

const lookMs = 5_000;

/** Where mail comes from: how each mailbox stands, and what became of its messages. */
export default function MailboxesPage() {
  const items = useSignal<Mailbox[] | null>(null);
  const redirectUri = useSignal('');
  const problem = useSignal<Problem | null>(null);
  /** The id of the one that is changed; empty for a new one. */
  const edited = useSignal<string | null>(null);
  useTitle(t('mailboxes.title'));
  const read = async () => {
    const answer = await desk.listMailboxes();
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    items.value = answer.data.items;
    redirectUri.value = answer.data.redirectUri;
  };
  useEffect(() => {
    void read();
    const timer = setInterval(() => void read(), lookMs);
    return () => clearInterval(timer);
  }, []);
  const leave = () => {
    edited.value = null;
    void read();
  };
  return (
    <div class="page">
      <h1>{t('mailboxes.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">
        {t('mailboxes.meaning')} <a href="/administration/mails">{t('mailboxes.to_mails')}</a>
      </p>
      <ConsentOutcome />
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {edited.value === '' ? (
        <MailboxForm mailbox={null} redirectUri={redirectUri.value} onLeave={leave} />
      ) : (
        <p>
          <Button
            kind="primary"
            onClick={() => {
              edited.value = '';
            }}
          >
            {t('mailboxes.add')}
          </Button>
        </p>
      )}
      {items.value?.length === 0 && (
        <EmptyState icon={mailboxIcon}>
          <p>{t('mailboxes.none')}</p>
        </EmptyState>
      )}
      {items.value && items.value.length > 0 && <MailFlow mailboxes={items.value} />}
      <ol class="cards" aria-label={t('mailboxes.title')}>
        {items.value?.map((mailbox) => (
          <li key={mailbox.id} class="card">
            {edited.value === mailbox.id ? (
              <MailboxForm mailbox={mailbox} redirectUri={redirectUri.value} onLeave={leave} />
            ) : (
              <MailboxCard
                mailbox={mailbox}
                onEdit={() => {
                  edited.value = mailbox.id;
                }}
                onChange={() => void read()}
              />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

const outcomes = ['connected', 'failed', 'over', 'desk_unavailable'] as const;

/** What came of it, where somebody comes back from a provider. */
function ConsentOutcome() {
  const { query } = useLocation();
  const outcome = outcomes.find((one) => one === query.connect);
  if (!outcome) return null;
  return (
    <p role="status" class={outcome === 'connected' ? undefined : 'mailbox-failing'}>
      <strong>{t(`mailboxes.outcome.${outcome}`)}</strong>
    </p>
  );
}
