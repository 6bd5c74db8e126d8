import type { Signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { t } from '../words/language.ts';
import { type ActionName, actionNames, icons, isOffered } from './actions.ts';
import { focusDock } from './focus_dock.ts';
import { AssignForm } from './forms/assign_form.tsx';
import { ClassifyForm } from './forms/classify_form.tsx';
import type { FormProps } from './forms/command_form.tsx';
import { EscalateForm } from './forms/escalate_form.tsx';
import { LinkForm } from './forms/link_form.tsx';
import { MajorForm } from './forms/major_form.tsx';
import { MergeForm } from './forms/merge_form.tsx';
import { PendingForm } from './forms/pending_form.tsx';
import { isPlain, type PlainCommand, PlainForm } from './forms/plain_form.tsx';
import { ResolveForm } from './forms/resolve_form.tsx';
import { SplitForm } from './forms/split_form.tsx';
import { StepForm } from './forms/step_form.tsx';
import { SurveyForm } from './forms/survey_form.tsx';
import { ReplyForm } from './reply_form.tsx';
import type { TicketStore } from './ticket_store.ts';

interface ActionDockProps {
  store: TicketStore;
  ticket: Ticket;
  action: Signal<ActionName>;
}

/** Everything that can be done now, and the form of the one that was chosen. */
export function ActionDock({ store, ticket, action }: ActionDockProps) {
  const offered = actionNames.filter((name) => isOffered(name, ticket.allowed));
  if (offered.length === 0) {
    const words = ticket.origin === 'live' ? t('dock.nothing') : t('dock.history');
    return <p class="dock dock-empty">{words}</p>;
  }
  const chosen = offered.includes(action.value) ? action.value : offered[0];
  const backToReply = () => {
    action.value = 'reply';
  };
  return (
    <section class="dock" aria-label={t('dock.title')}>
      <div class="dock-actions">
        {offered.map((name) => (
          <Button
            key={name}
            kind="quiet"
            icon={icons[name]}
            class={`action-${name}`}
            isPressed={name === chosen}
            onClick={() => {
              action.value = name;
              requestAnimationFrame(focusDock);
            }}
          >
            {t(`action.${name}`)}
          </Button>
        ))}
      </div>
      <div class="dock-form">
        {chosen && (
          <ChosenForm
            key={chosen}
            name={chosen}
            isChosen={chosen === action.value}
            {...{ store, ticket, backToReply }}
          />
        )}
      </div>
    </section>
  );
}

/** A command without a form, here or among the plain ones, does not compile. */
const forms: Record<Exclude<ActionName, PlainCommand>, ComponentType<FormProps>> = {
  reply: ({ store, ticket }) => <ReplyForm store={store} ticket={ticket} visibility="public" />,
  note: ({ store, ticket }) => <ReplyForm store={store} ticket={ticket} visibility="internal" />,
  assign: AssignForm,
  classify: ClassifyForm,
  escalate: EscalateForm,
  addDiagnosticStep: StepForm,
  setPending: PendingForm,
  resolve: ResolveForm,
  link: LinkForm,
  split: SplitForm,

  declareMajor: MajorForm,
  merge: MergeForm,
  recordSatisfaction: SurveyForm,
};

interface ChosenFormProps {
  name: ActionName;
  isChosen: boolean;
  store: TicketStore;
  ticket: Ticket;
  backToReply(): void;
}

function ChosenForm({ name, isChosen, store, ticket, backToReply }: ChosenFormProps) {
  const form = { store, ticket, onDone: backToReply, onCancel: backToReply };
  if (isPlain(name)) return <PlainForm {...form} name={name} isChosen={isChosen} />;
  const Form = forms[name];
  return <Form {...form} />;
}
