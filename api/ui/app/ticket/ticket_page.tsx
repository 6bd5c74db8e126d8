import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { me } from '../client/session.ts';
import { pathOf } from '../console/filters.ts';
import { noteOpened } from '../console/list_place.ts';
import { ticketList } from '../console/ticket_list.ts';
import { copyLink } from '../copy_link.ts';
import { useKeys } from '../keys.ts';
import { usePalette } from '../palette/palette.ts';
import { pointedAt } from '../parts/entry_address.tsx';
import { RecordAwaited, RecordPage } from '../parts/record_page.tsx';
import { pageKeys } from '../shortcuts.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { useFollowed } from '../words/process.ts';
import { ActionDock } from './action_dock.tsx';
import { actionKeys } from './action_keys.ts';
import { type ActionName, actionNames, isOffered } from './actions.tsx';
import { isLeft } from './begun_actions.ts';
import { FactsPanel } from './facts_panel.tsx';
import { focusDock } from './focus_dock.ts';
import { MacroRunWhenOpen } from './macro_run_opener.tsx';
import { usePresence } from './presence.ts';
import { TicketHeader } from './ticket_header.tsx';
import { type TicketStore, useTicketStore } from './ticket_store.ts';
import { Timeline } from './timeline.tsx';

export function TicketPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <TicketScreen key={id} id={id} />;
}

function TicketScreen({ id }: { id: string }) {
  const store = useTicketStore(id);
  const ticket = store.ticket.value;
  const action = useSignal<ActionName>(actionNames.find((name) => isLeft(id, name)) ?? 'reply');
  useFollowed(ticket?.process ?? null);
  useTitle(ticket ? `#${ticket.number} ${ticket.subject ?? ''}` : '');
  const isChoosing = useSignal(false);
  useTicketKeys(store, action, isChoosing);

  usePresence(id);
  useEffect(() => noteOpened(id), []);
  useEffect(() => {
    const isGone = ticket && !isOffered(action.value, ticket.allowed);
    if (isGone && !isLeft(id, action.value)) action.value = 'reply';
  }, [ticket]);

  if (ticket === null) {
    return (
      <RecordAwaited
        store={store}
        loading={t('ticket.loading')}
        unknown={t('ticket.unknown')}
        back={t('ticket.back')}
        href="/tickets"
      />
    );
  }
  return (
    <RecordPage
      header={<TicketHeader store={store} ticket={ticket} />}
      facts={<FactsPanel store={store} ticket={ticket} action={action} />}
    >
      <Timeline store={store} ticket={ticket} myId={me.value?.id ?? ''} />
      <ActionDock store={store} ticket={ticket} action={action} isChoosingMacro={isChoosing} />
      <MacroRunWhenOpen store={store} ticketId={ticket.id} isOpen={isChoosing} />
    </RecordPage>
  );
}

function useTicketKeys(
  store: TicketStore,
  action: { value: ActionName },
  isChoosingMacro: { value: boolean },
): void {
  const { route } = useLocation();
  const chooseMacro = () => {
    if (store.ticket.value?.origin === 'live') isChoosingMacro.value = true;
  };
  const choose = (name: ActionName) => () => {
    const ticket = store.ticket.value;
    if (!ticket || !isOffered(name, ticket.allowed)) return;
    action.value = name;
    requestAnimationFrame(focusDock);
  };
  const copy = () => void copyLink(`/tickets/${store.id}${pointedAt()}`);
  const neighbour = (step: 1 | -1) => () => {
    const items = ticketList.items.value;
    const here = items.findIndex(({ id }) => id === store.id);
    const next = here === -1 ? undefined : items[here + step];
    if (next) route(`/tickets/${next.id}`);
  };
  usePalette(() => {
    const allowed = store.ticket.value?.allowed ?? [];
    const section = 'palette.section_ticket' as const;
    return [
      ...actionNames
        .filter((name) => isOffered(name, allowed))
        .map((name) => ({
          id: name,
          section,
          words: t(`action.${name}`),
          key: actionKeys[name],
          run: choose(name),
        })),
      {
        id: 'macro',
        section,
        words: t('shortcuts.macro'),
        key: pageKeys.macro[0],
        run: chooseMacro,
      },
      {
        id: 'copy_link',
        section,
        words: t('shortcuts.copy_link'),
        key: pageKeys.copy_link[0],
        run: copy,
      },
    ];
  });
  useKeys({
    ...Object.fromEntries(actionNames.map((name) => [actionKeys[name], choose(name)])),
    [pageKeys.macro[0]]: chooseMacro,
    [pageKeys.copy_link[0]]: copy,
    u: () => route(ticketList.filters.value ? pathOf(ticketList.filters.value) : '/tickets'),
    j: neighbour(1),
    k: neighbour(-1),
  });
}
