import download from 'icon:download';
import play from 'icon:play';
import { useSignal } from '@preact/signals';
import type { Problem, QueryRows } from '../../../schemas/index.ts';
import { announce } from '../announcer.tsx';
import { request } from '../client.ts';
import { readDraft, writeDraft } from '../draft.ts';
import { Icon } from '../icon.tsx';
import { isSendKey } from '../keys.ts';
import { t } from '../language.ts';
import { ProblemNote } from '../parts/problem_note.tsx';
import { useTitle } from '../title.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import { RowsTable } from './rows_table.tsx';

const draftName = 'sql';
const firstQuery = `select
    category,
    count(*) as ticket_count,
    median(resolution_support_seconds) / 3600 as median_support_hours
from tickets
group by all
order by ticket_count desc`;

/** Any question in SQL, read only, of the last published snapshot. */
export default function SqlPage() {
  const sql = useSignal(readDraft(draftName)?.body ?? firstQuery);
  const rows = useSignal<QueryRows | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isRunning = useSignal(false);
  useTitle('SQL');

  async function run(): Promise<void> {
    if (isRunning.value) return;
    isRunning.value = true;
    const answer = await request<QueryRows>('POST', '/api/sql', { body: { sql: sql.value } });
    isRunning.value = false;
    problem.value = answer.isOk ? null : answer.problem;
    rows.value = answer.isOk ? answer.data : null;
    if (answer.isOk) announce(t('rows.count', { count: answer.data.rowCount }));
  }

  async function saveCsv(): Promise<void> {
    const answer = await request<Blob>('POST', '/api/sql', {
      body: { sql: sql.value, format: 'csv' },
      accept: 'text/csv',
    });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) save(answer.data, 'palier.csv');
  }

  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <form
        class="sql-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label for="sql">{t('sql.label')}</label>
        <p class="hint" id="sql-hint">
          {t('sql.hint')}
        </p>
        <textarea
          id="sql"
          class="sql"
          rows={8}
          spellcheck={false}
          aria-describedby="sql-hint"
          value={sql.value}
          onInput={(event) => {
            sql.value = event.currentTarget.value;
            writeDraft(draftName, { body: sql.value });
          }}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return;
            event.preventDefault();
            void run();
          }}
        />
        <ProblemNote problem={problem.value} />
        <div class="form-end">
          <button type="button" class="button" onClick={() => void saveCsv()}>
            <Icon of={download} /> CSV
          </button>
          <button type="submit" class="button primary" disabled={isRunning.value}>
            <Icon of={play} /> {isRunning.value ? t('sql.running') : t('sql.run')}
          </button>
        </div>
      </form>
      {rows.value && <RowsTable rows={rows.value} caption={t('sql.result')} />}
    </div>
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
