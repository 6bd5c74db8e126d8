import { changedFields, FormFields } from '../../parts/form_fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { askedBefore, unfinishedOn } from '../unfinished.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** What the process asks of the ticket: filled in, put right or emptied. */
export function SetFieldsForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  if (!process) return null;
  const { refused } = unfinishedOn(ticket.id) ?? {};
  const missing = (refused && askedBefore(refused)?.missing) ?? [];
  const { type, channel, category, service, impact, urgency, requester } = ticket;
  return (
    <CommandForm
      {...props}
      title={t('action.setFields')}
      submitLabel={t('fields.submit')}
      operation="setFields"
      inputOf={(data) => ({
        path: { id: ticket.id },
        body: { fields: changedFields(data, process, ticket.fields) },
      })}
    >
      <FormFields
        process={process}
        form={{
          ...{ type, channel, category, service, impact, urgency },
          requesterTier: requester.tier,
        }}
        known={ticket.fields}
        asked={missing}
      />
    </CommandForm>
  );
}
