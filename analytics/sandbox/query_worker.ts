import { stat } from 'node:fs/promises';
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBPreparedStatement,
  DuckDBResult,
  DuckDBValue,
} from '@duckdb/node-api';
import { withoutLinesBefore } from '../engine_words.ts';
import {
  AnalyticsError,
  type AnalyticsFailure,
  type AnalyticsParameters,
  reasonOf,
} from '../errors.ts';
import type { ResultColumn, ResultWriter } from '../formats/format.ts';
import { type JsonValue, toJsonValue, typeName } from '../formats/json_value.ts';
import { loadWriter } from '../formats/writers.ts';
import { serve } from '../workers/serve.ts';
import { Gate } from './gate.ts';
import { LockedSnapshot } from './locked_snapshot.ts';
import type { Answer, Question } from './protocol.ts';

// A process that answers questions about one snapshot, one at a time. It is made to be killed: its
// parent ends it at a question's time limit, the kernel at its memory limit.

let gate: Gate | undefined;
let open: { file: string | null; snapshot: LockedSnapshot } | undefined;

async function answer(question: Question): Promise<Answer> {
  if (question.isUntrusted) {
    gate ??= await Gate.open();
    await gate.check(question.sql);
  }
  const snapshot = await snapshotAt(question);
  const connection = await snapshot.connect();
  try {
    return await askLimited(connection, question);
  } finally {
    connection.closeSync();
  }
}

async function snapshotAt({ snapshotFile: file, isUntrusted }: Question): Promise<LockedSnapshot> {
  if (open?.file === file) return open.snapshot;
  open?.snapshot.close();
  open = undefined;
  open = { file, snapshot: await LockedSnapshot.open(file, isUntrusted) };
  return open.snapshot;
}

/** One row more than the limit is asked for, so that a cut is known to be one. */
async function askLimited(connection: DuckDBConnection, question: Question): Promise<Answer> {
  const { sql, rowLimit } = question;
  const limited = await prepareLimited(connection, sql, rowLimit + 1);
  // EXPLAIN and its like cannot be wrapped. The plain statement gives the plain error, too.
  const statement = limited ?? (await connection.prepare(sql));
  statement.bind(question.params as Record<string, DuckDBValue>);
  try {
    return await give(await statement.stream(), question);
  } catch (error) {
    throw limited && error instanceof Error ? inOwnLines(error) : error;
  }
}

const head = 'select * from (\n';

/** Limited inside the statement, so that a sort keeps only what is asked for. */
async function prepareLimited(
  connection: DuckDBConnection,
  sql: string,
  limit: number,
): Promise<DuckDBPreparedStatement | undefined> {
  const bare = sql.replace(/;\s*$/, '');
  // The line break ends a comment at the end of the analyst's text.
  return connection.prepare(`${head}${bare}\n) limit ${limit}`).catch(() => undefined);
}

/** What only running a statement shows is told in the lines that the analyst wrote. */
function inOwnLines(error: Error): Error {
  if (error instanceof AnalyticsError) return error;
  return new Error(withoutLinesBefore(error.message, 1), { cause: error });
}

async function give(result: DuckDBResult, question: Question): Promise<Answer> {
  const { output, rowLimit } = question;
  const names = result.deduplicatedColumnNames();
  const columns = result.columnTypes().map((type, index) => ({ name: names[index] ?? '', type }));
  const collected: Collected = { rows: [], texts: [], rowCount: 0, bytes: 0, isFull: false };
  const sink = output
    ? await (await loadWriter(output.format))(output.file, columns)
    : collector(collected, question);
  let rowCount = 0;
  let truncated = false;
  while (!truncated) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    truncated = rowCount + chunk.rowCount > rowLimit;
    if (truncated) chunk.rowCount = rowLimit - rowCount;
    rowCount += chunk.rowCount;
    if (chunk.rowCount > 0) await sink.write(chunk);
    truncated ||= collected.isFull || (output !== null && (await isLarge(output.file, question)));
  }
  await sink.finish();
  if (output) await refuseTooLarge(output.file, question);
  return {
    columns: columns.map(describeColumn),
    rows: collected.rows,
    text: `[${collected.texts.join(',')}]`,
    rowCount: output ? rowCount : collected.rowCount,
    truncated,
  };
}

/** What of a result goes into the answer itself. */
interface Collected {
  rows: JsonValue[][];
  /** The rows as JSON, where text is asked for. */
  texts: string[];
  rowCount: number;
  bytes: number;
  isFull: boolean;
}

function collector(collected: Collected, { isText, byteLimit }: Question): ResultWriter {
  return {
    async write(chunk: DuckDBDataChunk) {
      for (const row of chunk.convertRows(toJsonValue)) {
        const text = JSON.stringify(row);
        collected.bytes += Buffer.byteLength(text);
        collected.isFull = collected.bytes > byteLimit;
        if (collected.isFull && collected.rowCount === 0) throw tooLarge('row', byteLimit);
        if (collected.isFull) return;
        collected.rowCount += 1;
        if (isText) collected.texts.push(text);
        else collected.rows.push(row);
      }
    },
    async finish() {},
  };
}

/** A writer may still hold back some of what it was given. */
async function isLarge(file: string, { byteLimit }: Question): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return (found?.size ?? 0) > byteLimit;
}

/** A file that was cut before its end is cut between rows; one that was written at once cannot be. */
async function refuseTooLarge(file: string, { byteLimit }: Question): Promise<void> {
  const { size } = await stat(file);
  if (size > 2 * byteLimit) throw tooLarge('file', byteLimit);
}

type Part = AnalyticsParameters['result_too_large']['what'];

function tooLarge(what: Part, byteLimit: number): AnalyticsError {
  const megabytes = Math.round(byteLimit / (1024 * 1024));
  return new AnalyticsError({ code: 'result_too_large', parameters: { what, megabytes } });
}

function describeColumn({ name, type }: ResultColumn): { name: string; type: string } {
  return { name, type: typeName(type) };
}

function failureOf(error: unknown): AnalyticsFailure {
  const message = reasonOf(error);
  const isMemory = /^(Out of Memory|Invalid Error: .*bad_alloc|std::bad_alloc)/i.test(message);
  if (!isMemory) return { code: 'sql_failed', parameters: { words: message } };
  // DuckDB goes on to advise settings that nobody can change here.
  const [reason = null] = message.split('\n');
  return { code: 'memory_limit', parameters: { reason } };
}

gate = await Gate.open();
serve(answer, failureOf);
