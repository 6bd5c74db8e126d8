import download from 'icon:download';
import { Button } from '../../design/button.tsx';
import { t } from '../../words/language.ts';
import { dateTime, number } from '../../words/time.ts';
import { ResultChart } from './result_chart.tsx';
import { ResultTableView } from './result_table.tsx';
import { type FileFormat, fileFormats, type Result } from './run.ts';
import { chartOf, type SqlStore } from './sql_store.ts';

const views = ['table', 'chart'] as const;
const formats = Object.keys(fileFormats) as FileFormat[];

/** What the last statement gave, as a table or drawn. */
export function SqlResult({ store }: { store: SqlStore }) {
  const result = store.result.value;
  if (result === null) return null;
  const drawn = chartOf(store);
  return (
    <section class="sql-result" aria-label={t('sql.result')}>
      {isOfEarlierText(store) && <p class="hint">{t('result.earlier')}</p>}
      <ResultHead store={store} result={result} canDraw={drawn !== null} />
      {store.view.value === 'chart' && drawn ? (
        <ResultChart
          table={result.table}
          chart={drawn}
          onChange={(next) => {
            store.chart.value = next;
          }}
        />
      ) : (
        <ResultTableView table={result.table} label={t('sql.result')} />
      )}
    </section>
  );
}

function isOfEarlierText({ answered, sql }: SqlStore): boolean {
  return answered.value !== null && answered.value.sql !== sql.value;
}

interface ResultHeadProps {
  store: SqlStore;
  result: Result;
  canDraw: boolean;
}

function ResultHead({ store, result, canDraw }: ResultHeadProps) {
  const { table, isTruncated, elapsedMs, dataThrough } = result;
  return (
    <div class="page-head">
      <p>
        {t('rows.count', { count: table.rowCount })}
        {isTruncated && <strong> {t('result.truncated')}</strong>}
        <span class="soft">
          {' '}
          · {number(elapsedMs)} ms
          {dataThrough && ` · ${t('rows.through', { at: dateTime(dataThrough) })}`}
        </span>
      </p>
      <div class="field-row">
        {views.map((view) => (
          <Button
            key={view}
            kind="quiet"
            isSmall
            isPressed={store.view.value === view}
            disabled={view === 'chart' && !canDraw}
            onClick={() => {
              store.view.value = view;
            }}
          >
            {t(`result.${view}`)}
          </Button>
        ))}
        {formats.map((format) => (
          <Button key={format} isSmall icon={download} onClick={() => void store.saveFile(format)}>
            {fileFormats[format].title}
          </Button>
        ))}
      </div>
    </div>
  );
}
