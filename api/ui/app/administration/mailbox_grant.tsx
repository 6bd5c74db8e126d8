import { useSignal } from '@preact/signals';
import type { Mailbox, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

type Oauth = NonNullable<Mailbox['oauth']>;

interface MailboxGrantProps {
  mailbox: Mailbox;
  oauth: Oauth;
  onChange(): void;
}

/** How a mailbox stands with its provider: who consented, when it gave access last, what failed. */
export function MailboxGrant({ mailbox, oauth, onChange }: MailboxGrantProps) {
  const { failure, failureWords, attempt } = oauth;
  return (
    <section aria-label={t('mailboxes.sign_in')}>
      {failure && mailbox.state !== 'failing' && (
        <p class="mailbox-failing">
          <strong>{t(`mailbox_failure.${failure}`)}</strong> {failureWords && <q>{failureWords}</q>}
        </p>
      )}
      {attempt && (
        <p class="mailbox-failing">
          {t('mailboxes.attempt')} <strong>{t(`connect_failure.${attempt.failure}`)}</strong>{' '}
          {attempt.words && <q>{attempt.words}</q>} <When at={attempt.at} />
        </p>
      )}
      {oauth.connectedAt && <Connected oauth={oauth} />}
      <ConnectButton mailbox={mailbox} oauth={oauth} onChange={onChange} />
    </section>
  );
}

function Connected({ oauth }: { oauth: Oauth }) {
  const { flow, account, connectedBy, connectedAt, refreshedAt, secretExpiresOn } = oauth;
  return (
    <FactList>
      {flow === 'application' && (
        <Fact name={t('mailboxes.flow')}>{t('mailboxes.connected_app')}</Fact>
      )}
      {account && <Fact name={t('mailboxes.connected_as')}>{account}</Fact>}
      <Fact name={t('mailboxes.connected_by')}>
        {connectedBy ? <bdi>{connectedBy.name}</bdi> : t('mailboxes.connected_on_machine')}
      </Fact>
      {connectedAt && (
        <Fact name={t('mailboxes.connected_at')}>
          <When at={connectedAt} />
        </Fact>
      )}
      {refreshedAt && (
        <Fact name={t('mailboxes.refreshed_at')}>
          <When at={refreshedAt} />
        </Fact>
      )}
      {secretExpiresOn && (
        <Fact name={t('mailboxes.secret_until')}>
          <time dateTime={secretExpiresOn}>{secretExpiresOn}</time>
        </Fact>
      )}
    </FactList>
  );
}

function ConnectButton({ mailbox: { id, name }, oauth, onChange }: MailboxGrantProps) {
  const problem = useSignal<Problem | null>(null);
  const isAsking = useSignal(false);
  const what = t(
    oauth.connectedAt ? 'mailboxes.connect_again' : `mailboxes.connect.${oauth.provider}`,
  );
  const connect = async () => {
    isAsking.value = true;
    const answer = await desk.beginMailboxConsent({ path: { id } });
    isAsking.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk && answer.data.url !== null) return location.assign(answer.data.url);
    if (answer.isOk) announce(t('mailboxes.outcome.connected'));
    onChange();
  };
  return (
    <>
      <p class="form-end">
        <Button
          isSmall
          kind={oauth.connectedAt && !oauth.failure ? 'plain' : 'primary'}
          disabled={isAsking.value}
          onClick={() => void connect()}
          label={t('mailboxes.connect_of', { what, name })}
        >
          {what}
        </Button>
      </p>
      <ProblemNote problem={problem.value} />
    </>
  );
}
