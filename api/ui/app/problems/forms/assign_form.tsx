import { filled, SelectField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { agents, useProcess } from '../../process.ts';
import { me } from '../../session.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

const nobody = 'nobody';

export function AssignForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const mine = me.value ? [{ id: me.value.id, title: t('filter.me') }] : [];
  const others = agents.value
    .filter(({ id }) => id !== me.value?.id)
    .map(({ id, name }) => ({ id, title: name }));
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.assign')}
      resource="assignment"
      bodyOf={(data) => {
        const owner = filled(data, 'owner');
        return { group: filled(data, 'group'), owner: owner === nobody ? null : owner };
      }}
    >
      <SelectField
        name="owner"
        label={t('problems.owner')}
        options={[{ id: nobody, title: t('ticket.nobody') }, ...mine, ...others]}
        value={record.owner?.id ?? me.value?.id ?? nobody}
      />
      <SelectField
        name="group"
        label={t('facts.group')}
        options={process?.groups ?? [record.group]}
        value={record.group.id}
      />
    </ProblemForm>
  );
}
