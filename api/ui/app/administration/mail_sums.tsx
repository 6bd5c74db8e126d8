import { useSignal } from '@preact/signals';
import type { MailboxVerification, MailCounts, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { number } from '../words/time.ts';
import { countOf, mailsAddress, standings } from './mail_fates.ts';
import { Difference } from './mailbox_standing.tsx';
import { Verified } from './mailbox_verified.tsx';

interface MailSumsProps {
  counts: MailCounts;
  /** The filters of the page, by name. */
  query: Record<string, string>;
}

/** How many mails have each fate, what that sums to, and whether it is what the server has. */
export function MailSums({ counts, query }: MailSumsProps) {
  const known = standings.filter((one) => countOf(counts, one) > 0);
  if (counts.sum === 0) return null;
  return (
    <div class="mail-sums">
      <ul class="fate-legend" aria-label={t('mailboxes.counts')}>
        {known.map((fate) => (
          <li key={fate}>
            <a
              href={mailsAddress({ ...query, fate, reason: undefined })}
              aria-current={query.fate === fate ? 'true' : undefined}
            >
              <span class={`fate-swatch fate-${fate}`} aria-hidden="true" />{' '}
              {t(`mail_fate.${fate}`)} {number(countOf(counts, fate))}
            </a>
          </li>
        ))}
      </ul>
      <p>
        {t('mail_sums.sum', { count: counts.sum })} <Server counts={counts} />
      </p>
      {query.mailbox && counts.server && <Comparison mailbox={query.mailbox} key={query.mailbox} />}
    </div>
  );
}

function Server({ counts: { server } }: { counts: MailCounts }) {
  if (!server) return null;
  const { saidCount, keptCount, elsewhereCount, checkedAt } = server;
  return (
    <>
      {elsewhereCount > 0 && `${t('mail_sums.elsewhere', { count: elsewhereCount })} `}
      {t('mail_sums.server', { count: saidCount })} {checkedAt && <When at={checkedAt} />}.{' '}
      <Difference kept={keptCount} said={saidCount} />
    </>
  );
}

/** Asks the server now, and names each difference. */
function Comparison({ mailbox }: { mailbox: string }) {
  const isAsking = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const report = useSignal<MailboxVerification | null>(null);
  const ask = async () => {
    isAsking.value = true;
    const answer = await desk.verifyMailbox({ path: { id: mailbox } });
    isAsking.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    report.value = answer.isOk ? answer.data : null;
  };
  return (
    <>
      <p>
        <Button isSmall disabled={isAsking.value} onClick={() => void ask()}>
          {t('mailboxes.verify')}
        </Button>
      </p>
      <ProblemNote problem={problem.value} />
      <div role="status">
        {isAsking.value && <p>{t('mailboxes.asking')}</p>}
        {report.value && <Verified report={report.value} />}
      </div>
    </>
  );
}
