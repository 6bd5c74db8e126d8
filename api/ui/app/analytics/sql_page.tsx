import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { announce } from '../announcer.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import { QueryForm } from './sql/query_form.tsx';
import { SqlResult } from './sql/result.tsx';
import { SaveDialog } from './sql/save_dialog.tsx';
import { type Panel, SqlSide } from './sql/side.tsx';
import { chartOf, useSqlStore } from './sql/sql_store.ts';

/** Any question in SQL, read only, of the last published snapshot. */
export default function SqlPage() {
  const { query: address } = useLocation();
  const store = useSqlStore();
  const panel = useSignal<Panel>('schema');
  const isSaving = useSignal(false);
  const opened = store.opened.value;
  useTitle('SQL');
  useEffect(() => {
    if (address.query) void store.openById(address.query);
    else if (address.metric) void store.openMetric(address.metric, address);
  }, [JSON.stringify(address)]);
  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <div class="sql-console">
        <SqlSide store={store} panel={panel} />
        <QueryForm
          store={store}
          onSave={() => {
            isSaving.value = true;
          }}
        />
        <SqlResult store={store} />
      </div>
      {isSaving.value && (
        <SaveDialog
          draft={{
            sql: store.sql.value,
            params: store.params.value,
            chart: store.view.value === 'chart' ? chartOf(store) : null,
          }}
          own={opened?.isOwn ? opened : null}
          onSaved={(query) => {
            store.opened.value = query;
            panel.value = 'saved';
            announce(t('queries.saved'));
            void store.readSaved();
          }}
          onClose={() => {
            isSaving.value = false;
          }}
        />
      )}
    </div>
  );
}
