import type { HumanCommandName, Operations, Ticket } from '../../../../contract.ts';
import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** What a command is sent with, as its operation says. */
type Content<Body> = Body extends undefined
  ? 'nothing'
  : string extends keyof Body
    ? 'nothing said'
    : 'a reason';

/** The commands that ask for nothing, or for a reason at most. */
const contents: { [Name in PlainCommand]: Content<Operations[Name]['body']> } = {
  accept: 'nothing said',
  acceptEscalation: 'nothing said',
  refuseEscalation: 'a reason',
  approve: 'a reason',
  refuseApproval: 'a reason',
  withdrawMajor: 'a reason',
  endPending: 'nothing',
  reopen: 'a reason',
  close: 'a reason',
  cancel: 'a reason',
  unmerge: 'nothing',
};

export type PlainCommand = Extract<
  HumanCommandName,
  | 'accept'
  | 'acceptEscalation'
  | 'refuseEscalation'
  | 'approve'
  | 'refuseApproval'
  | 'withdrawMajor'
  | 'endPending'
  | 'reopen'
  | 'close'
  | 'cancel'
  | 'unmerge'
>;

export function isPlain(name: string): name is PlainCommand {
  return name in contents;
}

/** Those that take nothing away are done at one press. */
const harmless: readonly PlainCommand[] = ['accept', 'acceptEscalation', 'endPending'];

interface PlainFormProps extends FormProps {
  name: PlainCommand;
  /** A person chose it just now. */
  isChosen: boolean;
}

export function PlainForm({ name, isChosen, ...props }: PlainFormProps) {
  return (
    <CommandForm
      {...props}
      title={t(`action.${name}`)}
      submitLabel={t(`action.${name}`)}
      operation={name}
      inputOf={(data) => ({
        path: { id: props.ticket.id, n: openOne(name, props.ticket) },
        body: bodyOf(name, data),
      })}
      startsAtOnce={isChosen && harmless.includes(name)}
    >
      <p class="hint">{t(`plain.${name}`)}</p>
      {contents[name] === 'a reason' && (
        <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
      )}
    </CommandForm>
  );
}

function bodyOf(name: PlainCommand, data: FormData) {
  if (contents[name] === 'nothing') return undefined;
  return contents[name] === 'a reason' ? { reason: filled(data, 'reason') } : {};
}

/** The number of the escalation or approval that is answered. */
function openOne(name: PlainCommand, { escalations, approvals }: Ticket): number {
  const isApproval = name === 'approve' || name === 'refuseApproval';
  const list = isApproval ? approvals : escalations;
  return list.findLast(({ outcome }) => outcome === 'open')?.n ?? 0;
}
