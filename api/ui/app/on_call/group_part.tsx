import triangleAlert from 'icon:triangle-alert';
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { OnCallGroup, Problem, Reply } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { t } from '../words/language.ts';
import { processOptions } from '../words/process.ts';
import { dateTime } from '../words/time.ts';
import { longGaps, whoWords, whyWords } from './on_call_words.ts';
import { OverrideForm, type OverrideStart } from './override_form.tsx';
import { RotationForm } from './rotation_form.tsx';
import { ShiftCalendar } from './shift_calendar.tsx';
import { SwapForm, swappable } from './swap_form.tsx';

interface GroupPartProps {
  group: OnCallGroup;
  onChange(): void;
}

type Open =
  | { name: 'plan' }
  | { name: 'swap' }
  | { name: 'override'; start: OverrideStart | null }
  | null;

/** How a group is on call: now, next, its gaps, the coming weeks, and who has it instead when. */
export function GroupPart({ group, onChange }: GroupPartProps) {
  const open = useSignal<Open>(null);
  const problem = useSignal<Problem | null>(null);
  const id = useId();
  const leave = () => {
    open.value = null;
  };
  const done = () => {
    leave();
    onChange();
  };
  const act = async (ask: () => Promise<Reply<unknown>>) => {
    const answer = await ask();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) onChange();
  };
  const mayTake = group.mayChange || isOfGroup(group);
  const take = (start: OverrideStart | null) => {
    open.value = { name: 'override', start };
  };
  const overrideWords = t(group.mayChange ? 'on_call.override_title' : 'on_call.override_own');
  const processTitle = processOptions().find((one) => one.id === group.process)?.title;
  return (
    <section class="card on-call-group" aria-labelledby={id}>
      <h2 id={id}>
        {group.group.title} <span class="soft">{processTitle ?? group.process}</span>
      </h2>
      <Standing group={group} />
      <Gaps group={group} />
      <ProblemNote problem={problem.value} />
      {open.value === null && (
        <p class="people-actions">
          {mayTake && (
            <Button
              isSmall
              label={t('on_call.of', { what: overrideWords, of: group.group.title })}
              onClick={() => take(null)}
            >
              {overrideWords}
            </Button>
          )}
          {group.mayChange && hasTwo(group) && (
            <Button
              isSmall
              label={t('on_call.of', { what: t('on_call.swap'), of: group.group.title })}
              onClick={() => {
                open.value = { name: 'swap' };
              }}
            >
              {t('on_call.swap')}
            </Button>
          )}
          {group.mayChange && (
            <Button
              isSmall
              label={t('on_call.edit_of', { group: group.group.title })}
              onClick={() => {
                open.value = { name: 'plan' };
              }}
            >
              {t('on_call.edit')}
            </Button>
          )}
        </p>
      )}
      {open.value?.name === 'override' && (
        <OverrideForm group={group} start={open.value.start} onDone={done} onLeave={leave} />
      )}
      {open.value?.name === 'swap' && <SwapForm group={group} onDone={done} onLeave={leave} />}
      {open.value?.name === 'plan' && <RotationForm group={group} onDone={done} onLeave={leave} />}
      <Instead group={group} onAct={(ask) => void act(ask)} />
      <ShiftCalendar
        group={group}
        onTake={mayTake ? ({ from, until }) => take({ from, until }) : undefined}
      />
    </section>
  );
}

/** Whether there are shifts of two people to exchange. */
function hasTwo(group: OnCallGroup): boolean {
  return new Set(swappable(group).map(({ person }) => person)).size > 1;
}

function isOfGroup({ process, group }: OnCallGroup): boolean {
  return (me.value?.groups ?? []).some((one) => one.process === process && one.id === group.id);
}

function Standing({ group: { now, next } }: { group: OnCallGroup }) {
  const why = whyWords(now);
  return (
    <p class={now.kind === 'gap' ? 'on-call-now is-gap' : 'on-call-now'}>
      {t('on_call.now')} <strong>{whoWords(now)}</strong>
      {why !== null && <span class="soft"> · {why}</span>}
      {next && (
        <>
          <br />
          <span class="soft">
            {t('on_call.next', { who: whoWords(next.onCall), at: dateTime(next.at) })}
          </span>
        </>
      )}
    </p>
  );
}

const gapsShown = 3;

/** When nobody answers for an hour or longer. */
function Gaps({ group }: { group: OnCallGroup }) {
  const gaps = longGaps(group);
  if (gaps.length === 0) return null;
  return (
    <div class="on-call-gaps">
      <Icon of={triangleAlert} />
      <div>
        <p>{t('on_call.gaps', { count: gaps.length })}</p>
        <ul>
          {gaps.slice(0, gapsShown).map(({ from, until, onCall }) => (
            <li key={from}>
              {t('on_call.period', { from: dateTime(from), until: dateTime(until) })}
              {' · '}
              {whyWords(onCall)}
            </li>
          ))}
          {gaps.length > gapsShown && (
            <li>{t('on_call.more_gaps', { count: gaps.length - gapsShown })}</li>
          )}
        </ul>
      </div>
    </div>
  );
}

interface InsteadProps {
  group: OnCallGroup;
  onAct(ask: () => Promise<Reply<unknown>>): void;
}

/** Who has it instead when, and who is away. */
function Instead({ group, onAct }: InsteadProps) {
  const { overrides, absences } = group;
  if (overrides.length + absences.length === 0) return null;
  return (
    <>
      <h3>{t('on_call.changes')}</h3>
      <ul class="on-call-changes">
        {overrides.map(({ id, person, from, until, layer, mayEnd }) => {
          const period = t('on_call.period', { from: dateTime(from), until: dateTime(until) });
          return (
            <li key={id}>
              {t('on_call.has_it', { person: person.name, period })}
              {layer !== null && <span class="soft"> · {layer}</span>}{' '}
              {mayEnd && (
                <Button
                  isSmall
                  label={t('on_call.end_of', { person: person.name, period })}
                  onClick={() => {
                    const path = { process: group.process, group: group.group.id, id };
                    onAct(() => desk.removeOverride({ path }));
                  }}
                >
                  {t('on_call.end')}
                </Button>
              )}
            </li>
          );
        })}
        {absences.map(({ person, from, until }) => (
          <li key={`${person.id} ${from}`} class="soft">
            {until === null
              ? t('on_call.away_since', { person: person.name, from: dateTime(from) })
              : t('on_call.away', {
                  person: person.name,
                  period: t('on_call.period', { from: dateTime(from), until: dateTime(until) }),
                })}
          </li>
        ))}
      </ul>
    </>
  );
}
