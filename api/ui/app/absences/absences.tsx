import { useSignal } from '@preact/signals';
import type { Absence } from '../../../contract.ts';
import { useRead } from '../account/read_once.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { t } from '../words/language.ts';
import { dateTime, now } from '../words/time.ts';
import { AbsenceForm } from './absence_form.tsx';

interface AbsencesProps {
  account: { id: string; name: string };
  /** Somebody is away at other times than before. */
  onChange?(): void;
}

/** When somebody is away now or will be: said, changed, and taken back. */
export function Absences({ account, onChange }: AbsencesProps) {
  const { data, problem, read, act } = useRead(() =>
    desk.listAbsences({ query: { account: account.id } }),
  );
  /** The id of the one that is changed; empty for a new one. */
  const edited = useSignal<string | null>(null);
  const edit = (what: string | null) => {
    edited.value = what;
  };
  const done = () => {
    edit(null);
    void read();
    onChange?.();
  };
  const end = async ({ id }: Absence) => {
    const ended = await act(() => desk.removeAbsence({ path: { id } }));
    if (!ended) return;
    announce(t('absences.ended'));
    onChange?.();
  };
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value?.items.length === 0 && <p>{t('absences.none')}</p>}
      <ul class="cards" aria-label={t('absences.title')}>
        {data.value?.items.map((absence) => (
          <li key={absence.id} class="card">
            {edited.value === absence.id ? (
              <AbsenceForm
                account={account}
                absence={absence}
                onDone={done}
                onLeave={() => edit(null)}
              />
            ) : (
              <Card
                absence={absence}
                onEdit={() => edit(absence.id)}
                onEnd={() => void end(absence)}
              />
            )}
          </li>
        ))}
      </ul>
      {edited.value === '' ? (
        <AbsenceForm account={account} absence={null} onDone={done} onLeave={() => edit(null)} />
      ) : (
        <p>
          <Button kind="primary" onClick={() => edit('')}>
            {t('absences.add')}
          </Button>
        </p>
      )}
    </>
  );
}

interface CardProps {
  absence: Absence;
  onEdit(): void;
  onEnd(): void;
}

function Card({ absence, onEdit, onEnd }: CardProps) {
  const { from, until, deputy, note, onlyApprovals } = absence;
  const hasBegun = Date.parse(from) <= now.value;
  const period = periodWords(from, until);
  const ending = onlyApprovals ? 'absences.take_back' : 'absences.end';
  const what = t(hasBegun ? ending : 'absences.remove');
  return (
    <>
      <p>
        <strong>{period}</strong>{' '}
        {hasBegun && <Badge>{t(onlyApprovals ? 'absences.approvals_given' : 'people.away')}</Badge>}
      </p>
      <p class="soft">
        {deputy
          ? t(onlyApprovals ? 'absences.approves' : 'absences.stands_in', { name: deputy.name })
          : t('absences.no_deputy')}
      </p>
      <Text>{note}</Text>
      <p class="people-actions">
        <Button
          isSmall
          label={t('absences.of', { what: t('absences.change'), period })}
          onClick={onEdit}
        >
          {t('absences.change')}
        </Button>
        <Button isSmall label={t('absences.of', { what, period })} onClick={onEnd}>
          {what}
        </Button>
      </p>
    </>
  );
}

function periodWords(from: string, until: string | null): string {
  return until === null
    ? t('absences.since', { from: dateTime(from) })
    : t('absences.period', { from: dateTime(from), until: dateTime(until) });
}
