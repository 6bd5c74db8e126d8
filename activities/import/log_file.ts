import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { type CsvOptions, readCsv } from './csv_reader.ts';
import type { LogItem } from './log_record.ts';
import { readXes } from './xes_reader.ts';

const logPattern = /\.(xes|csv)(\.gz)?$/i;

/** What the mapping knows about the file itself. */
export interface LogFormat extends CsvOptions {
  /** A label of the WHATWG encoding standard, such as `windows-1252`; UTF-8 when absent. */
  encoding?: string | undefined;
}

/**
 * The logs at a path: the file itself, or those directly in a folder, by name.
 * @param except a file in the folder that is no log
 * @throws Error where there is none.
 */
export async function listLogs(pathName: string, except?: string): Promise<string[]> {
  const found = await stat(pathName).catch(() => null);
  if (!found) throw new Error(`${pathName}: there is no such file or folder`);
  if (!found.isDirectory()) {
    if (logPattern.test(pathName)) return [pathName];
    throw new Error(`${pathName}: expected a name that ends in .xes, .csv, .xes.gz or .csv.gz`);
  }
  const files = (await readdir(pathName))
    .filter((name) => logPattern.test(name))
    .map((name) => path.join(pathName, name))
    .filter((file) => except === undefined || path.resolve(file) !== path.resolve(except));
  if (files.length > 0) return files.sort();
  throw new Error(`${pathName}: no .xes, .csv, .xes.gz or .csv.gz file in this folder`);
}

/** Reads a log piece by piece. What cannot be read comes as broken records, never as an error. */
export async function* readLogFile(file: string, format: LogFormat = {}): AsyncGenerator<LogItem> {
  const source = decodedText(file, format.encoding ?? 'utf-8');
  let lastLine = 0;
  const items = /\.xes(\.gz)?$/i.test(file) ? readXes(source.text) : readCsv(source.text, format);
  for await (const item of items) {
    lastLine = Math.max(lastLine, item.line);
    yield item;
  }
  const failure = source.failure();
  if (failure) yield { kind: 'broken', line: lastLine, reason: failure, values: {} };
}

/** Text up to where the file can be read; then `failure` says what stopped it. */
function decodedText(file: string, encoding: string) {
  let failure: string | null = null;
  async function* text(): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding);
    const bytes = createReadStream(file);
    const source = file.toLowerCase().endsWith('.gz') ? gunzipped(bytes) : bytes;
    try {
      for await (const chunk of source) yield decoder.decode(chunk as Buffer, { stream: true });
    } catch (error) {
      failure = `the file ends early: ${(error as Error).message}`;
    }
    yield decoder.decode();
  }
  return { text: text(), failure: () => failure };
}

function gunzipped(bytes: NodeJS.ReadableStream) {
  const gunzip = createGunzip();
  bytes.on('error', (error) => gunzip.destroy(error));
  return bytes.pipe(gunzip);
}
