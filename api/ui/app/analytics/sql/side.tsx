import type { Signal } from '@preact/signals';
import { Tabs } from '../../design/tabs.tsx';
import { t } from '../../words/language.ts';
import { PastQueries } from './past_queries.tsx';
import { SavedQueries } from './saved_queries.tsx';
import { SchemaBrowser } from './schema_browser.tsx';
import type { SqlStore } from './sql_store.ts';

const panels = ['schema', 'saved', 'history'] as const;
export type Panel = (typeof panels)[number];

/** What there is to ask of, and what was asked before. */
export function SqlSide({ store, panel }: { store: SqlStore; panel: Signal<Panel> }) {
  return (
    <aside class="sql-side" aria-label={t('sql.side')}>
      <Tabs
        label={t('sql.side')}
        tabs={panels.map((id) => ({ id, title: t(`sql.panel.${id}`) }))}
        chosen={panel.value}
        onChoose={(id) => {
          panel.value = id;
        }}
      >
        <ChosenPanel store={store} panel={panel.value} />
      </Tabs>
    </aside>
  );
}

function ChosenPanel({ store, panel }: { store: SqlStore; panel: Panel }) {
  const { warehouse, opened, history } = store;
  switch (panel) {
    case 'schema':
      return (
        warehouse.value && (
          <SchemaBrowser
            warehouse={warehouse.value}
            onInsert={(text) => store.editor.current?.insert(text)}
          />
        )
      );
    case 'saved':
      return (
        <SavedQueries
          queries={store.saved.value}
          current={opened.value}
          onOpen={(query) => {
            store.show(query, query);
            store.editor.current?.focus();
          }}
          onGone={({ id }) => {
            if (opened.value?.id === id) opened.value = null;
            void store.readSaved();
          }}
        />
      );
    case 'history':
      return (
        <PastQueries
          history={history.value}
          onOpen={({ sql, params }) => store.show({ sql, params, chart: null })}
        />
      );
  }
}
