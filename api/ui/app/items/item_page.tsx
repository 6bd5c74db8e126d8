import pencil from 'icon:pencil';
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { ConfigurationItem, Problem } from '../../../contract.ts';
import { ItemDialog } from '../administration/item_dialog.tsx';
import { desk } from '../client/desk.ts';
import { isAgent, me, seesToGroups } from '../client/session.ts';
import { BackLink } from '../design/back_link.tsx';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { Text } from '../design/text.tsx';
import { NamedItems } from '../parts/named_items.tsx';
import { RecordAwaited } from '../parts/record_page.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { groupTitle, useProcess } from '../words/process.ts';
import { Dependents } from './dependents.tsx';
import { ItemHistory } from './item_history.tsx';
import { ItemSessions } from './item_sessions.tsx';
import { ItemTickets } from './item_tickets.tsx';

export default function ItemPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <ItemScreen key={id} id={id} />;
}

/** What is known of a device or a service, and what became of it. */
function ItemScreen({ id }: { id: string }) {
  const store = useItem(id);
  const isEditing = useSignal(false);
  const item = store.item.value;
  const account = me.value;
  useTitle(item?.name ?? '');
  if (!account) return null;
  if (item === null) {
    return (
      <RecordAwaited
        store={store}
        loading={t('item.loading')}
        unknown={t('item.unknown')}
        back={t(isAgent(account) ? 'ticket.back' : 'items.title')}
        href={isAgent(account) ? '/tickets' : '/administration/items'}
      />
    );
  }
  const stopEditing = () => {
    isEditing.value = false;
  };
  return (
    <div class="page item-page">
      <BackLink href={seesToGroups(account) ? '/administration/items' : '/items'}>
        {t('items.title')}
      </BackLink>
      <div class="page-head">
        <h1 dir="auto">{item.name}</h1>
        {seesToGroups(account) && (
          <Button
            icon={pencil}
            label={t('items.edit_name', { name: item.name })}
            onClick={() => {
              isEditing.value = true;
            }}
          >
            {t('items.edit')}
          </Button>
        )}
      </div>
      <p class="item-badges">
        <Badge>{item.type ?? t(`items.kind_${item.kind}`)}</Badge>
        <Badge>{t(`items.status_${item.status}`)}</Badge>
      </p>
      <div class="item-columns">
        <Facts item={item} />
        <Part id="needs" title={t('item.depends_on')}>
          <NamedItems items={item.dependsOn} none={t('item.depends_on_nothing')} />
          <h3>{t('item.dependents')}</h3>
          <Dependents id={id} />
        </Part>
        {isAgent(account) && (
          <Part id="tickets" title={t('item.tickets')}>
            <ItemTickets id={id} />
          </Part>
        )}
        {isAgent(account) && (
          <Part id="sessions" title={t('remote.title')}>
            <ItemSessions id={id} />
          </Part>
        )}
        <Part id="history" isWide title={t('item.history')}>
          <ItemHistory id={id} version={item.version} />
        </Part>
      </div>
      {isEditing.value && (
        <ItemDialog
          item={item}
          onDone={() => {
            stopEditing();
            void store.refresh();
          }}
          onClose={stopEditing}
        />
      )}
    </div>
  );
}

function useItem(id: string) {
  const item = useSignal<ConfigurationItem | null>(null);
  const problem = useSignal<Problem | null>(null);
  const refresh = async () => {
    const answer = await desk.getConfigurationItem({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) item.value = answer.data;
  };
  useEffect(() => void refresh(), []);
  return { item, problem, refresh };
}

interface PartProps {
  id: string;
  /** As wide as the page. */
  isWide?: boolean;
  title: string;
  children: ComponentChildren;
}

function Part({ id, title, isWide = false, children }: PartProps) {
  return (
    <section class={isWide ? 'card item-wide' : 'card'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

const texts = [
  ['model', 'model'],
  ['inventoryNumber', 'inventory_number'],
  ['serialNumber', 'serial_number'],
  ['site', 'site'],
  ['address', 'address'],
  ['remoteId', 'remote_id'],
] as const;

/** What is not known takes no place, but who uses it and who looks after it. */
function Facts({ item }: { item: ConfigurationItem }) {
  const { owner, supportGroup, notes } = item;
  useProcess(supportGroup?.process ?? null);
  return (
    <Part id="item-facts" title={t('item.facts')}>
      <FactList>
        <Fact name={t('items.owner')}>
          {owner ? <OwnerName owner={owner} /> : <span class="soft">{t('items.no_owner')}</span>}
        </Fact>
        <Fact name={t('items.support_group')}>
          {supportGroup ? (
            groupTitle(supportGroup)
          ) : (
            <span class="soft">{t('items.no_support_group')}</span>
          )}
        </Fact>
        {texts.map(([field, key]) =>
          item[field] === null ? null : (
            <Fact key={field} name={t(`items.${key}`)}>
              <bdi>{item[field]}</bdi>
            </Fact>
          ),
        )}
      </FactList>
      {notes !== '' && <Text label={t('items.notes')}>{notes}</Text>}
    </Part>
  );
}

/** Agents are led to what this person asked for. */
function OwnerName({ owner: { id, name } }: { owner: { id: string; name: string } }) {
  if (!me.value || !isAgent(me.value)) return <bdi>{name}</bdi>;
  return (
    <a href={`/tickets?requester=${encodeURIComponent(id)}&sort=-openedAt`}>
      <bdi>{name}</bdi>
    </a>
  );
}
