import monitor from 'icon:monitor';
import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ConfigurationItem } from '../../../contract.ts';
import { desk, files } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { isAdministrator, me, seesToGroups } from '../client/session.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { saveFile } from '../save_file.ts';
import { useTitle } from '../title.ts';
import { itemAddress, itemKindIds, itemStatusIds } from '../words/items.ts';
import { t } from '../words/language.ts';
import { groupsOfAll, groupTitle, useProcesses } from '../words/process.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { ImportDialog } from './import_dialog.tsx';
import { ItemDialog } from './item_dialog.tsx';
import { RemoteLinks } from './remote_links.tsx';

type Opened = 'new' | 'import' | ConfigurationItem | null;

/** The register of devices and services: found by agents, added to and changed by those who may. */
export default function ItemsPage() {
  const { path, query, route } = useLocation();
  const account = me.value;
  const mayChange = account && seesToGroups(account);
  useProcesses();
  const opened = useSignal<Opened>(null);
  const list = useItems(query);
  useTitle(t('items.title'));
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`${path}${next.size === 0 ? '' : `?${next}`}`, true);
  };
  const open = (what: Opened) => {
    opened.value = what;
  };
  const save = async () => {
    const answer = await files.exportConfigurationItems();
    if (answer.isOk) saveFile(new Blob([answer.data.bytes], { type: 'text/csv' }), 'items.csv');
    else list.problem.value = answer.problem;
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('items.title')}</h1>
        {mayChange && (
          <div class="people-actions">
            <Button onClick={() => open('import')}>{t('people.import')}</Button>
            <Button onClick={() => void save()}>{t('people.export')}</Button>
            <Button kind="primary" icon={plus} onClick={() => open('new')}>
              {t('items.add')}
            </Button>
          </div>
        )}
      </div>
      {mayChange && <AdministrationNavigation />}
      <p class="soft">{t('items.meaning')}</p>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="items-search"
            label={t('items.search')}
            value={query.q ?? ''}
            onSearch={(q) => change('q', q)}
          />
          <SmallSelect
            label={t('items.kind')}
            value={query.kind ?? ''}
            options={[
              { id: '', title: t('items.every_kind') },
              ...itemKindIds.map((id) => ({ id, title: t(`items.kind_${id}`) })),
            ]}
            onChange={(kind) => change('kind', kind)}
          />
          <SmallSelect
            label={t('items.status')}
            value={query.status ?? ''}
            options={[
              { id: '', title: t('items.every_status') },
              ...itemStatusIds.map((id) => ({ id, title: t(`items.status_${id}`) })),
            ]}
            onChange={(status) => change('status', status)}
          />
          <SmallSelect
            label={t('items.support_group')}
            value={query.supportGroup ?? ''}
            options={[
              { id: '', title: t('items.every_group') },
              ...groupsOfAll().map(({ process, id, title }) => ({
                id: `${process}/${id}`,
                title,
              })),
            ]}
            onChange={(group) => change('supportGroup', group)}
          />
        </form>
      </search>
      <ProblemNote problem={list.problem.value} onRetry={() => void list.retry()} />
      <Items list={list} onOpen={mayChange ? open : null} />
      {account && isAdministrator(account) && <RemoteLinks />}
      {opened.value === 'import' && (
        <ImportDialog
          of="items"
          onWritten={() => {
            open(null);
            void list.readAgain();
          }}
          onClose={() => open(null)}
        />
      )}
      {opened.value !== null && opened.value !== 'import' && (
        <ItemDialog
          item={opened.value === 'new' ? null : opened.value}
          onDone={() => {
            open(null);
            void list.readAgain();
          }}
          onClose={() => open(null)}
        />
      )}
    </div>
  );
}

function useItems({ q, kind, status, supportGroup }: Record<string, string>) {
  const asked = {
    q: q || undefined,
    kind: itemKindIds.find((id) => id === kind),
    status: itemStatusIds.find((id) => id === status),
    supportGroup: supportGroup || undefined,
  };
  const isFiltered = Boolean(q || kind || status || supportGroup);
  const pages = usePages((cursor) => desk.listConfigurationItems({ query: { ...asked, cursor } }), {
    isWanted: true,
    version: JSON.stringify(asked),
  });
  return { ...pages, isFiltered };
}

interface ItemsProps {
  list: ReturnType<typeof useItems>;
  /** Null where nothing may be changed. */
  onOpen: ((item: ConfigurationItem) => void) | null;
}

function Items({ list: { items, next, isLoading, readMore, isFiltered }, onOpen }: ItemsProps) {
  if (items.value === null) return null;
  if (items.value.length === 0) {
    return (
      <EmptyState icon={monitor}>
        <p>{t(isFiltered ? 'items.none' : 'items.nothing_yet')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <ul class="cards" aria-label={t('items.title')} aria-busy={isLoading.value}>
        {items.value.map((item) => (
          <li key={item.id} class="card person">
            <div>
              <h2>
                <a href={itemAddress(item.id)}>
                  <bdi>{item.name}</bdi>
                </a>
              </h2>
              <p>
                <Badge>{item.type ?? t(`items.kind_${item.kind}`)}</Badge>
                <Badge>{t(`items.status_${item.status}`)}</Badge>
              </p>
              <p class="soft">
                {[
                  item.model,
                  item.inventoryNumber,
                  item.serialNumber,
                  item.site,
                  item.owner?.name,
                  item.supportGroup && groupTitle(item.supportGroup),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {onOpen && (
              <div class="people-actions">
                <Button
                  isSmall
                  label={t('items.edit_name', { name: item.name })}
                  onClick={() => onOpen(item)}
                >
                  {t('items.edit')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
