import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BouncedAddress, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

/** Addresses of a person that mail came back from; where there are any, they can be mailed again. */
export function BouncesPart({ personId }: { personId: string }) {
  const bounces = useSignal<BouncedAddress[]>([]);
  const problem = useSignal<Problem | null>(null);
  const path = { id: personId };
  useEffect(() => {
    void desk.listBounces({ path }).then((answer) => {
      if (answer.isOk) bounces.value = answer.data.items;
    });
  }, [personId]);
  const forgive = async () => {
    const answer = await desk.forgiveBounces({ path });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    bounces.value = [];
    announce(t('bounces.forgiven'));
  };
  if (bounces.value.length === 0) return null;
  return (
    <section aria-label={t('bounces.title')}>
      <h3>{t('bounces.title')}</h3>
      <ul class="plain-list">
        {bounces.value.map(({ address, bouncedAt, words, isStopped }) => (
          <li key={address} class="mail-line">
            <bdi>{address}</bdi> <When at={bouncedAt} as="date" /> {words && <q>{words}</q>}{' '}
            {isStopped && <strong>{t('bounces.stopped')}</strong>}
          </li>
        ))}
      </ul>
      <Button isSmall onClick={() => void forgive()}>
        {t('bounces.forgive')}
      </Button>
      <ProblemNote problem={problem.value} />
    </section>
  );
}
