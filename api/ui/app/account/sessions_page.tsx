import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { useRead } from './read_once.ts';
import { SessionCard } from './session_card.tsx';

/** Where a person is signed in. */
export default function SessionsPage() {
  const { data, problem, act } = useRead(() => desk.listOwnSessions());
  useTitle(t('account.sessions'));
  const items = data.value?.items ?? [];
  return (
    <div class="page">
      <h1>{t('account.sessions')}</h1>
      <AccountNavigation />
      <p class="soft">{t('sessions.meaning')}</p>
      <ProblemNote problem={problem.value} />
      <ul class="cards" aria-label={t('account.sessions')}>
        {items.map((session) => (
          <SessionCard
            key={session.id}
            session={session}
            onEnd={() => void act(() => desk.endOwnSession({ path: { id: session.id } }))}
          />
        ))}
      </ul>
      {items.length > 1 && (
        <p>
          <Button onClick={() => void act(() => desk.endOtherSessions())}>
            {t('sessions.end_others')}
          </Button>
        </p>
      )}
    </div>
  );
}
