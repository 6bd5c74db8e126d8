import { useSignal } from '@preact/signals';
import { CheckBox } from '../../design/choice.tsx';
import { SelectField, TextField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useProcess } from '../../words/process.ts';
import { noteMax, ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function ResolveForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const open = record.openIncidentCount;
  const withIncidents = useSignal(open > 0);
  const codes = (process?.resolutionCodes ?? []).filter(
    ({ requires }) => !requires.includes('article'),
  );
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.resolve')}
      operation="resolveProblem"
      inputOf={(data) => ({
        path: { id: props.record.id },
        body: {
          note: written(data, 'note'),
          incidents: withIncidents.value
            ? { code: written(data, 'code'), note: written(data, 'incidentNote') }
            : undefined,
        },
      })}
    >
      <TextField
        name="note"
        label={t('problems.what_solved')}
        maxLength={noteMax}
        rows={2}
        required
      />
      {open > 0 && (
        <CheckBox
          class="whole-row"
          isChecked={withIncidents.value}
          onChange={(next) => {
            withIncidents.value = next;
          }}
        >
          {t('problems.resolve_incidents', { count: open })}
        </CheckBox>
      )}
      {withIncidents.value && (
        <>
          <SelectField name="code" label={t('resolve.code')} options={codes} required />
          <TextField
            name="incidentNote"
            label={t('problems.tell_requesters')}
            maxLength={noteMax}
            rows={2}
            required
          />
        </>
      )}
    </ProblemForm>
  );
}
