import monitor from 'icon:monitor';
import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ConfigurationItem, Problem } from '../../../contract.ts';
import { desk, files } from '../client/desk.ts';
import { isAdministrator, me } from '../client/session.ts';
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
import { AdministrationNavigation } from './administration_navigation.tsx';
import { ImportDialog } from './import_dialog.tsx';
import { ItemDialog } from './item_dialog.tsx';
import { RemoteLinks } from './remote_links.tsx';

type Opened = 'new' | 'import' | ConfigurationItem | null;

/** The register of devices and services: found, added and changed. */
export default function ItemsPage() {
  const { query, route } = useLocation();
  const opened = useSignal<Opened>(null);
  const list = useItems(query);
  useTitle(t('items.title'));
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`/administration/items${next.size === 0 ? '' : `?${next}`}`, true);
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
        <div class="people-actions">
          <Button onClick={() => open('import')}>{t('people.import')}</Button>
          <Button onClick={() => void save()}>{t('people.export')}</Button>
          <Button kind="primary" icon={plus} onClick={() => open('new')}>
            {t('items.add')}
          </Button>
        </div>
      </div>
      <AdministrationNavigation />
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
        </form>
      </search>
      <ProblemNote problem={list.problem.value} onRetry={() => void list.read(null)} />
      <Items list={list} onOpen={open} />
      {me.value && isAdministrator(me.value) && <RemoteLinks />}
      {opened.value === 'import' && (
        <ImportDialog
          of="items"
          onWritten={() => {
            open(null);
            void list.read(null);
          }}
          onClose={() => open(null)}
        />
      )}
      {opened.value !== null && opened.value !== 'import' && (
        <ItemDialog
          item={opened.value === 'new' ? null : opened.value}
          onDone={() => {
            open(null);
            void list.read(null);
          }}
          onClose={() => open(null)}
        />
      )}
    </div>
  );
}

function useItems({ q, kind, status }: Record<string, string>) {
  const items = useSignal<ConfigurationItem[] | null>(null);
  const next = useSignal<string | null>(null);
  const isLoading = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const read = async (cursor: string | null) => {
    isLoading.value = true;
    const answer = await desk.listConfigurationItems({
      query: {
        q: q || undefined,
        kind: itemKindIds.find((id) => id === kind),
        status: itemStatusIds.find((id) => id === status),
        cursor: cursor ?? undefined,
      },
    });
    isLoading.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    const before = cursor === null ? [] : (items.value ?? []);
    items.value = [...before, ...answer.data.items];
    next.value = answer.data.next;
  };
  useEffect(() => void read(null), [q, kind, status]);
  const isFiltered = Boolean(q || kind || status);
  return { items, next, isLoading, problem, read, isFiltered };
}

interface ItemsProps {
  list: ReturnType<typeof useItems>;
  onOpen(item: ConfigurationItem): void;
}

function Items({ list: { items, next, isLoading, read, isFiltered }, onOpen }: ItemsProps) {
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
                {[item.model, item.inventoryNumber, item.serialNumber, item.site, item.owner?.name]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            <div class="people-actions">
              <Button
                isSmall
                label={t('items.edit_name', { name: item.name })}
                onClick={() => onOpen(item)}
              >
                {t('items.edit')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void read(next.value)} />
      )}
    </>
  );
}
