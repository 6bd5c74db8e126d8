import type { Session } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

/** One place where somebody is signed in. */
export function SessionCard({ session, onEnd }: { session: Session; onEnd(): void }) {
  return (
    <li class="card">
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
            onClick={onEnd}
          >
            {t('sessions.end')}
          </Button>
        </p>
      )}
    </li>
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
