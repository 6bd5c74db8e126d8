import type { AnswerOf, HumanCommandName, Input, Problem, Ticket } from '../../../../contract.ts';
import { forgetDraft } from '../../draft.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import { t } from '../../words/language.ts';
import { draftNameOf } from '../begun_actions.ts';
import type { TicketStore } from '../ticket_store.ts';
import {
  askedBefore,
  forgetUnfinished,
  noteUnfinished,
  type Unfinished,
  unfinishedOn,
} from '../unfinished.ts';

export interface FormProps {
  store: TicketStore;
  ticket: Ticket;
  onDone?: (() => void) | undefined;
  /** Leaves it as it is; absent where there is nothing to go back to. */
  onLeave?: (() => void) | undefined;
  /** A person chose it just now. */
  isChosen?: boolean;
}

type CommandFormProps<Name extends HumanCommandName> = FormProps &
  Omit<SendingFormProps<Name>, 'draftName' | 'onAnswer' | 'onLeave' | 'onRefused'>;

type GivenCommand = Unfinished['commands'][number];

/**
 * A small form that sends one command to a ticket. Refused for what is not known of the ticket, it waits
 * until that was said in the form for it, which then goes on with what was refused.
 */
export function CommandForm<Name extends HumanCommandName>({
  store,
  ticket,
  isChosen: _isChosen,
  onDone,
  ...form
}: CommandFormProps<Name>) {
  const { operation } = form;
  const draftName = draftNameOf(ticket.id, operation);
  const unfinished = unfinishedOn(ticket.id);
  if (unfinished && askedBefore(unfinished.refused)?.action === operation) {
    return <GoingOnForm {...{ ...form, store, ticket, onDone, unfinished, draftName }} />;
  }
  const wait = (refused: Problem, input: Input<Name>) => {
    if (askedBefore(refused) === null) return;
    noteUnfinished(ticket.id, {
      done: [],
      commands: [commandOf(operation, input as { body?: unknown })],
      refused,
    });
  };
  return (
    <SendingForm
      {...form}
      draftName={draftName}
      onRefused={wait}
      onAnswer={(answer) => {
        if (unfinished?.commands[0]?.name === operation) forgetUnfinished(ticket.id);
        store.apply(answer);
        onDone?.();
      }}
    />
  );
}

type GoingOnFormProps<Name extends HumanCommandName> = CommandFormProps<Name> & {
  unfinished: Unfinished;
  draftName: string;
};

/** Says what was missing, and does at the same press what was refused without it. */
function GoingOnForm<Name extends HumanCommandName>(props: GoingOnFormProps<Name>) {
  const { store, ticket, onDone, unfinished, draftName, operation, inputOf, ...form } = props;
  const [next] = unfinished.commands;
  if (!next) return null;
  const said = { name: operation } as GivenCommand;
  const take = ({ ticket: after, refused, done: count }: AnswerOf<'giveCommands'>) => {
    const done = unfinished.commands.slice(0, count - 1);
    for (const { name } of done) forgetDraft(draftNameOf(ticket.id, name));
    if (refused === null) forgetUnfinished(ticket.id);
    else {
      noteUnfinished(ticket.id, {
        done: [...unfinished.done, said.name, ...done.map(({ name }) => name)],
        commands: unfinished.commands.slice(count - 1),
        refused,
      });
    }
    store.apply(after);
    onDone?.();
  };
  return (
    <SendingForm
      {...form}
      submitLabel={t('form.save_and', { action: actionOf(next).toLowerCase() })}
      draftName={draftName}
      operation="giveCommands"
      inputOf={(data) => ({
        path: { id: ticket.id },
        body: {
          commands: [
            commandOf(operation, inputOf(data) as { body?: unknown }),
            ...unfinished.commands,
          ],
        },
      })}
      onAnswer={take}
    />
  );
}

function actionOf({ name }: GivenCommand): string {
  return t(name === 'addMessage' ? 'action.reply' : `action.${name}`);
}

/** A command as a sequence has it. */
function commandOf(name: HumanCommandName, input: { body?: unknown }): GivenCommand {
  return { name, ...('body' in input && { body: input.body }) } as GivenCommand;
}
