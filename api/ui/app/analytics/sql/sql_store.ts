import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type {
  ChartSettings,
  QueryParameter,
  SavedQuery,
  WarehouseDescription,
} from '../../../../contract.ts';
import { announce } from '../../announcer.tsx';
import { desk, files } from '../../client/desk.ts';
import { readDraft, readKept, writeDraft, writeKept } from '../../draft.ts';
import { t } from '../../words/language.ts';
import { type Asking, createAsking } from './asking.ts';
import type { SqlEditor } from './codemirror_editor.ts';
import { type PastQuery, readHistory, remember } from './history.ts';
import { type MetricAddress, metricQuery } from './metric_query.ts';
import { fits, suggestedChart } from './result_chart.tsx';
import { download, type FileFormat, readResult } from './run.ts';
import { boundValues, parametersOf } from './statement.ts';

const draftName = 'sql';
const paramsDraftName = 'sql.params';
const firstQuery = `select
    category,
    count(*) as ticket_count,
    median(resolution_support_seconds) / 3600 as median_support_hours
from tickets
group by all
order by ticket_count desc`;

/** A statement with what is written and drawn around it. */
export interface Statement {
  sql: string;
  params: QueryParameter[];
  chart: ChartSettings | null;
}

export interface SqlStore
  extends Pick<
    Asking,
    'result' | 'answered' | 'isCancelled' | 'problem' | 'mark' | 'running' | 'cancel'
  > {
  /** The editor, once it is there: it holds its own text. */
  editor: { current: SqlEditor | null };
  sql: Signal<string>;
  params: Signal<QueryParameter[]>;
  chart: Signal<ChartSettings | null>;
  view: Signal<'table' | 'chart'>;
  rowLimit: Signal<number>;
  warehouse: Signal<WarehouseDescription | null>;
  saved: Signal<SavedQuery[]>;
  /** The saved query that the statement came from. */
  opened: Signal<SavedQuery | null>;
  history: Signal<PastQuery[]>;
  /** Puts a statement in place of the one that is there. */
  show(statement: Statement, from?: SavedQuery): void;
  openById(id: string): Promise<void>;
  openMetric(name: string, address: MetricAddress): Promise<void>;
  change(sql: string): void;
  bind(params: QueryParameter[]): void;
  run(): Promise<void>;
  saveFile(format: FileFormat): Promise<void>;
  readWarehouse(): Promise<void>;
  readSaved(): Promise<void>;
}

/** What the SQL page holds while it is on the screen. */
export function useSqlStore(): SqlStore {
  const store = useMemo(createSqlStore, []);
  useEffect(() => {
    void store.readWarehouse();
    void store.readSaved();
    return store.cancel;
  }, [store]);
  return store;
}

/** The chart of the result that is there: as it was set, or a first one where it can have one. */
export function chartOf({ result, chart }: SqlStore): ChartSettings | null {
  return result.value && (chart.value ?? suggestedChart(result.value.table));
}

function createSqlStore(): SqlStore {
  const editor: SqlStore['editor'] = { current: null };
  const sql = signal(readDraft(draftName)?.body ?? firstQuery);
  const params = signal<QueryParameter[]>(
    parametersOf(sql.value, readKept<QueryParameter[]>(paramsDraftName) ?? []),
  );
  const chart = signal<ChartSettings | null>(null);
  const view = signal<'table' | 'chart'>('table');
  const rowLimit = signal(10_000);
  const asking = createAsking(() => sql.value);
  const { result, answered, problem, mark, alone } = asking;
  const warehouse = signal<WarehouseDescription | null>(null);
  const saved = signal<SavedQuery[]>([]);
  const opened = signal<SavedQuery | null>(null);
  const history = signal<PastQuery[]>(readHistory());

  function show(statement: Statement, from?: SavedQuery): void {
    // What was being written is found again among what was run.
    if (isOwnText(sql.value)) history.value = remember({ sql: sql.value, params: params.value });
    asking.forget();
    opened.value = from ?? null;
    sql.value = statement.sql;
    if (editor.current) editor.current.value = statement.sql;
    params.value = parametersOf(statement.sql, statement.params);
    chart.value = statement.chart;
    view.value = statement.chart ? 'chart' : 'table';
    writeDraft(draftName, { body: statement.sql });
    writeKept(paramsDraftName, params.value);
  }

  async function openById(id: string): Promise<void> {
    const answer = await desk.getQuery({ path: { id } });
    if (!answer.isOk) {
      problem.value = answer.problem;
      return;
    }
    show(answer.data, answer.data);
    editor.current?.focus();
  }

  async function openMetric(name: string, address: MetricAddress): Promise<void> {
    const answer = await desk.listMetrics();
    problem.value = answer.isOk ? null : answer.problem;
    const metric = answer.isOk && answer.data.items.find((item) => item.name === name);
    if (metric) show({ ...metricQuery(metric, address), chart: null });
  }

  function change(text: string): void {
    sql.value = text;
    params.value = parametersOf(text, params.value);
    mark.value = null;
    writeDraft(draftName, { body: text });
  }

  function bind(next: QueryParameter[]): void {
    params.value = next;
    writeKept(paramsDraftName, next);
  }

  const question = () => ({ sql: sql.value, params: boundValues(params.value) });

  function run(): Promise<void> {
    return alone(async (signal) => {
      const asked = question();
      const statement = { sql: sql.value, params: params.value };
      result.value = null;
      const body = { ...asked, format: 'arrow', rowLimit: rowLimit.value } as const;
      const outcome = await readResult(files.querySql({ body }, { signal }), signal);
      if (!outcome) return null;
      history.value = remember(statement);
      if (!outcome.isOk) return outcome.problem;
      result.value = outcome.result;
      answered.value = asked;
      const { table } = outcome.result;
      if (chart.value && !fits(table, chart.value)) chart.value = null;
      announce(t('rows.count', { count: table.rowCount }));
      return null;
    });
  }

  /** The file of a result has the rows of that result, whatever was written since. */
  const saveFile = (format: FileFormat) =>
    alone((signal) => download(answered.value ?? question(), format, signal));

  async function readWarehouse(): Promise<void> {
    const answer = await desk.getWarehouse();
    if (answer.isOk) warehouse.value = answer.data;
  }

  async function readSaved(): Promise<void> {
    const answer = await desk.listQueries();
    if (answer.isOk) saved.value = answer.data.items;
  }

  const signals = { sql, params, chart, view, rowLimit };
  const { isCancelled, running, cancel } = asking;
  const answer = { result, answered, isCancelled, problem, mark, running, cancel };
  const lists = { warehouse, saved, opened, history, readWarehouse, readSaved };
  return {
    editor,
    ...signals,
    ...answer,
    ...lists,
    show,
    openById,
    openMetric,
    change,
    bind,
    run,
    saveFile,
  };
}

function isOwnText(sql: string): boolean {
  return sql.trim() !== '' && sql !== firstQuery;
}
