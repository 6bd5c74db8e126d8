import { useSignal } from '@preact/signals';
import type { Mail, MailWithText, Problem, ReplayedMail } from '../../../contract.ts';
import { addressOf, desk } from '../client/desk.ts';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { MailReader } from '../parts/mail_reader.tsx';
import { t } from '../words/language.ts';

/** A mail with what became of it and why; its text and its bytes where somebody asks for them. */
export function MailCard({ mail, onChange }: { mail: Mail; onChange(): void }) {
  const { from, subject, deliveredAt, mailbox } = mail;
  return (
    <li class="card">
      <h2 dir="auto">{subject || t(mail.hasRaw ? 'mails.no_subject' : 'mails.unread_subject')}</h2>
      <p class="mail-line">
        {from && <bdi>{from.name ? `${from.name} <${from.address}>` : from.address}</bdi>}
        {from && ' · '}
        <bdi>{mailbox.name}</bdi> · <When at={deliveredAt} as="date" />
      </p>
      <p class="mail-line">
        <Became mail={mail} />
      </p>
      {mail.detail && <p class="soft mail-line">{mail.detail}</p>}
      {mail.overtookId !== null && (
        <p class="soft mail-line">{t('mails.overtook', { id: mail.overtookId })}</p>
      )}
      {mail.hasRaw ? (
        <Questions mail={mail} onChange={onChange} />
      ) : (
        <Unread mail={mail} onChange={onChange} />
      )}
    </li>
  );
}

function Became({ mail: { fate, reason, ticket } }: { mail: Mail }) {
  return (
    <>
      <strong>{t(`mail_fate.${fate ?? 'waiting'}`)}</strong>
      {ticket && (
        <>
          {' '}
          <a href={`/tickets/${ticket.id}`}>#{ticket.number ?? ticket.id}</a>
        </>
      )}
      {reason && ` · ${t(`mail_reason.${reason}`)}`}
    </>
  );
}

function Unread({ mail: { id, fate, canFetch }, onChange }: { mail: Mail; onChange(): void }) {
  const problem = useSignal<Problem | null>(null);
  const isGone = useSignal(false);
  const wasThere = fate === 'skipped';
  if (!canFetch) return <p class="soft">{t('mails.no_raw')}</p>;
  const fetchAgain = async () => {
    const answer = await desk.fetchMail({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    isGone.value = !answer.data.isFetched;
    onChange();
  };
  return (
    <>
      <p class="soft">{t(wasThere ? 'mails.was_there' : 'mails.not_fetched')}</p>
      <p class="form-end">
        <Button isSmall onClick={() => void fetchAgain()}>
          {t(wasThere ? 'mails.read_now' : 'mails.fetch')}
        </Button>
      </p>
      <ProblemNote problem={problem.value} />
      <div role="status">{isGone.value && <p>{t('mails.gone')}</p>}</div>
    </>
  );
}

function Questions({ mail, onChange }: { mail: Mail; onChange(): void }) {
  const { id, fate } = mail;
  const problem = useSignal<Problem | null>(null);
  const shown = useSignal<MailWithText | null>(null);
  const replayed = useSignal<ReplayedMail | null>(null);
  const open = async () => {
    const answer = await desk.getMail({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) shown.value = answer.data;
  };
  const replay = async (order: 'try' | 'judge' | 'ticket') => {
    const answer = await desk.replayMail({ path: { id }, body: { order } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    replayed.value = answer.data;
    if (answer.data.isCarriedOut) onChange();
  };
  const isOpen = fate === 'parked' || fate === 'refused';
  return (
    <>
      <p class="form-end">
        <Button
          isSmall
          isExpanded={shown.value !== null}
          onClick={() => {
            if (shown.value) shown.value = null;
            else void open();
          }}
        >
          {t('mails.open')}
        </Button>
        <ButtonLink isSmall href={addressOf('getRawMail', { path: { id } })} isDownload>
          {t('mails.raw')}
        </ButtonLink>
        {fate !== 'duplicate' && (
          <Button isSmall onClick={() => void replay('try')}>
            {t('mails.try')}
          </Button>
        )}
        {isOpen && (
          <Button isSmall onClick={() => void replay('ticket')}>
            {t('mails.as_ticket')}
          </Button>
        )}
      </p>
      <ProblemNote problem={problem.value} />
      <div role="status">
        {replayed.value && (
          <Replayed of={replayed.value} onJudge={isOpen ? () => void replay('judge') : null} />
        )}
      </div>
      {shown.value && <Opened mail={shown.value} />}
    </>
  );
}

function Replayed({ of: { now, isChanged, isCarriedOut }, onJudge }: ReplayedProps) {
  if (isCarriedOut) return <p>{t('mails.judged_again')}</p>;
  if (!isChanged) return <p>{t('mails.unchanged')}</p>;
  const fate = t(`mail_fate.${now.fate}`);
  const reason = now.reason ? ` (${t(`mail_reason.${now.reason}`)})` : '';
  return (
    <p>
      {t('mails.would_be')} <strong>{fate}</strong>
      {reason}.{' '}
      {onJudge ? (
        <Button isSmall onClick={onJudge}>
          {t('mails.judge')}
        </Button>
      ) : (
        t('mails.stays')
      )}
    </p>
  );
}

interface ReplayedProps {
  of: ReplayedMail;
  /** Null where what became of it stays. */
  onJudge: (() => void) | null;
}

function Opened({ mail }: { mail: MailWithText }) {
  const { id, problems } = mail;
  return (
    <>
      <MailReader
        mail={mail}
        pageAddress={(query) => addressOf('renderMail', { path: { id }, query })}
      />
      {problems.length > 0 && (
        <ul class="soft" lang="en">
          {problems.map(({ code, words }) => (
            <li key={code}>{words}</li>
          ))}
        </ul>
      )}
    </>
  );
}
