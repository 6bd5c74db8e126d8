import type { Mailbox } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { number } from '../words/time.ts';

const tones: Record<Mailbox['state'], string> = {
  paused: 'tone-paused',
  connect_needed: 'tone-soon',
  choice_needed: 'tone-soon',
  connecting: 'tone-paused',
  well: 'tone-done',
  behind: 'tone-soon',
  failing: 'tone-late',
  posted_to: 'tone-done',
};

/** How a mailbox stands in a word and a sentence, and what there is to do where something is. */
export function MailboxStanding({ mailbox }: { mailbox: Mailbox }) {
  const { state, failure } = mailbox;
  return (
    <div class="mailbox-standing">
      <p>
        <Badge look={tones[state]}>{t(`mailbox_word.${state}`)}</Badge> <Sentence of={mailbox} />
      </p>
      {state === 'failing' && failure && <p>{t(`mailbox_advice.${failure}`)}</p>}
      {state === 'behind' && mailbox.behind && (
        <p>{t(`mailbox_behind_advice.${mailbox.behind}`)}</p>
      )}
      <Facts of={mailbox} />
    </div>
  );
}

function Sentence({ of: mailbox }: { of: Mailbox }) {
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
  if (state === 'behind' && mailbox.behind) {
    const since = mailbox.behind === 'unjudged' ? mailbox.waitingSince : checkedAt;
    return (
      <>
        {t(`mailbox_behind.${mailbox.behind}`)} {since && <When at={since} />}
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

function Facts({ of: mailbox }: { of: Mailbox }) {
  const { lastMailAt, lagSeconds, waitingCount, waitingSince, serverCount, keptCount } = mailbox;
  // Of one of which nothing is to be read yet, nothing is missing.
  const isCompared = mailbox.state !== 'choice_needed' && mailbox.state !== 'connect_needed';
  return (
    <FactList>
      <Fact name={t('mailboxes.last_mail')}>
        {lastMailAt ? <When at={lastMailAt} /> : t('mailboxes.no_mail_yet')}
      </Fact>
      {lagSeconds !== null && (
        <Fact name={t('mailboxes.lag')}>{t('mailboxes.lag_of', { lag: lasting(lagSeconds) })}</Fact>
      )}
      {waitingCount > 0 && (
        <Fact name={t('mailboxes.waiting')}>
          {number(waitingCount)}{' '}
          {waitingSince && (
            <>
              {t('mailboxes.waiting_since')} <When at={waitingSince} />
            </>
          )}
        </Fact>
      )}
      {serverCount !== null && (
        <Fact name={t('mailboxes.kept_and_said')}>
          {t('mailboxes.kept_of', { kept: number(keptCount), said: number(serverCount) })}{' '}
          {isCompared && <Difference kept={keptCount} said={serverCount} />}
        </Fact>
      )}
    </FactList>
  );
}

/** What is kept, beside what a server says it has. */
export function Difference({ kept, said }: { kept: number; said: number }) {
  if (kept === said) return <>{t('mailboxes.as_many')}</>;
  if (kept > said) return <>{t('mailboxes.gone', { count: kept - said })}</>;
  return <>{t('mailboxes.not_kept', { count: said - kept })}</>;
}

/** Seconds, minutes or hours, as many as say it best. */
function lasting(seconds: number): string {
  if (seconds < 60) return t('mailboxes.seconds', { count: Math.round(seconds) });
  if (seconds < 3_600) return t('mailboxes.minutes', { count: Math.round(seconds / 60) });
  return t('mailboxes.hours', { count: Math.round(seconds / 3_600) });
}
