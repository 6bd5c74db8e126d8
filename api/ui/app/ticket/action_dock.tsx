import type { Signal } from '@preact/signals';
import type { Ticket } from '../../../contract.ts';
import { Button } from '../design/button.tsx';
import { t } from '../words/language.ts';
import { type ActionName, actionNames, actions, isOffered } from './actions.tsx';
import { isLeft } from './begun_actions.ts';
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
  // What was written is shown as long as it is there, even when a colleague was faster.
  const isOvertaken = !offered.includes(action.value) && isLeft(ticket.id, action.value);
  if (offered.length === 0 && !isOvertaken) {
    const words = ticket.origin === 'live' ? t('dock.nothing') : t('dock.history');
    return <p class="dock dock-empty">{words}</p>;
  }
  const isThere = isOvertaken || offered.includes(action.value);
  const chosen = isThere ? action.value : offered[0];
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
            {name !== chosen && isLeft(ticket.id, name) && <BegunMark />}
          </Button>
        ))}
      </div>
      <div class="dock-form">
        {isOvertaken && <p class="hint overtaken">{t('dock.overtaken')}</p>}
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

/** Something was written into the form and not sent. */
function BegunMark() {
  return (
    <span class="begun" title={t('dock.begun')}>
      <span class="visually-hidden"> {t('dock.begun')}</span>
    </span>
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
  return <Form {...{ store, ticket, isChosen }} onDone={backToReply} onLeave={backToReply} />;
}
