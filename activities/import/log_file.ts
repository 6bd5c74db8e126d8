import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { type CsvOptions, HeadError, readCsv } from './csv_reader.ts';
import type { LogItem } from './log_record.ts';
import { readXes } from './xes_reader.ts';

const logPattern = /\.(xes|csv)(\.gz)?$/i;

/** What the mapping knows about the file itself. */
export interface LogFormat extends CsvOptions {
  /** A label of the WHATWG encoding standard, such as `windows-1252`; when absent UTF-8, or the UTF-16 that the file begins with. */
  encoding?: string | undefined;
}

/** No log is where one was looked for. */
export class NoLogError extends Error {
  override readonly name = 'NoLogError';
}

/**
 * The logs at a path: the file itself, or those directly in a folder, by name.
 * @param except a file in the folder that is no log
 * @throws NoLogError where there is none.
 */
export async function listLogs(pathName: string, except?: string): Promise<string[]> {
  const found = await stat(pathName).catch(() => null);
  if (!found) throw new NoLogError(`${pathName}: there is no such file or folder`);
  if (!found.isDirectory()) {
    if (logPattern.test(pathName)) return [pathName];
    throw new NoLogError(
      `${pathName}: expected a name that ends in .xes, .csv, .xes.gz or .csv.gz`,
    );
  }
  const files = (await readdir(pathName))
    .filter((name) => logPattern.test(name))
    .map((name) => path.join(pathName, name))
    .filter((file) => except === undefined || path.resolve(file) !== path.resolve(except));
  if (files.length > 0) return files.sort();
  throw new NoLogError(`${pathName}: no .xes, .csv, .xes.gz or .csv.gz file in this folder`);
}

/** What reading wants to know beside the format. */
export interface ReadingOptions {
  /** Columns that a CSV must have. */
  expected?: readonly string[];
  /** Told how many bytes of the file were read so far. */
  onBytes?: (count: number) => void;
}

/**
 * Reads a log piece by piece, some rows at a time. What cannot be read comes as broken records.
 * @throws HeadError where the head line of a CSV cannot be used
 */
export async function* readLogFile(
  file: string,
  format: LogFormat = {},
  { expected, onBytes }: ReadingOptions = {},
): AsyncGenerator<LogItem[]> {
  const source = decodedText(file, format.encoding, onBytes);
  let lastLine = 0;
  const isXes = /\.xes(\.gz)?$/i.test(file);
  const items = isXes ? readXes(source.text) : readCsv(source.text, format, expected);
  try {
    for await (const some of items) {
      lastLine = some.reduce((last, { line }) => Math.max(last, line), lastLine);
      yield some;
    }
  } catch (error) {
    if (error instanceof HeadError) throw new HeadError(`${file}: ${error.message}`);
    throw error;
  }
  const failure = source.failure();
  if (failure === null) return;
  const reason = isXes ? failure : `${failure}; any case may lack rows`;
  yield [{ kind: 'broken', line: lastLine, reason, values: {}, isRow: false }];
}

const bytesPerRead = 256 * 1024;

/** Text up to where the file can be read; then `failure` says what stopped it. */
function decodedText(file: string, encoding?: string, onBytes: (count: number) => void = () => {}) {
  let failure: string | null = null;
  async function* text(): AsyncGenerator<string> {
    let decoder = new TextDecoder(encoding);
    let isFirst = encoding === undefined;
    const bytes = createReadStream(file, { highWaterMark: bytesPerRead });
    const source = file.toLowerCase().endsWith('.gz') ? gunzipped(bytes) : bytes;
    try {
      for await (const chunk of source) {
        onBytes(bytes.bytesRead);
        if (isFirst) decoder = new TextDecoder(markedEncoding(chunk as Buffer));
        isFirst = false;
        yield decoder.decode(chunk as Buffer, { stream: true });
      }
    } catch (error) {
      failure = `the file ends early: ${(error as Error).message}`;
    }
    yield decoder.decode();
  }
  return { text: text(), failure: () => failure };
}

/** By the mark that programs put before UTF-16: Excel’s “Unicode text” is such a file. */
function markedEncoding([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function gunzipped(bytes: NodeJS.ReadableStream) {
  const gunzip = createGunzip({ chunkSize: bytesPerRead });
  bytes.on('error', (error) => gunzip.destroy(error));
  return bytes.pipe(gunzip);
}
