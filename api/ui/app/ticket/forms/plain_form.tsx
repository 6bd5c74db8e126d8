import type { Ticket } from '../../../../contract.ts';
import type { Method } from '../../client.ts';
import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import type { ActionName } from '../actions.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

interface PlainCommand {
  method: Method;
  resource(ticket: Ticket): string;
  body: 'none' | 'empty' | 'reason';
}

const commands = {
  accept: { method: 'PUT', resource: () => 'acceptance', body: 'empty' },
  acceptEscalation: {
    method: 'PUT',
    resource: (ticket) => `escalations/${openEscalationOf(ticket)}/acceptance`,
    body: 'empty',
  },
  refuseEscalation: {
    method: 'PUT',
    resource: (ticket) => `escalations/${openEscalationOf(ticket)}/refusal`,
    body: 'reason',
  },
  approve: {
    method: 'PUT',
    resource: (ticket) => `approvals/${openApprovalOf(ticket)}/acceptance`,
    body: 'reason',
  },
  refuseApproval: {
    method: 'PUT',
    resource: (ticket) => `approvals/${openApprovalOf(ticket)}/refusal`,
    body: 'reason',
  },
  withdrawMajor: { method: 'DELETE', resource: () => 'major-incident', body: 'reason' },
  endPending: { method: 'DELETE', resource: () => 'pending', body: 'none' },
  reopen: { method: 'DELETE', resource: () => 'resolution', body: 'reason' },
  close: { method: 'PUT', resource: () => 'closure', body: 'reason' },
  cancel: { method: 'PUT', resource: () => 'cancellation', body: 'reason' },
  unmerge: { method: 'DELETE', resource: () => 'merge', body: 'none' },
} as const satisfies Partial<Record<ActionName, PlainCommand>>;

type PlainAction = keyof typeof commands;

function openEscalationOf({ escalations }: Ticket): number {
  return escalations.findLast(({ outcome }) => outcome === 'open')?.n ?? 0;
}

function openApprovalOf({ approvals }: Ticket): number {
  return approvals.find(({ outcome }) => outcome === 'open')?.n ?? 0;
}

/** The commands that ask for nothing, or for a reason at most. */
const harmless: readonly PlainAction[] = ['accept', 'acceptEscalation', 'endPending'];

interface PlainFormProps extends FormProps {
  name: PlainAction;
  /** A person chose it just now. */
  isChosen: boolean;
}

export function PlainForm({ name, isChosen, ...props }: PlainFormProps) {
  const { method, resource, body } = commands[name];
  return (
    <CommandForm
      {...props}
      title={t(`action.${name}`)}
      submitLabel={t(`action.${name}`)}
      method={method}
      resource={resource(props.ticket)}
      startsAtOnce={isChosen && harmless.includes(name)}
      {...(body === 'none'
        ? {}
        : { bodyOf: (data: FormData) => ({ reason: filled(data, 'reason') }) })}
    >
      <p class="hint">{t(`plain.${name}`)}</p>
      {body === 'reason' && <TextField name="reason" label={t('form.reason')} maxLength={10_000} />}
    </CommandForm>
  );
}
