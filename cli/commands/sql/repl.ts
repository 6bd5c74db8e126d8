import { createInterface, type Interface } from 'node:readline/promises';
import { pipeline } from 'node:stream/promises';
import { metricDefinitions } from '../../../analytics/catalogue.ts';
import { AnalyticsError } from '../../../analytics/errors.ts';
import type { WarehouseReader } from '../../../analytics/reader.ts';
import { coloured, tell } from '../../talk.ts';
import { historyMax, readHistory, writeHistory } from './history_file.ts';
import { tableText, tellAbout } from './result_text.ts';

const shownFormats = ['table', 'json', 'csv'] as const;
type ShownFormat = (typeof shownFormats)[number];

export interface ReplOptions {
  reader: WarehouseReader;
  historyFile: string;
  rowLimit: number;
  timeoutMs: number;
}

const help = `Write SQL over one line or several; a ; at the end runs it. Tab completes, Ctrl-C stops a
query or forgets what was begun, Ctrl-D leaves.
  .tables              the tables
  .schema [table]      columns, their types and what they mean
  .metrics             the metrics, each a table function
  .format [format]     ${shownFormats.join(', ')}
  .help                this
  .quit                leaves`;

const narrowestTerminal = 40;

/** Asks the warehouse until its input ends. Answers go to standard output, talk to standard error. */
export async function runRepl(options: ReplOptions): Promise<void> {
  const repl = new Repl(options);
  await repl.run();
}

class Repl {
  readonly #options: ReplOptions;
  readonly #isTerminal = process.stdin.isTTY === true;
  #lines: Interface | undefined;
  #begun = '';
  #format: ShownFormat = 'table';
  #running: AbortController | null = null;
  #history: readonly string[] = [];

  constructor(options: ReplOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    this.#history = await readHistory(this.#options.historyFile);
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: this.#isTerminal,
      history: [...this.#history],
      historySize: historyMax,
      removeHistoryDuplicates: true,
      prompt: '',
      completer: (line: string) => this.#complete(line),
    });
    this.#lines = lines;
    const stop = () => this.#interrupt();
    lines.on('SIGINT', stop);
    process.on('SIGINT', stop);
    lines.on('history', (all) => {
      this.#history = all;
    });
    if (this.#isTerminal) tell('Ask in SQL, end with ; (.help says more).');
    this.#prompt();
    try {
      for await (const line of lines) {
        if (line.trim() === '.quit') break;
        await this.#take(line);
        this.#prompt();
      }
    } finally {
      process.off('SIGINT', stop);
      lines.close();
      if (this.#isTerminal) await writeHistory(this.#options.historyFile, this.#history);
    }
  }

  #prompt(): void {
    if (!this.#isTerminal) return;
    this.#lines?.setPrompt(this.#begun === '' ? 'palier> ' : '     -> ');
    this.#lines?.prompt();
  }

  async #take(line: string): Promise<void> {
    if (this.#begun === '' && line.trim().startsWith('.')) return this.#command(line.trim());
    this.#begun = this.#begun === '' ? line : `${this.#begun}\n${line}`;
    if (this.#begun.trim() === '') this.#begun = '';
    if (!isWhole(this.#begun)) return;
    const statement = this.#begun;
    this.#begun = '';
    await this.#answered(() => this.#ask(statement));
  }

  #interrupt(): void {
    if (this.#running) {
      this.#running.abort();
      return;
    }
    const isBegun = this.#begun !== '' || this.#lines?.line !== '';
    tell(isBegun ? '\nForgotten.' : '\nCtrl-D or .quit leaves.');
    this.#begun = '';
    if (!this.#isTerminal) return;
    // To the end of the line, then away with it.
    for (const name of ['e', 'u']) this.#lines?.write(null, { ctrl: true, name });
    this.#prompt();
  }

  /** What goes wrong with a question ends the question, not the session. */
  async #answered(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AnalyticsError)) throw error;
      tell(`${coloured('red', '✗')} ${error.message}`);
    }
  }

  async #ask(sql: string): Promise<void> {
    const { reader, rowLimit, timeoutMs } = this.#options;
    this.#running = new AbortController();
    const query = { sql, rowLimit, timeoutMs, signal: this.#running.signal };
    try {
      if (this.#format === 'table') {
        const result = await reader.runSql(query);
        process.stdout.write(tableText(result, this.#room()));
        tellAbout(result);
      } else {
        const file = await reader.runSqlAs(query, this.#format);
        await pipeline(file.body, process.stdout, { end: false });
        tellAbout(file);
      }
    } finally {
      this.#running = null;
    }
  }

  /** Characters of a line: of the terminal, or as COLUMNS says; a pipe has room for all. */
  #room(): number | undefined {
    const columns = process.stdout.columns ?? Number(process.env.COLUMNS);
    return columns > 0 ? Math.max(narrowestTerminal, columns) : undefined;
  }

  async #command(line: string): Promise<void> {
    const [name, argument] = line.replace(/;$/, '').split(/\s+/);
    switch (name) {
      case '.help':
        tell(help);
        break;
      case '.tables':
        await this.#answered(() => this.#showTables());
        break;
      case '.schema':
        await this.#answered(() => this.#showSchema(argument));
        break;
      case '.metrics':
        this.#show(
          ['metric', 'question'],
          metricDefinitions().map((metric) => [metric.name, metric.question.en]),
        );
        break;
      case '.format':
        this.#setFormat(argument);
        break;
      default:
        tell(`${coloured('red', '✗')} There is no ${name}: .help says what there is.`);
    }
  }

  async #showTables(): Promise<void> {
    const tables = await this.#options.reader.schema();
    this.#show(
      ['table', 'rows of'],
      tables.map(({ name, comment }) => [name, comment]),
    );
  }

  async #showSchema(name: string | undefined): Promise<void> {
    const tables = await this.#options.reader.schema();
    const wanted = tables.filter((table) => name === undefined || table.name === name);
    if (wanted.length === 0) {
      const known = tables.map((table) => table.name).join(', ');
      tell(`${coloured('red', '✗')} There is no table '${name}'. There are: ${known}`);
    }
    for (const { name: table, columns } of wanted) {
      if (name === undefined) process.stdout.write(`\n${table}\n`);
      this.#show(
        ['column', 'type', 'meaning'],
        columns.map((column) => [
          column.name,
          `${column.type.toLowerCase()}${column.isNullable ? '' : ' not null'}`,
          column.comment,
        ]),
      );
    }
  }

  #show(names: string[], rows: string[][]): void {
    const columns = names.map((name) => ({ name, type: 'VARCHAR' }));
    process.stdout.write(tableText({ columns, rows }, this.#room()));
  }

  #setFormat(word: string | undefined): void {
    const format = shownFormats.find((known) => known === word);
    if (format) this.#format = format;
    else if (word !== undefined) {
      tell(`${coloured('red', '✗')} Format '${word}': expected ${shownFormats.join(', ')}.`);
      return;
    }
    tell(`Results come as ${this.#format}.`);
  }

  async #complete(line: string): Promise<[string[], string]> {
    const before = this.#begun === '' ? '' : `${this.#begun}\n`;
    const sql = `${before}${line}`;
    const found = await this.#options.reader.complete(sql, sql.length).catch(() => []);
    const start = Math.max(0, (found[0]?.start ?? sql.length) - before.length);
    return [found.map(({ text }) => text), line.slice(start)];
  }
}

/** What may hold a `;` that ends nothing: texts, quoted names, comments. */
const passive = /'(?:[^']|'')*('|$)|"(?:[^"]|"")*("|$)|--[^\n]*|\/\*[\s\S]*?(\*\/|$)/g;

function isWhole(statement: string): boolean {
  return statement.replace(passive, ' ').trimEnd().endsWith(';');
}
