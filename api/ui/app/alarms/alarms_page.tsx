import circleCheck from 'icon:circle-check';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Alarm, AlarmList, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { about, t } from '../words/language.ts';

/** What must never happen and has: what it is, since when, and what to do about it. */
export default function AlarmsPage() {
  const list = useSignal<AlarmList | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('alarms.title'));
  const read = async () => {
    const answer = await desk.listAlarms();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) list.value = answer.data;
  };
  useEffect(() => void read(), []);
  const { items, count } = list.value ?? { items: [], count: 0 };
  return (
    <div class="page">
      <h1>{t('alarms.title')}</h1>
      <p class="soft">{t('alarms.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {list.value && count === 0 && (
        <EmptyState icon={circleCheck}>
          <p>{t('alarms.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-label={t('alarms.title')}>
        {items.map((alarm) => (
          <AlarmCard key={alarm.id} alarm={alarm} />
        ))}
      </ol>
      {count > items.length && <p>{t('alarms.more', { count: count - items.length })}</p>}
    </div>
  );
}

function AlarmCard({ alarm: { kind, ticket, raisedAt, detail } }: { alarm: Alarm }) {
  const facts = Object.entries(detail).map(([name, value]) => about(name, asText(value)));
  return (
    <li class="card">
      <h2>{t(`alarm.${kind}`)}</h2>
      <p>
        {ticket && (
          <>
            <a href={`/tickets/${ticket.id}`}>{t('alarms.ticket', { ticket: nameOf(ticket) })}</a>
            {' · '}
          </>
        )}
        <When at={raisedAt} />
      </p>
      <p>{t(`alarm_advice.${kind}`)}</p>
      {facts.length > 0 && <p class="soft">{facts.join(' · ')}</p>}
    </li>
  );
}

function nameOf({ id, number }: NonNullable<Alarm['ticket']>): string {
  return number === null ? id : `#${number}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
