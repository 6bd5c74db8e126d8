import { me } from '../../client/session.ts';
import { filled, SelectField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { agents, useProcess } from '../../words/process.ts';
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
      operation="assignProblem"
      inputOf={(data) => {
        const owner = filled(data, 'owner');
        const body = { group: filled(data, 'group'), owner: owner === nobody ? null : owner };
        return { path: { id: record.id }, body };
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
