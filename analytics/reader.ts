import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { minuteMs } from '../workflows/domain/durations.ts';
import { AnswerCache } from './answer_cache.ts';
import { checkColumns, getMetric } from './catalogue.ts';
import { AnalyticsError, type ParameterExpectation } from './errors.ts';
import {
  type EventLogFormat,
  eventLogFormats,
  type Format,
  formats,
  mediaTypes,
} from './formats/format.ts';
import type { JsonValue } from './formats/json_value.ts';
import { bucketEnvironment, normalPlace } from './layout/places.ts';
import type { SnapshotInfo } from './manifest.ts';
import {
  type MetricArgs,
  type MetricCut,
  type RowsArgs,
  readMetricArgs,
  readRange,
  readRowsArgs,
} from './metric_args.ts';
import type { MetricDefinition } from './metric_definition.ts';
import { shownTicketCount } from './metric_sql.ts';
import {
  casesStatement,
  eventLogStatement,
  type MapPart,
  type MinedPart,
  type MiningArgs,
  type MiningCut,
  mapParts,
  miningStatements,
  readMiningArgs,
} from './mining.ts';
import { newestSnapshot } from './newest_snapshot.ts';
import type { Answer, Question } from './sandbox/protocol.ts';
import { WorkerPool } from './workers/worker_pool.ts';

export interface SqlQuery {
  sql: string;
  /** Bound to `$name` in the SQL, never spliced into it. */
  params?: Record<string, string | number | boolean | null>;
  /** Rows given at most; when not said 10,000, and 10 million in a file. */
  rowLimit?: number;
  /** Bytes of rows or file given at most, about; as many as there are when not said. */
  byteLimit?: number;
  /** 30,000 when not said. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** What a process map is drawn from, each as records of the statement of its name. */
export interface ProcessMap extends Omit<MiningCut, 'params'> {
  parts: Record<MapPart, Record<string, JsonValue>[]>;
  /** There were more variants than a map shows. */
  isTruncated: boolean;
  snapshot: SnapshotInfo | null;
  elapsedMs: number;
}

export interface MinedCases {
  records: Record<string, JsonValue>[];
  isTruncated: boolean;
  snapshot: SnapshotInfo | null;
}

export interface QueryResult extends Answer {
  /** What the numbers were computed from; null before the first export. */
  snapshot: SnapshotInfo | null;
  elapsedMs: number;
}

export interface MetricResult extends QueryResult {
  metric: MetricDefinition;
  /** Business dates, both included. */
  from: string;
  to: string;
  by: string[];
  records: Record<string, JsonValue>[];
}

/** A result as a file to send. Read `body` to its end or destroy it. */
export interface ResultFile {
  format: Format | EventLogFormat;
  contentType: string;
  fileName: string;
  byteLength: number;
  body: Readable;
  rowCount: number;
  truncated: boolean;
  snapshot: SnapshotInfo | null;
  elapsedMs: number;
}

export interface TableInfo {
  name: string;
  comment: string;
  columns: { name: string; type: string; isNullable: boolean; comment: string }[];
}

export interface Completion {
  text: string;
  /** Where in the SQL the text begins to replace what is there, in characters. */
  start: number;
}

export interface ReaderOptions {
  /** Folder of a warehouse or of a Parquet layout, or `s3://bucket/prefix` of the latter. */
  warehouseDir: string;
  /** Queries of analysts, and metrics, answered at once; 2 each when not said. */
  concurrency?: number;
  /** Words for priorities that are asked about though no ticket has had them; none when not said. */
  ownPriorities?: () => readonly string[];
  /** Answers of metrics kept, 200 when not said: about a snapshot they stay true. */
  keptAnswerCount?: number;
}

/**
 * Everything that reads the warehouse. The work happens in child processes: metrics in ones that
 * stay, an analyst's SQL in one that is thrown away after it.
 */
export interface WarehouseReader {
  /** The newest snapshot, or null before the first export. */
  snapshot(): Promise<SnapshotInfo | null>;
  runMetric(name: string, args?: MetricArgs): Promise<MetricResult>;
  runMetricAs(name: string, args: MetricArgs, format: Format): Promise<ResultFile>;
  /** The tickets behind a number of a metric. */
  runMetricRowsAs(name: string, args: RowsArgs, format: Format): Promise<ResultFile>;
  /** The dates a metric covers where nobody says; checked where somebody does. */
  range(args: Pick<MetricArgs, 'from' | 'to'>): Promise<{ from: string; to: string }>;
  /** The groups that have ever had a ticket. */
  groups(): Promise<string[]>;
  /** The customers for whom a ticket was ever opened, by their names. */
  customers(): Promise<string[]>;
  /** What happened to tickets as a graph, its variants and what departed from their process. */
  mineProcess(args: MiningArgs): Promise<ProcessMap>;
  /** The cases behind a part of that. */
  mineCases(args: MiningArgs, part: MinedPart, signal?: AbortSignal): Promise<MinedCases>;
  /** The activities of these cases as an event log. */
  eventLog(args: MiningArgs, format: EventLogFormat, signal?: AbortSignal): Promise<ResultFile>;
  runSql(query: SqlQuery): Promise<QueryResult>;
  /** The rows as `text`, a JSON array that is passed on as it is. */
  runSqlText(query: SqlQuery): Promise<QueryResult>;
  runSqlAs(query: SqlQuery, format: Format): Promise<ResultFile>;
  /** The published tables with their comments. */
  schema(): Promise<TableInfo[]>;
  /** What could stand at a place in a statement. */
  complete(sql: string, offset: number): Promise<Completion[]>;
  close(): Promise<void>;
}

type QueryPool = WorkerPool<Question, Answer>;

const workerFile = path.join(import.meta.dirname, 'sandbox', 'query_worker.ts');
/** What a query may take where its asker does not say less. */
export const queryLimits = { rowCount: 10_000, fileRowCount: 10_000_000, timeoutMs: 30_000 };
const {
  rowCount: defaultRowLimit,
  fileRowCount: fileRowLimit,
  timeoutMs: defaultTimeoutMs,
} = queryLimits;
const metricTimeoutMs = minuteMs;
const metricRowLimit = 100_000;
const queueLength = 50;
/** Of variants the most frequent are shown; cases of one kind each make many. */
const shownVariantCount = 500;
const eventLogRowLimit = 100_000_000;
const eventLogTimeoutMs = 30 * minuteMs;
/** Logs that may wait while another is written. */
const eventLogQueueLength = 5;
/** Metrics are the desk's own statements: DuckDB's memory limit holds them. */
const trustedAddressSpaceGiB = 12;
/** Answers longer than what a dashboard asks for are not kept. */
const keptRowCount = 5000;

interface Asked extends Answer {
  snapshot: SnapshotInfo | null;
  elapsedMs: number;
}

type Ask = Pick<Question, 'sql' | 'params' | 'rowLimit' | 'output'> &
  Partial<Pick<Question, 'byteLimit' | 'isText'>> & {
    timeoutMs: number;
    signal?: AbortSignal | undefined;
  };

interface FileContent extends Omit<ResultFile, 'body'> {
  bytes: Buffer;
}

export function openReader({
  warehouseDir,
  concurrency = 2,
  keptAnswerCount = 200,
  ownPriorities = () => [],
}: ReaderOptions): WarehouseReader {
  const place = normalPlace(warehouseDir);
  const environment = bucketEnvironment(place);
  const limits = { file: workerFile, concurrency, queueLength, environment };
  const metricPool: QueryPool = new WorkerPool({
    ...limits,
    isThrowaway: false,
    addressSpaceGiB: trustedAddressSpaceGiB,
  });
  const sqlPool: QueryPool = new WorkerPool({ ...limits, isThrowaway: true });
  // A log may be written for minutes: whoever looks at a dashboard does not wait behind it.
  const logPool: QueryPool = new WorkerPool({
    ...limits,
    concurrency: 1,
    queueLength: eventLogQueueLength,
    isThrowaway: true,
    addressSpaceGiB: trustedAddressSpaceGiB,
  });

  const kept = { count: keptAnswerCount, rowCount: keptRowCount };
  const knownAnswers = new AnswerCache<Asked>(kept);
  const knownFiles = new AnswerCache<FileContent>(kept);

  const newest = newestSnapshot(place);

  async function snapshot(): Promise<SnapshotInfo | null> {
    return (await newest())?.info ?? null;
  }

  async function ask(pool: QueryPool, isUntrusted: boolean, question: Ask): Promise<Asked> {
    const { timeoutMs, signal, ...rest } = question;
    const current = await newest();
    const startedAt = performance.now();
    const snapshotFile = current?.file ?? null;
    const asked = { byteLimit: Number.POSITIVE_INFINITY, isText: false, ...rest };
    const answer = await pool.ask({ ...asked, snapshotFile, isUntrusted }, timeoutMs, signal);
    const elapsedMs = performance.now() - startedAt;
    return { ...answer, snapshot: current?.info ?? null, elapsedMs };
  }

  async function cut(name: string, args: MetricArgs): Promise<MetricCut> {
    const read = readMetricArgs(getMetric(name), args, await snapshot());
    if (read.priority !== null) await checkPriority(read.priority);
    if (read.customer !== null) await checkCustomer(read.customer);
    return read;
  }

  /** A word that no process has, nor any ticket there is, would count nothing and look like a zero. */
  async function checkPriority(priority: string): Promise<void> {
    const own = ownPriorities();
    if (own.includes(priority)) return;
    const known = [...new Set([...own, ...(await firstOfEach(prioritiesSql))])].sort();
    if (!known.includes(priority)) throw invalid('priority', priority, { is: 'one_of', known });
  }

  async function checkCustomer(customer: string): Promise<void> {
    const known = await firstOfEach(customersSql);
    if (!known.includes(customer)) throw invalid('customer', customer, { is: 'one_of', known });
  }

  async function firstOfEach(sql: string): Promise<string[]> {
    const { rows } = await ask(metricPool, false, ownQuestion(sql, {}));
    return rows.map(([first]) => String(first));
  }

  function metricQuestion(metricCut: MetricCut, output: Ask['output']): Ask {
    const { metric, from, to, period, segment, group, priority, customer } = metricCut;
    return {
      sql: metric.sql,
      params: {
        ...{ from, to, period, segment },
        ...{ only_group: group, only_priority: priority, only_customer: customer },
      },
      rowLimit: metricRowLimit,
      output,
      timeoutMs: metricTimeoutMs,
    };
  }

  async function keyOf(metricCut: MetricCut): Promise<string> {
    const { metric, from, to, period, segment, group, priority, customer } = metricCut;
    const cutKey = [metric.name, from, to, period, segment, group, priority, customer];
    return JSON.stringify([(await snapshot())?.n, ...cutKey]);
  }

  /** Shared with whoever asks the same: one of them going away must not end it. */
  async function askMetric(metricCut: MetricCut, output: Ask['output']): Promise<Asked> {
    const asked = await ask(metricPool, false, metricQuestion(metricCut, output));
    checkColumns(
      metricCut.metric,
      asked.columns.map((column) => column.name),
    );
    return asked;
  }

  async function runMetric(name: string, args: MetricArgs = {}): Promise<MetricResult> {
    const metricCut = await cut(name, args);
    const { metric, from, to, by } = metricCut;
    const key = await keyOf(metricCut);
    const asked = await knownAnswers.get(key, () => askMetric(metricCut, null));
    return { ...asked, metric, from, to, by, records: recordsOf(asked) };
  }

  async function runMetricAs(name: string, args: MetricArgs, format: Format): Promise<ResultFile> {
    const metricCut = await cut(name, args);
    const { bytes, ...file } = await knownFiles.get(`${format} ${await keyOf(metricCut)}`, () =>
      contentOf(fileOf(name, format, (output) => askMetric(metricCut, output))),
    );
    return { ...file, body: Readable.from([bytes]) };
  }

  async function runMetricRowsAs(name: string, args: RowsArgs, format: Format) {
    const rows = readRowsArgs(getMetric(name), args, await snapshot());
    const { rowsSql, from, to, segment, only, group, priority, customer } = rows;
    const question = {
      sql: rowsSql,
      params: {
        from,
        to,
        period: 'none',
        segment,
        only_segment: only,
        only_group: group,
        only_priority: priority,
        only_customer: customer,
      },
      rowLimit: shownTicketCount,
      timeoutMs: metricTimeoutMs,
      signal: args.signal,
    };
    return fileOf(`${name}_tickets`, format, (output) =>
      ask(metricPool, false, { ...question, output }),
    );
  }

  async function mine({ params, level }: MiningCut, name: MapPart) {
    const sql = miningStatements[name];
    const rowLimit = name === 'variants' ? shownVariantCount : metricRowLimit;
    const question = { sql, params: boundIn(sql, { ...params, level }), rowLimit, output: null };
    return ask(metricPool, false, { ...question, timeoutMs: metricTimeoutMs });
  }

  async function mineProcess(args: MiningArgs): Promise<ProcessMap> {
    const minedCut = readMiningArgs(args, await snapshot());
    const { level, from, to } = minedCut;
    const asked = await Promise.all(mapParts.map((name) => mine(minedCut, name)));
    const [first] = asked as [Asked];
    const parts = Object.fromEntries(
      mapParts.map((name, index) => [name, recordsOf(asked[index] as Asked)]),
    ) as ProcessMap['parts'];
    return {
      level,
      from,
      to,
      parts,
      isTruncated: asked.some(({ truncated }) => truncated),
      snapshot: first.snapshot,
      elapsedMs: Math.max(...asked.map(({ elapsedMs }) => elapsedMs)),
    };
  }

  async function mineCases(
    args: MiningArgs,
    part: MinedPart,
    signal?: AbortSignal,
  ): Promise<MinedCases> {
    const { params, level } = readMiningArgs(args, await snapshot());
    const { sql, params: own } = casesStatement(part);
    const found = await ask(metricPool, false, {
      sql,
      params: boundIn(sql, { ...params, ...own, level }),
      rowLimit: shownTicketCount,
      output: null,
      timeoutMs: metricTimeoutMs,
      signal,
    });
    return {
      records: recordsOf(found),
      isTruncated: found.truncated,
      snapshot: found.snapshot,
    };
  }

  async function eventLog(args: MiningArgs, format: EventLogFormat, signal?: AbortSignal) {
    const { params, level } = readMiningArgs(args, await snapshot());
    const sql = eventLogStatement(format);
    const question = {
      sql,
      params: boundIn(sql, { ...params, level }),
      rowLimit: eventLogRowLimit,
    };
    return fileOf(`palier_${level}`, format, (output) =>
      ask(logPool, false, { ...question, output, timeoutMs: eventLogTimeoutMs, signal }),
    );
  }

  function sqlQuestion(query: SqlQuery, output: Ask['output']): Ask {
    return {
      sql: query.sql,
      params: query.params ?? {},
      rowLimit: checkedLimit(
        'rowLimit',
        query.rowLimit ?? (output ? fileRowLimit : defaultRowLimit),
      ),
      output,
      timeoutMs: checkedLimit('timeoutMs', query.timeoutMs ?? defaultTimeoutMs),
      ...(query.byteLimit === undefined ? {} : { byteLimit: query.byteLimit }),
      signal: query.signal,
    };
  }

  return {
    snapshot,
    runMetric,
    runMetricAs,
    runMetricRowsAs,
    range: async (args) => readRange(args, await snapshot()),
    groups: () => firstOfEach(groupsSql),
    customers: () => firstOfEach(customersSql),
    mineProcess,
    mineCases,
    eventLog,
    runSql: async (query) => ask(sqlPool, true, sqlQuestion(query, null)),
    runSqlText: async (query) => ask(sqlPool, true, { ...sqlQuestion(query, null), isText: true }),
    runSqlAs: async (query, format) =>
      fileOf('result', format, (output) => ask(sqlPool, true, sqlQuestion(query, output))),
    schema: async () => tablesOf(await ask(metricPool, false, ownQuestion(schemaSql, {}))),
    complete: async (sql, offset) => {
      const params = { sql: sql.slice(0, offset) };
      const { rows } = await ask(metricPool, false, ownQuestion(completionSql, params));
      return rows.map(([text, start]) => ({ text: String(text), start: Number(start) }));
    },
    async close() {
      metricPool.close();
      sqlPool.close();
      logPool.close();
    },
  };
}

const schemaSql = `
  select
    tables.table_name,
    tables.comment,
    columns.column_name,
    columns.data_type,
    columns.is_nullable,
    columns.comment
  from (
    select schema_name, table_name, comment from duckdb_tables() where not temporary
    union all
    select schema_name, view_name, comment from duckdb_views() where not temporary and not internal
  ) as tables
  inner join duckdb_columns() as columns using (schema_name, table_name)
  where tables.schema_name = 'main'
  order by tables.table_name, columns.column_index`;

const prioritiesSql = 'select distinct priority from tickets order by priority';
const groupsSql = 'select distinct group_id from ticket_periods order by group_id';
const customersSql =
  'select distinct customer from tickets where customer is not null order by customer';

const completionSql = `
  select suggestion, suggestion_start from sql_auto_complete($sql)`;

function ownQuestion(sql: string, params: Ask['params']): Ask {
  const timeoutMs = defaultTimeoutMs;
  return { sql, params, rowLimit: defaultRowLimit, output: null, timeoutMs };
}

function tablesOf({ rows }: Answer): TableInfo[] {
  const tables = new Map<string, TableInfo>();
  for (const [table, comment, column, type, isNullable, columnComment] of rows) {
    const name = String(table);
    const info = tables.get(name) ?? { name, comment: String(comment ?? ''), columns: [] };
    tables.set(name, info);
    info.columns.push({
      name: String(column),
      type: String(type),
      isNullable: isNullable === true,
      comment: String(columnComment ?? ''),
    });
  }
  return [...tables.values()];
}

function recordsOf({ columns, rows }: Answer): Record<string, JsonValue>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
}

/** The worker writes to a file of its own; it is unlinked as soon as it is open here. */
async function fileOf(
  name: string,
  format: Format | EventLogFormat,
  run: (output: { format: Format | EventLogFormat; file: string }) => Promise<Asked>,
): Promise<ResultFile> {
  if (!isEventLog(format)) checkFormat(format);
  const dir = await mkdtemp(path.join(tmpdir(), 'palier-result-'));
  try {
    const { contentType, extension } = mediaTypes[format];
    const file = path.join(dir, `result.${extension}`);
    const { rowCount, truncated, snapshot, elapsedMs } = await run({ format, file });
    const { size } = await stat(file);
    const handle = await open(file, 'r');
    return {
      format,
      contentType,
      fileName: `${name}.${extension}`,
      byteLength: size,
      body: createReadStream(file, { fd: handle }),
      rowCount,
      truncated,
      snapshot,
      elapsedMs,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Those of the parameters that a statement names: others it would refuse. */
function boundIn(sql: string, params: Ask['params']): Ask['params'] {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql)),
  );
}

async function contentOf(asked: Promise<ResultFile>): Promise<FileContent> {
  const { body, ...file } = await asked;
  return { ...file, bytes: await buffer(body) };
}

function isEventLog(format: string): format is EventLogFormat {
  return (eventLogFormats as readonly string[]).includes(format);
}

function checkFormat(format: string): asserts format is Format {
  if ((formats as readonly string[]).includes(format)) return;
  throw invalid('format', format, { is: 'one_of', known: formats });
}

function checkedLimit(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(field, String(value), { is: 'above_zero' });
}

function invalid(field: string, value: string, expected: ParameterExpectation): AnalyticsError {
  return new AnalyticsError({ code: 'invalid_parameter', parameters: { field, value, expected } });
}
