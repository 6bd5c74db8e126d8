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
import { Fact, FactList } from '../design/fact_list.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { MailboxGrant } from './mailbox_grant.tsx';
import { MailboxStartForm } from './mailbox_start_form.tsx';

interface MailboxCardProps {
  mailbox: Mailbox;
  onEdit(): void;
  onChange(): void;
}

/** One mailbox: how it stands in plain words, what became of its mail, and what can be asked of it. */
export function MailboxCard({ mailbox, onEdit, onChange }: MailboxCardProps) {
  const { id, name, address, server, state, waitingCount } = mailbox;
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p class="mailbox-line">
        {address}
        {server && ` · ${server.user} · ${server.host}:${server.port} · ${server.folder}`}
      </p>
      <p class={state === 'failing' ? 'mailbox-failing' : undefined}>
        <State of={mailbox} />
      </p>
      {mailbox.oauth && (
        <MailboxGrant mailbox={mailbox} oauth={mailbox.oauth} onChange={onChange} />
      )}
      {state === 'choice_needed' && <MailboxStartForm mailbox={mailbox} onChosen={onChange} />}
      <FactList>
        {mailbox.lastMailAt && (
          <Fact name={t('mailboxes.last_mail')}>
            <When at={mailbox.lastMailAt} />
          </Fact>
        )}
        {mailbox.serverCount !== null && (
          <Fact name={t('mailboxes.server_count')}>{mailbox.serverCount}</Fact>
        )}
        {waitingCount > 0 && (
          <Fact name={t('mailboxes.waiting')}>
            {waitingCount}{' '}
            {mailbox.waitingSince && (
              <>
                {t('mailboxes.waiting_since')} <When at={mailbox.waitingSince} />
              </>
            )}
          </Fact>
        )}
      </FactList>
      <Counts of={mailbox} />
      <Questions mailbox={mailbox} onEdit={onEdit} onChange={onChange} key={id} />
    </>
  );
}

function State({ of: mailbox }: { of: Mailbox }) {
  const { state, failure, failureWords, failingSince, retryAt, checkedAt, serverCount } = mailbox;
  if (state === 'failing' && failure) {
    return (
      <>
        <strong>{t(`mailbox_failure.${failure}`)}</strong> {failureWords && <q>{failureWords}</q>}{' '}
        {failingSince && (
          <>
            {t('mailboxes.failing_since')} <When at={failingSince} />.{' '}
          </>
        )}
        {retryAt && (
          <>
            {t('mailboxes.retry')} <When at={retryAt} />.
          </>
        )}
      </>
    );
  }
  return (
    <>
      {t(`mailbox_state.${state}`, { count: serverCount ?? 0 })}{' '}
      {state === 'well' && checkedAt && <When at={checkedAt} />}
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
          <a href={`/administration/mails?mailbox=${encodeURIComponent(id)}&fate=${fate}`}>
            {t(`mail_fate.${fate}`)} {count}
          </a>
        </li>
      ))}
    </ul>
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

function Tested({ test }: { test: MailboxTest }) {
  const { isWell, failure, words, messageCount, folders } = test;
  if (isWell) return <p>{t('mailboxes.tested_well', { count: messageCount ?? 0 })}</p>;
  return (
    <>
      <p>
        <strong>{failure && t(`mailbox_failure.${failure}`)}</strong> {words && <q>{words}</q>}
      </p>
      {folders && <p>{t('mailboxes.folders', { folders: folders.join(', ') })}</p>}
    </>
  );
}

function Verified({ report }: { report: MailboxVerification }) {
  const { isProven, saidCount, listedCount, keptCount, goneCount, missing, waiting } = report;
  return (
    <>
      <p>
        {isProven
          ? t('mailboxes.proven', { count: listedCount })
          : t('mailboxes.not_proven', { listed: listedCount, kept: keptCount })}
      </p>
      {saidCount !== listedCount && <p>{t('mailboxes.lies', { said: saidCount })}</p>}
      {missing.length > 0 && <p>{t('mailboxes.missing', { uids: missing.join(', ') })}</p>}
      {waiting.length > 0 && <p>{t('mailboxes.unjudged', { ids: waiting.join(', ') })}</p>}
      {goneCount > 0 && <p>{t('mailboxes.gone', { count: goneCount })}</p>}
    </>
  );
}
