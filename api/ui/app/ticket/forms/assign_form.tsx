import { useSignal } from '@preact/signals';
import { me } from '../../client/session.ts';
import { filled, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { agents, useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

const nobody = 'nobody';

/** To me, to somebody else, to another group, or to nobody so that the desk finds someone. */
export function AssignForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  const group = useSignal(ticket.group.id);
  const members = agents.value
    .filter((agent) => agent.groups.some(({ id }) => id === group.value))
    .map(({ id, name, openTicketCount }) => ({
      id,
      title: t(id === me.value?.id ? 'assign.me' : 'assign.person', {
        name,
        count: openTicketCount,
      }),
    }));
  return (
    <CommandForm
      {...props}
      title={t('action.assign')}
      submitLabel={t('action.assign')}
      operation="assign"
      inputOf={(data) => {
        const assignee = filled(data, 'assignee');
        const chosenGroup = filled(data, 'group');
        return {
          path: { id: ticket.id },
          body: {
            group: chosenGroup === ticket.group.id ? undefined : chosenGroup,
            assignee: assignee === nobody ? null : assignee,
            reason: filled(data, 'reason'),
          },
        };
      }}
    >
      <SelectField
        name="group"
        label={t('facts.group')}
        options={process?.groups ?? [ticket.group]}
        value={ticket.group.id}
        onChange={(value) => {
          group.value = value;
        }}
      />
      <SelectField
        key={group.value}
        name="assignee"
        label={t('facts.assignee')}
        none={t('assign.automatic')}
        options={[...members, { id: nobody, title: t('assign.nobody') }]}
        {...(ticket.assignee?.id === me.value?.id || !isMember(group.value)
          ? {}
          : { value: me.value?.id ?? '' })}
      />
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}

function isMember(groupId: string): boolean {
  return me.value?.groups.some(({ id }) => id === groupId) ?? false;
}
