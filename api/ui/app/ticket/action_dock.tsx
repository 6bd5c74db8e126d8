import zap from 'icon:zap';
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Ticket } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { PopUpMenu } from '../design/pop_up_menu.tsx';
import { pageKeys } from '../shortcuts.ts';
import { t } from '../words/language.ts';
import { actionKeys } from './action_keys.ts';
import { type ActionName, actionNames, actions, isOffered } from './actions.tsx';
import { isLeft } from './begun_actions.ts';
import { focusAsked, focusDock } from './focus_dock.ts';
import { mainAction } from './main_action.ts';
import type { TicketStore } from './ticket_store.ts';
import { askedBefore, unfinishedOn } from './unfinished.ts';
import { UnfinishedNote } from './unfinished_note.tsx';

interface ActionDockProps {
  store: TicketStore;
  ticket: Ticket;
  action: Signal<ActionName>;
  isChoosingMacro: Signal<boolean>;
}

/**
 * What can be done now: words to the requester or to colleagues, the one action that moves this ticket
 * on, and the rest in a menu with its keys; below, the form of what was chosen.
 */
export function ActionDock({ store, ticket, action, isChoosingMacro }: ActionDockProps) {
  useAskedBefore(ticket, action);
  const offered = actionNames.filter((name) => isOffered(name, ticket.allowed));
  // What was written is shown as long as it is there, even when a colleague was faster.
  const isOvertaken = !offered.includes(action.value) && isLeft(ticket.id, action.value);
  if (offered.length === 0 && !isOvertaken) {
    const words = ticket.origin === 'live' ? t('dock.nothing') : t('dock.history');
    return <p class="dock dock-empty">{words}</p>;
  }
  const isThere = isOvertaken || offered.includes(action.value);
  const chosen = isThere ? action.value : offered[0];
  const main = mainAction(ticket, me.value?.id ?? '');
  const atHand: readonly (ActionName | undefined)[] = ['reply', 'note', main, chosen];
  const shown = offered.filter((name) => atHand.includes(name));
  const folded = offered.filter((name) => !shown.includes(name));
  const choose = (name: ActionName) => {
    action.value = name;
    requestAnimationFrame(focusDock);
  };
  const backToReply = () => {
    action.value = 'reply';
  };
  return (
    <section class="dock" aria-label={t('dock.title')}>
      <div class="dock-actions">
        {shown.map((name) => (
          <ActionButton
            key={name}
            name={name}
            isMain={name === main && name !== 'reply'}
            isChosen={name === chosen}
            isBegun={name !== chosen && isLeft(ticket.id, name)}
            onChoose={() => choose(name)}
          />
        ))}
        {ticket.origin === 'live' && (
          <PopUpMenu
            label={t('dock.more')}
            mark={folded.some((name) => isLeft(ticket.id, name)) && <BegunMark />}
          >
            {(close) => (
              <>
                {folded.map((name) => (
                  <ActionButton
                    key={name}
                    name={name}
                    isBegun={isLeft(ticket.id, name)}
                    onChoose={() => {
                      close();
                      choose(name);
                    }}
                  />
                ))}
                <Button
                  kind="quiet"
                  icon={zap}
                  shortcut={pageKeys.macro[0]}
                  onClick={() => {
                    close();
                    isChoosingMacro.value = true;
                  }}
                >
                  {t('shortcuts.macro')}
                </Button>
              </>
            )}
          </PopUpMenu>
        )}
      </div>
      <UnfinishedNote ticketId={ticket.id} />
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

/** A step was refused for what is not known of the ticket: opens the form in which it is said. */
function useAskedBefore(ticket: Ticket, action: Signal<ActionName>): void {
  const unfinished = unfinishedOn(ticket.id);
  useEffect(() => {
    const asked = unfinished && askedBefore(unfinished.refused);
    if (!asked || !isOffered(asked.action, ticket.allowed)) return;
    action.value = asked.action;
    requestAnimationFrame(() => focusAsked(asked.missing));
  }, [unfinished]);
}

interface ActionButtonProps {
  name: ActionName;
  /** It is what moves the ticket on. */
  isMain?: boolean;
  isChosen?: boolean;
  /** Something was written into its form and not sent. */
  isBegun: boolean;
  onChoose(): void;
}

function ActionButton(props: ActionButtonProps) {
  const { name, isMain = false, isChosen = false, isBegun, onChoose } = props;
  return (
    <Button
      kind={isMain && !isChosen ? 'plain' : 'quiet'}
      icon={actions[name].icon}
      class={`action-${name}`}
      isPressed={isChosen}
      shortcut={actionKeys[name]}
      onClick={onChoose}
    >
      {t(`action.${name}`)}
      {isBegun && <BegunMark />}
    </Button>
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
