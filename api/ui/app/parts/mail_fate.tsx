import type { ToldNotification } from '../../../contract.ts';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

/** What became of it as mail, in words. */
export function MailFate({ mail }: { mail: ToldNotification['mail'] }) {
  const { outcome, dueAt, digest, state, sentAt } = mail;
  if (outcome === null) return <>{t('told.mail.undecided')}</>;
  if (outcome === 'waiting' && dueAt) {
    return (
      <>
        {t(digest ? `told.digest.${digest}` : 'told.mail.waiting')} <When at={dueAt} as="date" />
      </>
    );
  }
  if ((outcome === 'mailed' || outcome === 'told_with') && state) {
    return (
      <>
        {outcome === 'told_with' && `${t('told.mail.told_with')} `}
        {t(`told.state.${state}`)} {sentAt && <When at={sentAt} as="date" />}
      </>
    );
  }
  return <>{t(`told.mail.${outcome}`)}</>;
}
