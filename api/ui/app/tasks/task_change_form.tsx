import type { Input, Task, Ticket } from '../../../contract.ts';
import { CheckField } from '../design/choice.tsx';
import {
  DateTimeField,
  filled,
  instant,
  localDateTime,
  SelectField,
  TextField,
} from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { groupTitle, useFollowed } from '../words/process.ts';

interface TaskChangeFormProps {
  task: Task;
  ticketId: string;
  process: Ticket['process'];
  /** The others of its ticket: empty where they are not known here. */
  others: readonly Task[];
  onChanged(ticket: Ticket): void;
  onLeave(): void;
}

/** What a task says, whose it is, its checklist, when it is due, and what it comes after. */
export default function TaskChangeForm(props: TaskChangeFormProps) {
  const { task, ticketId, process, others, onChanged, onLeave } = props;
  const groups = useFollowed(process)?.groups ?? [];
  const open = others.filter(({ n, outcome }) => n !== task.n && outcome === 'open');
  const first = task.after.find((n) => open.some((other) => other.n === n));
  const due = task.dueAt === null ? '' : localDateTime(task.dueAt);
  return (
    <SendingForm
      draftName={`changeTask-${ticketId}-${task.n}`}
      title={t('tasks.change_of', { n: task.n })}
      submitLabel={t('tasks.change')}
      takesFocus
      onLeave={onLeave}
      operation="changeTask"
      inputOf={(data) => ({
        path: { id: ticketId, n: task.n },
        body: bodyOf(data, task, { due, first }),
      })}
      onAnswer={(ticket) => {
        onLeave();
        onChanged(ticket);
      }}
    >
      <TextField
        name="title"
        label={t('tasks.title_field')}
        maxLength={200}
        value={task.title ?? ''}
        required
      />
      <TextField
        name="description"
        label={t('tasks.description')}
        maxLength={50_000}
        rows={3}
        value={task.description ?? ''}
      />
      <SelectField
        name="group"
        label={t('tasks.group')}
        options={
          groups.some(({ id }) => id === task.group.id) ? groups : [ownGroup(task), ...groups]
        }
        value={task.group.id}
        {...(task.assignee && { hint: t('tasks.group_hint') })}
      />
      <TextField
        name="checklist"
        label={t('tasks.checklist')}
        hint={t('tasks.checklist_hint')}
        maxLength={10_000}
        rows={3}
        value={linesOf(task).join('\n')}
      />
      <DateTimeField name="dueAt" label={t('tasks.due')} value={due} />
      {open.length > 0 && (
        <SelectField
          name="after"
          label={t('tasks.after')}
          none={t('tasks.any_time')}
          options={open.map(({ n, title }) => ({ id: String(n), title: `${n}. ${title ?? ''}` }))}
          value={first === undefined ? '' : String(first)}
        />
      )}
      <CheckField name="isRequired" isCheckedAtFirst={task.isRequired}>
        {t('tasks.is_required')}
      </CheckField>
      <CheckField name="isShown" isCheckedAtFirst={task.isShown}>
        {t('tasks.is_shown')}
      </CheckField>
    </SendingForm>
  );
}

/** What became another; what the form did not touch stays, a due date by the hours, too. */
function bodyOf(
  data: FormData,
  task: Task,
  { due, first }: { due: string; first: number | undefined },
): Input<'changeTask'>['body'] {
  const title = filled(data, 'title');
  const description = filled(data, 'description') ?? null;
  const after = filled(data, 'after');
  const isAfterShown = data.has('after');
  return {
    ...(title !== undefined && title !== task.title && { title }),
    ...(description !== task.description && { description }),
    ...(filled(data, 'group') !== task.group.id && { group: filled(data, 'group') }),
    ...changedChecklist(filled(data, 'checklist') ?? '', task),
    ...((filled(data, 'dueAt') ?? '') !== due && { dueAt: instant(data, 'dueAt') ?? null }),
    ...(isAfterShown &&
      after !== (first === undefined ? undefined : String(first)) && {
        after: after === undefined ? [] : [Number(after)],
      }),
    isRequired: data.get('isRequired') !== null,
    isShown: data.get('isShown') !== null,
  };
}

/** One that the present version of the process has no more. */
function ownGroup({ group }: Task) {
  return { id: group.id, title: groupTitle(group) };
}

function linesOf({ items }: Task): string[] {
  return items.map(({ text }) => text ?? '');
}

/** Where it is another list: a line that was there before keeps its tick. */
function changedChecklist(
  text: string,
  task: Task,
): Pick<Input<'changeTask'>['body'], 'checklist'> {
  const lines = text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const before = linesOf(task);
  if (lines.join('\n') === before.join('\n')) return {};
  const left = new Map(before.map((line, i) => [i + 1, line]));
  const checklist = lines.map((line) => {
    const [item] = [...left].find(([, own]) => own === line) ?? [];
    if (item === undefined) return { text: line };
    left.delete(item);
    return { text: line, item };
  });
  return { checklist };
}
