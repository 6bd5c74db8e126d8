import repeat from 'icon:repeat';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, ProblemProposal, ProblemRecord } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { SwitchButton } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { Proposal } from './proposal.tsx';

const shownMax = 3;

/** Incidents that recur and belong to no problem: log one, link them to one, or say it is none. */
export function Proposals({ onLogged }: { onLogged(problem: ProblemRecord): void }) {
  const items = useSignal<ProblemProposal[]>([]);
  const problem = useSignal<Problem | null>(null);
  const showsAll = useSignal(false);
  const read = async () => {
    const answer = await desk.listProblemProposals();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) items.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const shown = showsAll.value ? items.value : items.value.slice(0, shownMax);
  if (items.value.length === 0) return <ProblemNote problem={problem.value} />;
  return (
    <section class="proposals" aria-labelledby="proposals-title">
      <h2 id="proposals-title">
        <Icon of={repeat} /> {t('proposals.title')}
      </h2>
      <ul class="proposal-list">
        {shown.map((proposal) => (
          <li key={proposal.id} class="card">
            <Proposal
              proposal={proposal}
              onLogged={onLogged}
              onGone={() => {
                items.value = items.value.filter(({ id }) => id !== proposal.id);
                void read();
              }}
            />
          </li>
        ))}
      </ul>
      {items.value.length > shownMax && (
        <SwitchButton kind="quiet" isSmall isOn={showsAll}>
          {showsAll.value
            ? t('proposals.fewer')
            : t('proposals.all', { count: items.value.length })}
        </SwitchButton>
      )}
    </section>
  );
}
