import circleCheck from 'icon:circle-check';
import circleDashed from 'icon:circle-dashed';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, Setup, SetupPoint } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { DeskProfileForm } from './desk_profile_form.tsx';
import { TestMailPart } from './test_mail.tsx';

/** What leads through the first hour: each point with what is still missing, by what the desk has. */
export default function SetupPage() {
  const setup = useSignal<Setup | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('setup.title'));
  const read = async () => {
    const answer = await desk.getSetup();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) setup.value = answer.data;
  };
  useEffect(() => void read(), []);
  const settle = async (settled: SetupPoint[], isSetUp: boolean) => {
    const answer = await desk.settleSetup({ body: { settled, isSetUp } });
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    setup.value = answer.data;
    announce(t('setup.settled'));
  };
  const found = setup.value;
  const settled = found?.points.filter(({ isSettled }) => isSettled).map(({ name }) => name) ?? [];
  const count = found?.points.filter(({ isDone }) => isDone).length ?? 0;
  return (
    <div class="page">
      <h1>{t('setup.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('setup.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {found && <p role="status">{t('setup.progress', { count, of: found.points.length })}</p>}
      <ol class="cards">
        {found?.points.map(({ name, isDone, isSettled }) => (
          <li key={name} class="card">
            <h2>
              <Icon of={isDone ? circleCheck : circleDashed} /> {t(`setup.${name}`)}
              <span class="visually-hidden"> {t(isDone ? 'setup.done' : 'setup.open')}</span>
            </h2>
            <Point name={name} setup={found} onChange={() => void read()} />
            {isSettled ? (
              <Button
                isSmall
                onClick={() =>
                  void settle(
                    settled.filter((one) => one !== name),
                    found.isSetUp,
                  )
                }
              >
                {t('setup.reopen')}
              </Button>
            ) : (
              !isDone && (
                <Button isSmall onClick={() => void settle([...settled, name], found.isSetUp)}>
                  {t('setup.settle')}
                </Button>
              )
            )}
          </li>
        ))}
      </ol>
      {found && (
        <p>
          <Button
            kind={found.isSetUp ? 'plain' : 'primary'}
            onClick={() => void settle(settled, !found.isSetUp)}
          >
            {t(found.isSetUp ? 'setup.again' : 'setup.finish')}
          </Button>
        </p>
      )}
    </div>
  );
}

interface PointProps {
  name: SetupPoint;
  setup: Setup;
  onChange(): void;
}

function Point({ name, setup, onChange }: PointProps) {
  switch (name) {
    case 'profile':
      return <DeskProfileForm onSaved={onChange} />;
    case 'people':
      return (
        <p>
          {t('setup.people_count', { count: setup.people })}{' '}
          <a href="/administration/people">{t('setup.to_people')}</a>
        </p>
      );
    case 'groups':
      return <Groups missing={setup.emptyGroups} />;
    case 'hours':
      return <Hours of={setup.hours} />;
    case 'mail':
      return (
        <>
          <p>
            {t(setup.sendsMail ? 'setup.mail_set' : 'setup.mail_missing')}{' '}
            <a href="/administration/mailboxes">{t('setup.to_mailboxes')}</a>
          </p>
          {setup.sendsMail && <TestMailPart />}
        </>
      );
    case 'sign_in':
      return (
        <p>
          {t('setup.sign_in_meaning')} <a href="/administration/sign_in">{t('setup.to_sign_in')}</a>
        </p>
      );
  }
}

function Groups({ missing }: { missing: Setup['emptyGroups'] }) {
  if (missing.length === 0) return <p>{t('setup.groups_full')}</p>;
  return (
    <>
      <p>
        {t('setup.groups_empty', { count: missing.length })}{' '}
        <a href="/administration/groups">{t('setup.to_groups')}</a>
      </p>
      <ul>
        {missing.map(({ process, processTitle, group, title }) => (
          <li key={`${process}/${group}`}>
            {title} <span class="soft">({processTitle})</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Hours({ of: hours }: { of: Setup['hours'] }) {
  return (
    <>
      <p>{t('setup.hours_meaning')}</p>
      <ul>
        {hours.map(({ process, processTitle, calendar, title, zone }) => (
          <li key={`${process}/${calendar}`}>
            {title} <span class="soft">({processTitle})</span>
            {zone !== null && ` · ${zone}`}
          </li>
        ))}
      </ul>
    </>
  );
}
