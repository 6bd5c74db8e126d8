import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { OnCallGroup, UnplannedGroup } from '../../../contract.ts';
import { useRead } from '../account/read_once.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { processOptions, useProcesses } from '../words/process.ts';
import { CalendarAddress } from './calendar_address.tsx';
import { GroupPart } from './group_part.tsx';
import { RotationForm } from './rotation_form.tsx';

const weekChoices = ['2', '4', '8', '12'] as const;

/** Who is on call now in each group, who is next, and the weeks to come; rotations are made here. */
export default function OnCallPage() {
  const { query } = useLocation();
  const weeks = weekChoices.find((one) => one === query.weeks) ?? '4';
  return <Rotations key={weeks} weeks={weeks} />;
}

function Rotations({ weeks }: { weeks: (typeof weekChoices)[number] }) {
  useTitle(t('on_call.title'));
  useProcesses();
  const { route } = useLocation();
  const { data, problem, read } = useRead(() =>
    desk.listOnCall({ query: { weeks: Number(weeks) } }),
  );
  // What the stream lost may have been a hand-over.
  useEffect(
    () =>
      followTickets(
        () => {},
        () => void read(),
      ),
    [],
  );
  const items = data.value?.items ?? [];
  const ordered = [...items.filter(({ isOwn }) => isOwn), ...items.filter(({ isOwn }) => !isOwn)];
  return (
    <div class="page on-call-page">
      <div class="page-head">
        <h1>{t('on_call.title')}</h1>
        <SmallSelect
          isInline
          label={t('on_call.weeks')}
          value={weeks}
          options={weekChoices.map((id) => ({
            id,
            title: t('on_call.weeks_count', { count: Number(id) }),
          }))}
          onChange={(id) => route(`/on-call?weeks=${id}`, true)}
        />
      </div>
      <p class="soft">{t('on_call.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {data.value !== null && items.length === 0 && <EmptyState>{t('on_call.none')}</EmptyState>}
      {ordered.map((group) => (
        <GroupPart
          key={`${group.process} ${group.group.id}`}
          group={group}
          onChange={() => void read()}
        />
      ))}
      <CalendarAddress />
      <Unplanned
        groups={(data.value?.unplanned ?? []).filter(({ mayChange }) => mayChange)}
        onChange={() => void read()}
      />
    </div>
  );
}

interface UnplannedProps {
  groups: UnplannedGroup[];
  onChange(): void;
}

/** The groups without a rotation that one may give one. */
function Unplanned({ groups, onChange }: UnplannedProps) {
  const edited = useSignal<string | null>(null);
  if (groups.length === 0) return null;
  const keyOf = ({ process, group }: Pick<OnCallGroup, 'process' | 'group'>) =>
    `${process} ${group.id}`;
  const titles = new Map(processOptions().map(({ id, title }) => [id, title]));
  return (
    <section aria-labelledby="on-call-unplanned">
      <h2 id="on-call-unplanned">{t('on_call.unplanned')}</h2>
      <ul class="cards">
        {groups.map((group) => (
          <li key={keyOf(group)} class="card">
            <p>
              <strong>{group.group.title}</strong>{' '}
              <span class="soft">{titles.get(group.process) ?? group.process}</span>
            </p>
            {edited.value === keyOf(group) ? (
              <RotationForm
                group={group}
                onDone={() => {
                  edited.value = null;
                  onChange();
                }}
                onLeave={() => {
                  edited.value = null;
                }}
              />
            ) : (
              <Button
                isSmall
                label={t('on_call.plan_of', { group: group.group.title })}
                onClick={() => {
                  edited.value = keyOf(group);
                }}
              >
                {t('on_call.plan')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
