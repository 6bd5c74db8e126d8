import arrowLeftRight from 'icon:arrow-left-right';
import calendarClock from 'icon:calendar-clock';
import circleCheck from 'icon:circle-check';
import lightbulb from 'icon:lightbulb';
import lock from 'icon:lock';
import pencil from 'icon:pencil';
import rotateCcw from 'icon:rotate-ccw';
import tag from 'icon:tag';
import { useSignal } from '@preact/signals';
import type { ProblemRecord } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { type Drawing, Icon } from '../design/icon.tsx';
import { t } from '../language.ts';
import { focusDock } from '../ticket/focus_dock.ts';
import {
  AssignProblemForm,
  ClassifyProblemForm,
  DescribeProblemForm,
  DiagnoseForm,
  PlainProblemForm,
  type ProblemFormProps,
  ResolveProblemForm,
  ReviewForm,
} from './problem_forms.tsx';
import type { ProblemStore } from './problem_store.ts';

type ActionName = ProblemRecord['allowed'][number];

const icons: Record<ActionName, Drawing> = {
  diagnose: lightbulb,
  assign: arrowLeftRight,
  resolve: circleCheck,
  close: lock,
  reopen: rotateCcw,
  planReview: calendarClock,
  classify: tag,
  describe: pencil,
};
const actionNames = Object.keys(icons) as ActionName[];

/** Everything that can be done with the problem now, and the form of the one that was chosen. */
export function ProblemDock({ store, record }: { store: ProblemStore; record: ProblemRecord }) {
  const action = useSignal<ActionName | null>(null);
  const offered = actionNames.filter((name) => record.allowed.includes(name));
  if (offered.length === 0) return <p class="dock dock-empty">{t('problems.closed')}</p>;
  const chosen = action.value !== null && offered.includes(action.value) ? action.value : null;
  const leave = () => {
    action.value = null;
  };
  return (
    <section class="dock" aria-label={t('problems.actions')}>
      <div class="dock-actions">
        {offered.map((name) => (
          <Button
            key={name}
            kind="quiet"
            isPressed={name === chosen}
            onClick={() => {
              action.value = name === chosen ? null : name;
              requestAnimationFrame(focusDock);
            }}
          >
            <Icon of={icons[name]} /> {t(`problem_action.${name}`)}
          </Button>
        ))}
      </div>
      {chosen && (
        <div class="dock-form">
          <ChosenForm key={chosen} name={chosen} {...{ store, record, onLeave: leave }} />
        </div>
      )}
    </section>
  );
}

function ChosenForm({ name, ...form }: ProblemFormProps & { name: ActionName }) {
  switch (name) {
    case 'diagnose':
      return <DiagnoseForm {...form} />;
    case 'assign':
      return <AssignProblemForm {...form} />;
    case 'classify':
      return <ClassifyProblemForm {...form} />;
    case 'describe':
      return <DescribeProblemForm {...form} />;
    case 'planReview':
      return <ReviewForm {...form} />;
    case 'resolve':
      return <ResolveProblemForm {...form} />;
    case 'reopen':
    case 'close':
      return <PlainProblemForm {...form} name={name} />;
  }
}
