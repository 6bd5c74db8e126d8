import { SaxesParser } from 'saxes';
import type { LogItem } from './log_record.ts';
import { eventLines, type LogMistake, splitTraces, type TraceText } from './xes_traces.ts';

/** The tags of XES attributes with a single value. */
const valueTags = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/**
 * The events of an XES log (IEEE 1849) in file order. An event has its own attributes by their keys
 * and those of its trace as `trace:` and the key; nested ones by all keys, with points between. Each trace is
 * parsed by itself, so that a mistake in the XML of one costs no other.
 */
export async function* readXes(text: AsyncIterable<string>): AsyncGenerator<LogItem[]> {
  for await (const pieces of splitTraces(text)) yield pieces.flatMap(itemsOf);
}

function itemsOf(piece: TraceText | LogMistake): LogItem[] {
  if (piece.kind === 'trace') return readTrace(piece);
  const { line, reason, isRow } = piece;
  return [{ kind: 'broken', line, reason, values: {}, isRow }];
}

/** Every event of the trace once, and what is wrong with the trace itself. */
function readTrace({ xml, line }: TraceText): LogItem[] {
  const reader = new TraceReader(line);
  reader.parser.write(xml).close();
  const { traceValues, mistakes, found } = reader;
  const items = found.map((event): LogItem => {
    const values = { ...traceValues, ...event.values };
    if (event.fault === null) return { kind: 'record', line: event.line, values };
    return { kind: 'broken', line: event.line, reason: event.fault, values, isRow: true };
  });
  const read = new Map<number, number>();
  for (const event of found) read.set(event.line, (read.get(event.line) ?? 0) + 1);
  for (const eventLine of eventLines(xml, line)) {
    const left = read.get(eventLine) ?? 0;
    read.set(eventLine, left - 1);
    if (left > 0) continue;
    const reason = mistakes[0]?.reason ?? 'broken XML: the event could not be read';
    items.push({ kind: 'broken', line: eventLine, reason, values: traceValues, isRow: true });
  }
  const [mistake] = mistakes;
  if (mistake) items.push({ kind: 'broken', ...mistake, values: traceValues, isRow: false });
  else if (items.length === 0) {
    const reason = 'a trace without events';
    items.push({ kind: 'broken', line, reason, values: traceValues, isRow: false });
  }
  return items.sort((a, b) => a.line - b.line);
}

interface ReadEvent {
  line: number;
  values: Record<string, string>;
  /** What is wrong with it; what follows in the event tends to follow from the first. */
  fault: string | null;
}

class TraceReader {
  readonly parser = new SaxesParser({ xmlns: false, position: true });
  readonly traceValues: Record<string, string> = {};
  /** What is wrong outside of its events. */
  readonly mistakes: { line: number; reason: string }[] = [];
  readonly found: ReadEvent[] = [];
  private readonly path: string[] = [];
  /** The keys of the open tags; empty where one has none. */
  private readonly keys: string[] = [];
  private readonly firstLine: number;
  private tagLine = 1;

  constructor(firstLine: number) {
    this.firstLine = firstLine;
    this.parser.on('error', (error) => this.mistake(error.message));
    this.parser.on('opentagstart', () => {
      this.tagLine = this.lineNow();
    });
    this.parser.on('opentag', (tag) => this.open(tag.name, tag.attributes));
    this.parser.on('closetag', () => {
      this.path.pop();
      this.keys.pop();
    });
  }

  private lineNow(): number {
    return this.firstLine + this.parser.line - 1;
  }

  private mistake(message: string): void {
    // The parser begins its messages with where it is in the trace: `3:14: …`.
    this.blame(`broken XML: ${message.replace(/^\d+:\d+: /, '')}`);
  }

  private blame(reason: string): void {
    const event = this.path[1] === 'event' ? this.found.at(-1) : undefined;
    if (event) event.fault ??= reason;
    else this.mistakes.push({ line: this.lineNow(), reason });
  }

  private open(name: string, attributes: Record<string, string>): void {
    const [, place] = this.path;
    const isInTrace = this.path[0] === 'trace';
    const { key = '', value = '' } = attributes;
    this.path.push(name);
    this.keys.push(key);
    if (isInTrace && place === undefined && name === 'event') {
      this.found.push({ line: this.tagLine, values: {}, fault: null });
      return;
    }
    if (!isInTrace || !valueTags.has(name) || key === '') return;
    const path = this.keys.filter((outer) => outer !== '').join('.');
    const event = place === 'event' ? this.found.at(-1) : undefined;
    if (event) this.keep(event.values, path, value);
    else this.keep(this.traceValues, `trace:${path}`, value);
  }

  /** Keys are told apart on one level; those of a list may come again, and are then one text. */
  private keep(values: Record<string, string>, key: string, value: string): void {
    const before = Object.hasOwn(values, key) ? values[key] : undefined;
    if (before === undefined) values[key] = value;
    else if (this.path.includes('list')) values[key] = `${before}, ${value}`;
    else this.blame(`two attributes with the key "${key}"`);
  }
}
