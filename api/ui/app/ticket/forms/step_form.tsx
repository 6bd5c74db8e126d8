import { diagnosticStepKinds } from '../../../../../workflows/domain/ticket.ts';
import { chosen, filled, SelectField, TextField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

export function StepForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  const category = process?.categories.find(({ id }) => id === ticket.category);
  const runbook = (category?.runbook ?? []).filter(({ id }) => !ticket.runbookSteps.includes(id));
  return (
    <CommandForm
      {...props}
      title={t('action.addDiagnosticStep')}
      submitLabel={t('step.submit')}
      operation="addDiagnosticStep"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          kind: chosen(data, 'kind', diagnosticStepKinds) ?? 'information',
          step: written(data, 'step'),
          outcome: written(data, 'outcome'),
          ruledOut: filled(data, 'ruledOut'),
          runbookStep: filled(data, 'runbookStep'),
        },
      })}
    >
      <SelectField
        name="kind"
        label={t('step.kind')}
        options={diagnosticStepKinds.map((id) => ({ id, title: t(`step_kind.${id}`) }))}
        value="information"
      />
      {runbook.length > 0 && (
        <SelectField
          name="runbookStep"
          label={t('step.runbook')}
          none={t('step.own')}
          options={runbook}
        />
      )}
      <TextField name="step" label={t('step.what')} maxLength={10_000} required rows={2} />
      <TextField name="outcome" label={t('step.outcome')} maxLength={10_000} required rows={2} />
      <TextField name="ruledOut" label={t('step.ruled_out')} maxLength={10_000} />
    </CommandForm>
  );
}
