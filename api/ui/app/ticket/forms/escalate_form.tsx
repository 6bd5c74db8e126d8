import { useSignal } from '@preact/signals';
import { chosen, filled, RadioField, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

const kinds = ['functional', 'hierarchical', 'downward'] as const;

/** Up to more skill, or to management. The steps recorded so far are handed off with it. */
export function EscalateForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  const stepCount = useSignal(recordedSteps(ticket)).value;
  const kind = useSignal('functional');
  const isDownward = kind.value === 'downward';
  return (
    <CommandForm
      {...props}
      title={t('action.escalate')}
      submitLabel={t('action.escalate')}
      operation="escalate"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          kind: chosen(data, 'kind', kinds) ?? 'functional',
          reason: filled(data, 'reason'),
          note: filled(data, 'note'),
          requestedOutcome: filled(data, 'requestedOutcome'),
        },
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
          ...(ticket.hasClimbed ? [{ id: 'downward', title: t('escalate.downward') }] : []),
        ]}
        onChange={(value) => {
          kind.value = value;
        }}
      />
      {!isDownward && (
        <SelectField
          name="reason"
          label={t('form.reason')}
          options={process?.escalationReasons ?? []}
          required
        />
      )}
      <TextField
        name="note"
        label={isDownward ? t('escalate.why_down') : t('escalate.note')}
        required={isDownward}
        hint={t('escalate.carried', { count: stepCount })}
        maxLength={10_000}
        rows={2}
      />
      {!isDownward && (
        <TextField
          name="requestedOutcome"
          label={t('escalate.requested_outcome')}
          maxLength={10_000}
          rows={2}
        />
      )}
    </CommandForm>
  );
}

function recordedSteps({ counts }: FormProps['ticket']): number {
  return Object.values(counts.diagnosticSteps).reduce((sum, count) => sum + count, 0);
}
