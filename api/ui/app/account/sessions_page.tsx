import type { Session } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AccountNavigation } from './account_navigation.tsx';
import { useRead } from './read_once.ts';

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
          <li key={session.id} class="card">
            <p>
              <strong>{agentWords(session.agent)}</strong>
              {session.isThis && <> · {t('sessions.this')}</>}
            </p>
            <p class="soft">
              {session.address} · {t(`sessions.method.${session.method}`)}
              {session.factor !== null && <> + {t(`sessions.factor.${session.factor}`)}</>}
            </p>
            <p>
              {t('sessions.since')} <When at={session.createdAt} as="date" /> · {t('sessions.seen')}{' '}
              <When at={session.seenAt} />
            </p>
            {!session.isThis && (
              <p>
                <Button
                  isSmall
                  label={t('sessions.end_this', { where: agentWords(session.agent) })}
                  onClick={() => void act(() => desk.endOwnSession({ path: { id: session.id } }))}
                >
                  {t('sessions.end')}
                </Button>
              </p>
            )}
          </li>
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

/** Browsers by the words they have for themselves; the last that is known counts. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;
const systems = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

function agentWords(agent: Session['agent']): string {
  const named = (words: readonly (readonly [string, string])[]) =>
    words.find(([sign]) => agent?.includes(sign))?.[1];
  const found = [named(browsers), named(systems)].filter((word) => word !== undefined);
  return found.length > 0 ? found.join(', ') : t('sessions.unknown');
}
