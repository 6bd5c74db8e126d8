import { SaxesParser } from 'saxes';
import type { LogItem } from './log_record.ts';
import { splitTraces, type TraceText } from './xes_traces.ts';

/** The tags of XES attributes with a single value. */
const valueTags = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/** Mistakes told of one trace; they tend to follow from the first. */
const mistakesMax = 5;

/**
 * The events of an XES log (IEEE 1849) in file order. An event has its own attributes by their keys
 * and those of its trace as `trace:` and the key; nested attributes are left out. Each trace is
 * parsed by itself, so that a mistake in the XML of one costs no other.
 */
export async function* readXes(text: AsyncIterable<string>): AsyncGenerator<LogItem> {
  for await (const piece of splitTraces(text)) {
    if (piece.kind === 'trace') yield* readTrace(piece);
    else yield { kind: 'broken', line: piece.line, reason: piece.reason, values: {} };
  }
}

function readTrace({ xml, line }: TraceText): LogItem[] {
  const reader = new TraceReader(line);
  reader.parser.write(xml).close();
  const { traceValues: values, mistakes, events } = reader;
  const records: LogItem[] = events.map((event) => ({
    kind: 'record',
    line: event.line,
    values: { ...values, ...event.values },
  }));
  const broken = mistakes.slice(0, mistakesMax);
  if (events.length === 0 && broken.length === 0) {
    broken.push({ line, reason: 'a trace without events' });
  }
  return [
    ...records,
    ...broken.map((mistake) => ({ kind: 'broken' as const, ...mistake, values })),
  ];
}

interface ReadEvent {
  line: number;
  values: Record<string, string>;
  isBroken: boolean;
}

class TraceReader {
  readonly parser = new SaxesParser({ xmlns: false, position: true });
  readonly traceValues: Record<string, string> = {};
  readonly mistakes: { line: number; reason: string }[] = [];
  private readonly found: ReadEvent[] = [];
  private readonly path: string[] = [];
  private readonly firstLine: number;
  private tagLine = 1;

  constructor(firstLine: number) {
    this.firstLine = firstLine;
    this.parser.on('error', (error) => this.mistake(error.message));
    this.parser.on('opentagstart', () => {
      this.tagLine = this.lineNow();
    });
    this.parser.on('opentag', (tag) => this.open(tag.name, tag.attributes));
    this.parser.on('closetag', () => this.path.pop());
  }

  /** Events without a mistake in them; one with a mistake is told by the mistake. */
  get events(): ReadEvent[] {
    return this.found.filter(({ isBroken }) => !isBroken);
  }

  private lineNow(): number {
    return this.firstLine + this.parser.line - 1;
  }

  private mistake(message: string): void {
    const event = this.path[1] === 'event' ? this.found.at(-1) : undefined;
    if (event) event.isBroken = true;
    // The parser begins its messages with where it is in the trace: `3:14: …`.
    const reason = `broken XML: ${message.replace(/^\d+:\d+: /, '')}`;
    this.mistakes.push({ line: this.lineNow(), reason });
  }

  private open(name: string, attributes: Record<string, string>): void {
    const parent = this.path.join('/');
    this.path.push(name);
    if (parent === 'trace' && name === 'event') {
      this.found.push({ line: this.tagLine, values: {}, isBroken: false });
      return;
    }
    const { key, value = '' } = attributes;
    if (!valueTags.has(name) || key === undefined) return;
    const event = this.found.at(-1);
    if (parent === 'trace/event' && event) event.values[key] = value;
    else if (parent === 'trace') this.traceValues[`trace:${key}`] = value;
  }
}
