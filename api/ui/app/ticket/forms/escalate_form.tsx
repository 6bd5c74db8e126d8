import { useSignal } from '@preact/signals';
import { t } from '../../language.ts';
import { filled, RadioField, SelectField, TextField } from '../../parts/fields.tsx';
import { titleOf, useProcess } from '../../process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

/** Up to more skill, or to management. What was done so far goes along by itself. */
export function EscalateForm(props: FormProps) {
  const { ticket } = props;
  const process = useProcess(ticket.process.id);
  const stepCount = useSignal(ticket.diagnosticSteps.length).value;
  return (
    <CommandForm
      {...props}
      title={t('action.escalate')}
      submitLabel={t('action.escalate')}
      method="POST"
      resource="escalations"
      bodyOf={(data) => ({
        kind: filled(data, 'kind'),
        reason: filled(data, 'reason'),
        note: filled(data, 'note'),
        requestedOutcome: filled(data, 'requestedOutcome'),
      })}
    >
      <RequiredFields ticket={props.ticket} step="escalate" />
      <RadioField
        name="kind"
        label={t('escalate.kind')}
        value="functional"
        options={[
          { id: 'functional', title: t('escalate.functional') },
          { id: 'hierarchical', title: t('escalate.hierarchical') },
        ]}
      />
      <SelectField
        name="reason"
        label={t('form.reason')}
        options={process?.escalationReasons ?? []}
        required
      />
      <TextField
        name="note"
        label={t('escalate.note')}
        hint={t('escalate.carried', {
          count: stepCount,
          category: ticket.category ? titleOf('categories', ticket.category) : t('facts.none'),
        })}
        maxLength={10_000}
        rows={2}
      />
      <TextField
        name="requestedOutcome"
        label={t('escalate.requested_outcome')}
        maxLength={10_000}
        rows={2}
      />
    </CommandForm>
  );
}
