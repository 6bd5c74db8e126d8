import { filled, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { useProcess } from '../../process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

const kinds = ['information', 'reproduction', 'test', 'root_cause', 'workaround'] as const;

export function StepForm(props: FormProps) {
  const { ticket } = props;
  const process = useProcess(ticket.process.id);
  const category = process?.categories.find(({ id }) => id === ticket.category);
  const done = new Set(ticket.diagnosticSteps.map(({ runbookStep }) => runbookStep));
  const runbook = (category?.runbook ?? []).filter(({ id }) => !done.has(id));
  return (
    <CommandForm
      {...props}
      title={t('action.addDiagnosticStep')}
      submitLabel={t('step.submit')}
      method="POST"
      resource="diagnostic-steps"
      bodyOf={(data) => ({
        kind: filled(data, 'kind'),
        step: filled(data, 'step'),
        outcome: filled(data, 'outcome'),
        ruledOut: filled(data, 'ruledOut'),
        runbookStep: filled(data, 'runbookStep'),
      })}
    >
      <SelectField
        name="kind"
        label={t('step.kind')}
        options={kinds.map((id) => ({ id, title: t(`step_kind.${id}`) }))}
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
