import { Absences } from '../absences/absences.tsx';
import { me } from '../client/session.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';

/** When somebody who works tickets is away, told by themselves. */
export default function AbsencesPage() {
  useTitle(t('account.absences'));
  return (
    <div class="page">
      <h1>{t('account.absences')}</h1>
      <AccountNavigation />
      <p class="soft">{t('absences.meaning')}</p>
      {me.value && <Absences account={me.value} />}
    </div>
  );
}
