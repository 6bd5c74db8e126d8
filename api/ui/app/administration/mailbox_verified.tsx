import type { MailboxVerification } from '../../../contract.ts';
import { t } from '../words/language.ts';

/** All that a server has, beside all that is kept. */
export function Verified({ report }: { report: MailboxVerification }) {
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
