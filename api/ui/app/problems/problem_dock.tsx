import arrowLeftRight from 'icon:arrow-left-right';
import calendarClock from 'icon:calendar-clock';
import circleCheck from 'icon:circle-check';
import lightbulb from 'icon:lightbulb';
import lock from 'icon:lock';
import pencil from 'icon:pencil';
import rotateCcw from 'icon:rotate-ccw';
import tag from 'icon:tag';
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { ProblemRecord } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { type Drawing, Icon } from '../design/icon.tsx';
import { isBegun } from '../parts/form_draft.ts';
import { focusDock } from '../ticket/focus_dock.ts';
import { t } from '../words/language.ts';
import { AssignForm } from './forms/assign_form.tsx';
import { ClassifyForm } from './forms/classify_form.tsx';
import { CloseForm } from './forms/close_form.tsx';
import { DescribeForm } from './forms/describe_form.tsx';
import { DiagnoseForm } from './forms/diagnose_form.tsx';
import { draftNameOf, type ProblemChange, type ProblemFormProps } from './forms/problem_form.tsx';
import { ReopenForm } from './forms/reopen_form.tsx';
import { ResolveForm } from './forms/resolve_form.tsx';
import { ReviewForm } from './forms/review_form.tsx';
import type { ProblemStore } from './problem_store.ts';

type ActionName = ProblemRecord['allowed'][number];

interface Action {
  icon: Drawing;
  form: ComponentType<ProblemFormProps>;
}

const actions: Record<ActionName, Action> = {
  diagnose: { icon: lightbulb, form: DiagnoseForm },
  assign: { icon: arrowLeftRight, form: AssignForm },
  resolve: { icon: circleCheck, form: ResolveForm },
  close: { icon: lock, form: CloseForm },
  reopen: { icon: rotateCcw, form: ReopenForm },
  planReview: { icon: calendarClock, form: ReviewForm },
  classify: { icon: tag, form: ClassifyForm },
  describe: { icon: pencil, form: DescribeForm },
};
const operations: Record<ActionName, ProblemChange> = {
  diagnose: 'diagnoseProblem',
  assign: 'assignProblem',
  resolve: 'resolveProblem',
  close: 'closeProblem',
  reopen: 'reopenProblem',
  planReview: 'planProblemReview',
  classify: 'classifyProblem',
  describe: 'describeProblem',
};
const actionNames = Object.keys(actions) as ActionName[];

/** Everything that can be done with the problem now, and the form of the one that was chosen. */
export function ProblemDock({ store, record }: { store: ProblemStore; record: ProblemRecord }) {
  const action = useSignal<ActionName | null>(
    actionNames.find((name) => isBegun(draftNameOf(record.id, operations[name]))) ?? null,
  );
  const offered = actionNames.filter((name) => record.allowed.includes(name));
  // What was written is shown as long as it is there, even when a colleague was faster.
  const isLeft = action.value !== null && isBegun(draftNameOf(record.id, operations[action.value]));
  const isOvertaken = action.value !== null && !offered.includes(action.value) && isLeft;
  if (offered.length === 0 && !isOvertaken) {
    return <p class="dock dock-empty">{t('problems.closed')}</p>;
  }
  const isThere = action.value !== null && (isOvertaken || offered.includes(action.value));
  const chosen = isThere ? action.value : null;
  const Form = chosen && actions[chosen].form;
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
            <Icon of={actions[name].icon} /> {t(`problem_action.${name}`)}
          </Button>
        ))}
      </div>
      {Form && (
        <div class="dock-form">
          {isOvertaken && <p class="hint">{t('problems.overtaken')}</p>}
          <Form key={chosen} store={store} record={record} onLeave={leave} />
        </div>
      )}
    </section>
  );
}
