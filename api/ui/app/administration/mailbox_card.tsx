import { useSignal } from '@preact/signals';
import type {
  Mailbox,
  MailboxTest,
  MailboxVerification,
  MailFate,
  Problem,
} from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { number } from '../words/time.ts';
import { mailsAddress } from './mail_fates.ts';
import { MailboxGrant } from './mailbox_grant.tsx';
import { MailboxStanding } from './mailbox_standing.tsx';
import { MailboxStartForm } from './mailbox_start_form.tsx';
import { Tested } from './mailbox_tested.tsx';
import { Verified } from './mailbox_verified.tsx';
import { TestMailPart } from './test_mail.tsx';

interface MailboxCardProps {
  mailbox: Mailbox;
  onEdit(): void;
  onChange(): void;
}

/** One mailbox: how it stands in plain words, what became of its mail, and what can be asked of it. */
export function MailboxCard({ mailbox, onEdit, onChange }: MailboxCardProps) {
  const { id, name, address, server, state } = mailbox;
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p class="mailbox-line">
        {address}
        {server && ` · ${server.user} · ${server.host}:${server.port} · ${server.folder}`}
      </p>
      <MailboxStanding mailbox={mailbox} />
      {mailbox.oauth && (
        <MailboxGrant mailbox={mailbox} oauth={mailbox.oauth} onChange={onChange} />
      )}
      {state === 'choice_needed' && <MailboxStartForm mailbox={mailbox} onChosen={onChange} />}
      <Counts of={mailbox} />
      <Sending of={mailbox} />
      <Questions mailbox={mailbox} onEdit={onEdit} onChange={onChange} key={id} />
    </>
  );
}

/** What became of its messages, each with the list of those. */
function Counts({ of: { id, counts } }: { of: Mailbox }) {
  const known = (Object.entries(counts) as [MailFate, number][]).filter(([, count]) => count > 0);
  if (known.length === 0) return null;
  return (
    <ul class="mailbox-counts" aria-label={t('mailboxes.counts')}>
      {known.map(([fate, count]) => (
        <li key={fate}>
          <a href={mailsAddress({ mailbox: id, fate })}>
            {t(`mail_fate.${fate}`)} {number(count)}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** How its mail goes out, and how that fares. */
function Sending({ of: { id, name, sending } }: { of: Mailbox }) {
  const { server, failure, failureWords, signing, waitingCount } = sending;
  const host = server && `${server.host}:${server.port}`;
  return (
    <>
      <p class={failure ? 'mailbox-failing' : 'mailbox-line'}>
        {t('sending.goes_by')}{' '}
        {host ?? (sending.isByGraph ? 'Microsoft Graph' : t('sending.by_desk'))}.{' '}
        {failure && (
          <>
            <strong>{t(`sending_failure.${failure}`)}</strong>{' '}
            {failureWords && <q>{failureWords}</q>}{' '}
          </>
        )}
        <a href={`/administration/outgoing?mailbox=${encodeURIComponent(id)}`}>
          {t('outgoing.waiting', { count: waitingCount })}
        </a>
      </p>
      {signing && (
        <p class="mailbox-line">
          {t('sending.signed')} <code>{signing.recordName}</code> TXT{' '}
          <code>{signing.recordValue}</code>
        </p>
      )}
      <TestMailPart mailbox={{ id, name }} />
    </>
  );
}

function Questions({ mailbox, onEdit, onChange }: MailboxCardProps) {
  const { id, name, server } = mailbox;
  const problem = useSignal<Problem | null>(null);
  const tested = useSignal<MailboxTest | null>(null);
  const verified = useSignal<MailboxVerification | null>(null);
  const isAsking = useSignal(false);
  const isAsked = useSignal(false);
  const asking = async (work: () => Promise<void>) => {
    isAsking.value = true;
    tested.value = null;
    verified.value = null;
    await work();
    isAsking.value = false;
  };
  const test = () =>
    asking(async () => {
      const answer = await desk.testMailbox({ path: { id } });
      problem.value = answer.isOk ? null : answer.problem;
      if (answer.isOk) tested.value = answer.data;
    });
  const verify = () =>
    asking(async () => {
      const answer = await desk.verifyMailbox({ path: { id } });
      problem.value = answer.isOk ? null : answer.problem;
      if (answer.isOk) verified.value = answer.data;
    });
  const remove = async () => {
    const answer = await desk.deleteMailbox({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    announce(t('mailboxes.removed', { name }));
    onChange();
  };
  return (
    <>
      <p class="form-end">
        {server && (
          <>
            <Button
              isSmall
              disabled={isAsking.value}
              onClick={() => void test()}
              label={t('mailboxes.test_of', { name })}
            >
              {t('mailboxes.test')}
            </Button>
            <Button
              isSmall
              disabled={isAsking.value}
              onClick={() => void verify()}
              label={t('mailboxes.verify_of', { name })}
            >
              {t('mailboxes.verify')}
            </Button>
          </>
        )}
        <Button isSmall onClick={onEdit} label={t('mailboxes.edit_of', { name })}>
          {t('mailboxes.edit')}
        </Button>
        <Button
          isSmall
          label={t('mailboxes.remove_of', { name })}
          onClick={() => {
            if (isAsked.value) void remove();
            isAsked.value = true;
          }}
        >
          {isAsked.value ? t('mailboxes.remove_really') : t('mailboxes.remove')}
        </Button>
      </p>
      <ProblemNote problem={problem.value} />
      <div role="status">
        {isAsking.value && <p>{t('mailboxes.asking')}</p>}
        {tested.value && <Tested test={tested.value} />}
        {verified.value && <Verified report={verified.value} />}
      </div>
    </>
  );
}
