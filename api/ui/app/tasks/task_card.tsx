import clipboardCheck from 'icon:clipboard-check';
import { useSignal } from '@preact/signals';
import { ErrorBoundary, lazy } from 'preact-iso';
import type { Task, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { me } from '../client/session.ts';
import { type Submission, useSubmission } from '../client/submission.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { CheckBox } from '../design/choice.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t, withWords } from '../words/language.ts';
import { groupTitle } from '../words/process.ts';
import { TaskEndForm, type TaskEnding } from './task_end_form.tsx';

const TaskChangeForm = lazy(() => withWords(() => import('./task_change_form.tsx')));

export interface TaskCardProps {
  task: Task;
  ticketId: string;
  process: Ticket['process'];
  /** The tasks of its ticket, where they are known. */
  others?: readonly Task[];
  /** What somebody may do with it is in its ticket's hands. */
  onChanged(ticket: Ticket): void;
}

/** A piece of work: who has it, when it is due, what is left of it, and what can be done with it. */
export function TaskCard(props: TaskCardProps) {
  const { task } = props;
  const submission = useSubmission();
  const ending = useSignal<TaskEnding | 'change' | null>(null);

  const leave = () => {
    ending.value = null;
  };

  return (
    <>
      <p>
        <strong dir="auto">
          {task.n}. {task.title ?? t('tasks.erased')}
        </strong>{' '}
        <TaskBadges task={task} />
      </p>
      <TaskFacts task={task} />
      <Text>{task.description}</Text>
      {task.items.length > 0 && (
        <ul class="checklist" aria-label={t('tasks.checklist')}>
          {task.items.map((item) => (
            <li key={item.n}>
              <ChecklistItem {...props} item={item} />
            </li>
          ))}
        </ul>
      )}
      <Text>{task.note}</Text>
      <ProblemNote problem={submission.problem.value} />
      {ending.value === null && <TaskButtons {...props} submission={submission} ending={ending} />}
      {ending.value === 'change' && (
        <ErrorBoundary>
          <TaskChangeForm {...props} others={props.others ?? []} onLeave={leave} />
        </ErrorBoundary>
      )}
      {ending.value !== null && ending.value !== 'change' && (
        <TaskEndForm key={ending.value} {...props} ending={ending.value} onLeave={leave} />
      )}
    </>
  );
}

/** With a submission of its own: what is ticked while another item is sent is not lost. */
function ChecklistItem({
  task,
  ticketId,
  onChanged,
  item: { n: item, text, isDone },
}: TaskCardProps & { item: Task['items'][number] }) {
  const submission = useSubmission();
  const words = <span dir="auto">{text ?? t('tasks.erased')}</span>;
  if (task.outcome !== 'open' || task.waitsFor.length > 0) {
    return (
      <span class={isDone ? 'is-done' : ''}>
        {isDone ? '☑' : '☐'} {words}
      </span>
    );
  }
  async function tick(checked: boolean): Promise<void> {
    const path = { id: ticketId, n: task.n, item };
    const answer = await submission.send('checkTaskItem', { path, body: { isDone: checked } });
    if (answer?.isOk) onChanged(answer.data);
  }
  return (
    <>
      <CheckBox isChecked={isDone} onChange={(checked) => void tick(checked)}>
        {words}
      </CheckBox>
      <ProblemNote problem={submission.problem.value} />
    </>
  );
}

function TaskBadges({ task }: { task: Task }) {
  const { outcome, isOverdue, waitsFor, isRequired } = task;
  if (outcome !== 'open') return <Badge>{t(`tasks.outcome.${outcome}`)}</Badge>;
  return (
    <>
      {isOverdue && <Badge look="tone-late">{t('tasks.overdue')}</Badge>}
      {waitsFor.length > 0 && (
        <Badge>{t('tasks.waits_for', { tasks: waitsFor.map(String).join(', ') })}</Badge>
      )}
      {isRequired && <Badge>{t('tasks.required')}</Badge>}
    </>
  );
}

function TaskFacts({ task }: { task: Task }) {
  const { group, assignee, dueAt, endedAt, endedBy, outcome } = task;
  return (
    <p class="soft">
      {groupTitle(group)} · {assignee?.name ?? t('tasks.nobody')}
      {outcome === 'open' && dueAt && (
        <>
          {' · '}
          {t('tasks.due')} <When at={dueAt} />
        </>
      )}
      {endedAt && (
        <>
          {' · '}
          {endedBy?.name ? `${endedBy.name} · ` : ''}
          <When at={endedAt} as="date" />
        </>
      )}
    </p>
  );
}

interface ButtonsProps extends TaskCardProps {
  submission: Submission;
  ending: { value: TaskEnding | 'change' | null };
}

function TaskButtons({ task, ticketId, onChanged, submission, ending }: ButtonsProps) {
  const path = { id: ticketId, n: task.n };
  const myId = me.value?.id ?? '';
  async function take(assignee: string | null): Promise<void> {
    const answer = await submission.send('assignTask', { path, body: { assignee } });
    if (!answer?.isOk) return;
    announce(t(assignee === null ? 'tasks.given_back' : 'tasks.taken', { n: task.n }));
    onChanged(answer.data);
  }
  const end = (how: TaskEnding | 'change') => () => {
    ending.value = how;
  };
  if (task.outcome !== 'open') {
    return (
      <div class="field-row">
        <Button onClick={end('reopenTask')}>{t('action.reopenTask')}</Button>
      </div>
    );
  }
  const isMine = task.assignee?.id === myId;
  return (
    <div class="field-row">
      {!isMine && (
        <Button
          {...(task.assignee === null && { kind: 'primary' as const })}
          disabled={submission.isSending.value}
          onClick={() => void take(myId)}
        >
          {t('tasks.take')}
        </Button>
      )}
      {task.waitsFor.length === 0 && (
        <Button
          icon={clipboardCheck}
          {...(isMine && { kind: 'primary' as const })}
          onClick={end('completeTask')}
        >
          {t('action.completeTask')}
        </Button>
      )}
      {isMine && <Button onClick={() => void take(null)}>{t('tasks.give_back')}</Button>}
      <Button onClick={end('change')} label={t('tasks.change_of', { n: task.n })}>
        {t('tasks.change')}
      </Button>
      <Button onClick={end('cancelTask')}>{t('action.cancelTask')}</Button>
    </div>
  );
}
