import { useSignal } from '@preact/signals';
import { taskItemsMax } from '../../../../../workflows/domain/ticket.ts';
import type { ProcessDescription } from '../../../../contract.ts';
import { CheckField } from '../../design/choice.tsx';
import { DateTimeField, filled, instant, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { agents, useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** A piece of work for a group: one that the process has a name for, or any other. */
export function AddTaskForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  const name = useSignal('');
  if (!process) return null;
  const named = process.tasks.find(({ id }) => id === name.value);
  return (
    <CommandForm
      {...props}
      title={t('action.addTask')}
      submitLabel={t('action.addTask')}
      operation="addTask"
      inputOf={(data) => ({ path: { id: ticket.id }, body: bodyOf(data) })}
    >
      {process.tasks.length > 0 && (
        <SelectField
          name="task"
          label={t('tasks.which')}
          none={t('tasks.another')}
          options={process.tasks}
          value={name.value}
          onChange={(value) => {
            name.value = value;
          }}
        />
      )}
      {named ? <p class="hint">{named.description}</p> : <OwnWords />}
      <TaskPlace key={name.value} {...props} process={process} named={named} />
    </CommandForm>
  );
}

/** What it is, where the process does not say. */
function OwnWords() {
  return (
    <>
      <TextField name="title" label={t('tasks.title_field')} maxLength={200} required />
      <TextField name="description" label={t('tasks.description')} maxLength={50_000} rows={3} />
      <TextField
        name="checklist"
        label={t('tasks.checklist')}
        hint={t('tasks.checklist_hint')}
        maxLength={taskItemsMax * 201}
        rows={3}
      />
    </>
  );
}

type Named = ProcessDescription['tasks'][number];

interface PlaceProps extends FormProps {
  process: ProcessDescription;
  named: Named | undefined;
}

/** Who does it, when, and what it comes after. */
function TaskPlace({ ticket, process, named }: PlaceProps) {
  const group = useSignal(named?.group ?? ticket.group.id);
  const members = agents.value.filter((agent) => agent.groups.some(({ id }) => id === group.value));
  const open = ticket.tasks.filter(({ outcome }) => outcome === 'open');
  return (
    <>
      <SelectField
        name="group"
        label={t('tasks.group')}
        options={process.groups}
        value={group.value}
        onChange={(value) => {
          group.value = value;
        }}
      />
      <SelectField
        key={group.value}
        name="assignee"
        label={t('tasks.assignee')}
        none={t('tasks.nobody_yet')}
        options={members.map((agent) => ({ id: agent.id, title: agent.name }))}
      />
      <DateTimeField name="dueAt" label={t('tasks.due')} />
      {open.length > 0 && (
        <SelectField
          name="after"
          label={t('tasks.after')}
          none={t('tasks.any_time')}
          options={open.map(({ n, title }) => ({ id: String(n), title: `${n}. ${title ?? ''}` }))}
        />
      )}
      <CheckField name="isRequired" isCheckedAtFirst={named?.isRequired ?? false}>
        {t('tasks.is_required')}
      </CheckField>
      <CheckField name="isShown" isCheckedAtFirst={named?.isShown ?? false}>
        {t('tasks.is_shown')}
      </CheckField>
    </>
  );
}

function bodyOf(data: FormData) {
  const items = (filled(data, 'checklist') ?? '').split('\n').map((item) => item.trim());
  const checklist = items.filter((item) => item !== '');
  const after = filled(data, 'after');
  return {
    task: filled(data, 'task'),
    title: filled(data, 'title'),
    description: filled(data, 'description'),
    ...(checklist.length > 0 && { checklist }),
    group: filled(data, 'group'),
    assignee: filled(data, 'assignee'),
    dueAt: instant(data, 'dueAt'),
    ...(after !== undefined && { after: [Number(after)] }),
    isRequired: data.get('isRequired') !== null,
    isShown: data.get('isShown') !== null,
  };
}
