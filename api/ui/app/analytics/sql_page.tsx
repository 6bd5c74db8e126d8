import download from 'icon:download';
import play from 'icon:play';
import save from 'icon:save';
import square from 'icon:square';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type {
  ChartSettings,
  MetricCatalogue,
  Problem,
  QueryParameter,
  SavedQuery,
  WarehouseDescription,
} from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { get } from '../client.ts';
import { Button, TextButton } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { Tabs } from '../design/tabs.tsx';
import { readDraft, writeDraft } from '../draft.ts';
import { t } from '../language.ts';
import { dateTime, number } from '../time.ts';
import { useTitle } from '../title.ts';
import { AnalyticsNavigation } from './analytics_navigation.tsx';
import type { SqlEditor } from './sql/codemirror_editor.ts';
import { Editor } from './sql/editor.tsx';
import { type PastQuery, readHistory, remember } from './sql/history.ts';
import { metricQuery } from './sql/metric_query.ts';
import { Parameters } from './sql/parameters.tsx';
import { fits, ResultChart, suggestedChart } from './sql/result_chart.tsx';
import { ResultTableView } from './sql/result_table.tsx';
import {
  askForTable,
  download as downloadFile,
  type FileFormat,
  fileFormats,
  type Result,
} from './sql/run.ts';
import { SaveDialog } from './sql/save_dialog.tsx';
import { loadSavedQueries, SavedQueries } from './sql/saved_queries.tsx';
import { SchemaBrowser } from './sql/schema_browser.tsx';
import { boundValues, errorOffset, parametersOf } from './sql/statement.ts';

const draftName = 'sql';
const rowLimits = [1000, 10_000, 100_000];
const firstQuery = `select
    category,
    count(*) as ticket_count,
    median(resolution_support_seconds) / 3600 as median_support_hours
from tickets
group by all
order by ticket_count desc`;

type Panel = 'schema' | 'saved' | 'history';
const panels: Panel[] = ['schema', 'saved', 'history'];

/** Any question in SQL, read only, of the last published snapshot. */
export default function SqlPage() {
  const { query: address } = useLocation();
  const sql = useSignal(readDraft(draftName)?.body ?? firstQuery);
  const params = useSignal<QueryParameter[]>(parametersOf(sql.value, []));
  const chart = useSignal<ChartSettings | null>(null);
  const view = useSignal<'table' | 'chart'>('table');
  const rowLimit = useSignal(10_000);
  const result = useSignal<Result | null>(null);
  const problem = useSignal<Problem | null>(null);
  const mark = useSignal<{ offset: number; message: string } | null>(null);
  const running = useSignal<AbortController | null>(null);
  const warehouse = useSignal<WarehouseDescription | null>(null);
  const saved = useSignal<SavedQuery[]>([]);
  const opened = useSignal<SavedQuery | null>(null);
  const history = useSignal<PastQuery[]>(readHistory());
  const panel = useSignal<Panel>('schema');
  const isSaving = useSignal(false);
  const editor = useRef<SqlEditor | null>(null);
  useTitle('SQL');

  useEffect(() => {
    void get<WarehouseDescription>('/api/warehouse').then((answer) => {
      if (answer.isOk) warehouse.value = answer.data;
    });
    void loadSavedQueries(saved);
    return () => running.value?.abort();
  }, []);
  useEffect(() => {
    if (address.query) void openById(address.query);
    else if (address.metric) void openMetric(address.metric);
  }, [JSON.stringify(address)]);

  function show(text: string, known: QueryParameter[], drawn: ChartSettings | null): void {
    sql.value = text;
    if (editor.current) editor.current.value = text;
    params.value = parametersOf(text, known);
    chart.value = drawn;
    view.value = drawn ? 'chart' : 'table';
    mark.value = null;
    writeDraft(draftName, { body: text });
  }

  function openQuery(query: SavedQuery): void {
    opened.value = query;
    show(query.sql, query.params, query.chart);
    editor.current?.focus();
  }

  async function openById(id: string): Promise<void> {
    const answer = await get<SavedQuery>(`/api/queries/${encodeURIComponent(id)}`);
    if (answer.isOk) openQuery(answer.data);
    else problem.value = answer.problem;
  }

  async function openMetric(name: string): Promise<void> {
    const answer = await get<MetricCatalogue>('/api/metrics');
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    const metric = answer.data.items.find((item) => item.name === name);
    if (!metric) return;
    const query = metricQuery(metric, address);
    opened.value = null;
    show(query.sql, query.params, null);
  }

  function change(text: string): void {
    sql.value = text;
    params.value = parametersOf(text, params.value);
    mark.value = null;
    writeDraft(draftName, { body: text });
  }

  const question = () => ({ sql: sql.value, params: boundValues(params.value) });

  /** One thing at a time; a problem is shown with its place. */
  async function alone(work: (signal: AbortSignal) => Promise<Problem | null>): Promise<void> {
    if (running.value) return;
    const controller = new AbortController();
    running.value = controller;
    problem.value = null;
    mark.value = null;
    const found = await work(controller.signal);
    running.value = null;
    if (controller.signal.aborted) announce(t('sql.cancelled'));
    if (!found) return;
    problem.value = found;
    const offset = errorOffset(found.detail, sql.value);
    mark.value = offset === null ? null : { offset, message: firstLine(found.detail) };
  }

  function run(): Promise<void> {
    return alone(async (signal) => {
      const body = { ...question(), format: 'arrow', rowLimit: rowLimit.value };
      const outcome = await askForTable('POST', '/api/sql', signal, body);
      if (!outcome) return null;
      history.value = remember({ sql: sql.value, params: params.value });
      if (!outcome.isOk) return outcome.problem;
      result.value = outcome.result;
      const { table } = outcome.result;
      if (chart.value && !fits(table, chart.value)) chart.value = null;
      announce(t('rows.count', { count: table.rowCount }));
      return null;
    });
  }

  const saveAs = (format: FileFormat) =>
    alone((signal) => downloadFile(question(), format, signal));
  const drawn = result.value && (chart.value ?? suggestedChart(result.value.table));

  return (
    <div class="page analytics-page">
      <h1>{t('analytics.title')}</h1>
      <AnalyticsNavigation />
      <div class="sql-console">
        <aside class="sql-side" aria-label={t('sql.side')}>
          <Tabs
            label={t('sql.side')}
            tabs={panels.map((id) => ({ id, title: t(`sql.panel.${id}`) }))}
            chosen={panel.value}
            onChoose={(id) => {
              panel.value = id;
            }}
          >
            {panel.value === 'schema' && warehouse.value && (
              <SchemaBrowser
                warehouse={warehouse.value}
                onInsert={(text) => editor.current?.insert(text)}
              />
            )}
            {panel.value === 'saved' && (
              <SavedQueries
                queries={saved}
                current={opened.value}
                onOpen={openQuery}
                onGone={({ id }) => {
                  if (opened.value?.id === id) opened.value = null;
                  void loadSavedQueries(saved);
                }}
              />
            )}
            {panel.value === 'history' && (
              <History
                history={history.value}
                onOpen={({ sql: text, params: known }) => {
                  opened.value = null;
                  show(text, known, null);
                }}
              />
            )}
          </Tabs>
        </aside>
        <form
          class="sql-form"
          aria-label={t('sql.form')}
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <p class="hint">
            {t('sql.hint')}
            {warehouse.value && ` ${limitWords(warehouse.value)}`}
          </p>
          {opened.value && (
            <p class="opened">
              <strong>{opened.value.name}</strong>{' '}
              {!opened.value.isOwn && (
                <span class="soft">{t('queries.by', { name: opened.value.ownerName })}</span>
              )}
            </p>
          )}
          <Editor
            value={sql.value}
            warehouse={warehouse.value}
            error={mark.value}
            handle={editor}
            onChange={change}
            onRun={() => void run()}
          />
          <Parameters
            parameters={params.value}
            onChange={(next) => {
              params.value = next;
            }}
          />
          <ProblemNote problem={problem.value && { ...problem.value, errors: [] }} />
          <div class="form-end">
            <SmallSelect
              isInline
              label={t('sql.row_limit')}
              value={String(rowLimit.value)}
              options={rowLimits.map((limit) => ({ id: String(limit), title: number(limit) }))}
              onChange={(limit) => {
                rowLimit.value = Number(limit);
              }}
            />
            <Button
              icon={save}
              onClick={() => {
                isSaving.value = true;
              }}
            >
              {t('queries.save')}
            </Button>
            {/* Keyed: one that became the other under a finger would be pressed too. */}
            {running.value ? (
              <Button
                key="cancel"
                kind="primary"
                icon={square}
                onClick={() => running.value?.abort()}
              >
                {t('sql.cancel')}
              </Button>
            ) : (
              <Button key="run" kind="primary" icon={play} type="submit">
                {t('sql.run')}
              </Button>
            )}
          </div>
          {running.value && (
            <p class="page-status" role="status">
              {t('sql.running')}
            </p>
          )}
        </form>
        {result.value && (
          <section class="sql-result" aria-label={t('sql.result')}>
            <ResultHead
              result={result.value}
              view={view.value}
              canDraw={drawn !== null}
              onView={(next) => {
                view.value = next;
              }}
              onDownload={(format) => void saveAs(format)}
            />
            {view.value === 'chart' && drawn ? (
              <ResultChart
                table={result.value.table}
                chart={drawn}
                onChange={(next) => {
                  chart.value = next;
                }}
              />
            ) : (
              <ResultTableView table={result.value.table} label={t('sql.result')} />
            )}
          </section>
        )}
      </div>
      {isSaving.value && (
        <SaveDialog
          draft={{
            sql: sql.value,
            params: params.value,
            chart: view.value === 'chart' ? drawn : null,
          }}
          own={opened.value?.isOwn ? opened.value : null}
          onSaved={(query) => {
            opened.value = query;
            panel.value = 'saved';
            announce(t('queries.saved'));
            void loadSavedQueries(saved);
          }}
          onClose={() => {
            isSaving.value = false;
          }}
        />
      )}
    </div>
  );
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

function limitWords({ limits, snapshot }: WarehouseDescription): string {
  const words = t('sql.limits', {
    seconds: limits.timeoutMs / 1000,
    rows: limits.fileRowCount,
  });
  return snapshot
    ? `${words} ${t('rows.through', { at: dateTime(snapshot.dataThrough) })}.`
    : words;
}

interface HistoryProps {
  history: PastQuery[];
  onOpen(query: PastQuery): void;
}

function History({ history, onOpen }: HistoryProps) {
  if (history.length === 0) return <p class="hint">{t('sql.no_history')}</p>;
  return (
    <ul class="saved">
      {history.map((query) => (
        <li key={query.at}>
          <TextButton title={query.sql} onClick={() => onOpen(query)}>
            {query.sql.replace(/\s+/g, ' ').slice(0, 80)}
          </TextButton>
          <span class="soft">{dateTime(query.at)}</span>
        </li>
      ))}
    </ul>
  );
}

interface ResultHeadProps {
  result: Result;
  view: 'table' | 'chart';
  canDraw: boolean;
  onView(view: 'table' | 'chart'): void;
  onDownload(format: FileFormat): void;
}

function ResultHead({ result, view, canDraw, onView, onDownload }: ResultHeadProps) {
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
        {(['table', 'chart'] as const).map((each) => (
          <Button
            key={each}
            kind="quiet"
            isSmall
            isPressed={view === each}
            disabled={each === 'chart' && !canDraw}
            onClick={() => onView(each)}
          >
            {t(`result.${each}`)}
          </Button>
        ))}
        {(Object.keys(fileFormats) as FileFormat[]).map((format) => (
          <Button key={format} isSmall icon={download} onClick={() => onDownload(format)}>
            {fileFormats[format].title}
          </Button>
        ))}
      </div>
    </div>
  );
}
