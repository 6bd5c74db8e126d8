import type { HumanCommandName, Operations, Ticket } from '../../../../contract.ts';
import { me } from '../../client/session.ts';
import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** What a plain form asks for: nothing, or a reason that may be left out. */
type Asks<Body> = [Body] extends [undefined]
  ? 'nothing'
  : string extends keyof Body
    ? 'nothing said'
    : [keyof Body] extends ['reason']
      ? 'a reason'
      : never;

type AskedFor = { [Name in HumanCommandName]: Asks<Operations[Name]['body']> };

/** Given where their panel lists what they are about. */
type PanelCommand = 'follow' | 'unfollow' | 'cancelTask' | 'reopenTask';

/** The commands that ask for nothing, or for a reason at most, as their operations say. */
export type PlainCommand = {
  [Name in Exclude<HumanCommandName, PanelCommand>]: [AskedFor[Name]] extends [never]
    ? never
    : keyof Operations[Name]['path'] extends 'id' | 'n'
      ? Name
      : never;
}[Exclude<HumanCommandName, PanelCommand>];

export type Plain = { [Name in PlainCommand]: { name: Name; asks: AskedFor[Name] } }[PlainCommand];

/** Those that take nothing away are done at one press. */
const harmless: readonly PlainCommand[] = [
  'accept',
  'acceptEscalation',
  'acknowledgePage',
  'endPending',
];

type PlainFormProps = FormProps & Plain;

export function PlainForm({ name, asks, isChosen = false, ...props }: PlainFormProps) {
  return (
    <CommandForm
      {...props}
      title={t(`action.${name}`)}
      submitLabel={t(`action.${name}`)}
      operation={name}
      inputOf={(data) => ({
        path: { id: props.ticket.id, n: openOne(name, props.ticket) },
        body: bodyOf(asks, data),
      })}
      startsAtOnce={isChosen && harmless.includes(name)}
    >
      <p class="hint">{t(`plain.${name}`)}</p>
      {asks === 'a reason' && (
        <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
      )}
    </CommandForm>
  );
}

function bodyOf(asks: Plain['asks'], data: FormData) {
  if (asks === 'nothing') return undefined;
  return asks === 'a reason' ? { reason: filled(data, 'reason') } : {};
}

const isMine = ({ person }: Ticket['pages'][number]) => person?.id === me.value?.id;

/** The number of the page that is acknowledged, the caller’s own first, of the escalation that is answered, or of the approval that the caller decides first. */
function openOne(name: PlainCommand, { escalations, approvals, pages }: Ticket): number {
  if (name === 'acknowledgePage') return (pages.find(isMine) ?? pages[0])?.n ?? 0;
  if (name === 'approve') return approvals.find(({ mayApprove }) => mayApprove)?.n ?? 0;
  if (name === 'refuseApproval') return approvals.find(({ mayRefuse }) => mayRefuse)?.n ?? 0;
  return escalations.findLast(({ outcome }) => outcome === 'open')?.n ?? 0;
}
