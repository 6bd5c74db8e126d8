import type { Signal } from '@preact/signals';
import type { Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { t } from '../words/language.ts';
import { type ActionName, actionNames, actions, isOffered } from './actions.tsx';
import { focusDock } from './focus_dock.ts';
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
            icon={actions[name].icon}
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

interface ChosenFormProps {
  name: ActionName;
  isChosen: boolean;
  store: TicketStore;
  ticket: Ticket;
  backToReply(): void;
}

function ChosenForm({ name, isChosen, store, ticket, backToReply }: ChosenFormProps) {
  const { Form } = actions[name];
  return <Form {...{ store, ticket, isChosen }} onDone={backToReply} onCancel={backToReply} />;
}
