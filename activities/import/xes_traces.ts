/** The text of one `<trace>`, from its tag to the end of it or to where the next one begins. */
export interface TraceText {
  kind: 'trace';
  xml: string;
  /** Line of the file on which it begins, from 1. */
  line: number;
}

/** Something outside of any trace that is not as it should be. */
export interface LogMistake {
  kind: 'mistake';
  line: number;
  reason: string;
  /** It is an event, and not the log as a whole. */
  isRow: boolean;
}

const startTag = /<trace(?=[\s/>])/g;
const endOrStart = /<\/trace\s*>|<trace(?=[\s/>])/g;
const emptyTrace = /^<trace[^<>]*\/>/;
/** Long enough for any of the tags above, cut in two by the end of a chunk. */
const tagLength = 32;

/** Cuts a log into its traces, without holding more of it than one. */
export async function* splitTraces(
  text: AsyncIterable<string>,
): AsyncGenerator<(TraceText | LogMistake)[]> {
  const splitter = new TraceSplitter();
  for await (const chunk of text) {
    splitter.add(chunk);
    yield [...splitter.take()];
  }
  yield [...splitter.end()];
}

class TraceSplitter {
  private buffer = '';
  private line = 1;
  private isInTrace = false;
  /** Where in the buffer the search for the end of the trace goes on. */
  private searchFrom = 0;
  private traceCount = 0;
  private tail = '';

  add(chunk: string): void {
    this.buffer += chunk;
  }

  *take(): Generator<TraceText | LogMistake> {
    for (;;) {
      const piece = this.isInTrace ? this.takeTrace() : this.takeBetween();
      if (piece === undefined) return;
      yield* piece;
    }
  }

  *end(): Generator<TraceText | LogMistake> {
    yield* this.take();
    const rest = this.consume(this.buffer.length);
    if (this.isInTrace) yield { kind: 'trace', ...rest };
    else yield* eventsOutside(rest);
    const { line } = this;
    if (this.traceCount === 0)
      yield { kind: 'mistake', line, reason: 'no trace: not an XES log', isRow: false };
    else if (!/<\/log\s*>/.test(this.tail)) {
      const reason = 'the log is not closed: the file ends early';
      yield { kind: 'mistake', line, reason, isRow: false };
    }
  }

  private takeTrace(): TraceText[] | undefined {
    const empty = emptyTrace.exec(this.buffer);
    endOrStart.lastIndex = Math.max(this.searchFrom, 6);
    const end = empty ?? endOrStart.exec(this.buffer);
    if (!end) {
      this.searchFrom = this.buffer.length - tagLength;
      return undefined;
    }
    const isNextTrace = end[0] === '<trace';
    const piece = this.consume(end.index + (isNextTrace ? 0 : end[0].length));
    this.isInTrace = false;
    this.tail = '';
    return [{ kind: 'trace', ...piece }];
  }

  private takeBetween(): LogMistake[] | undefined {
    startTag.lastIndex = 0;
    const start = startTag.exec(this.buffer);
    // What may be the beginning of a tag stays.
    const between = this.consume(start?.index ?? Math.max(0, this.buffer.lastIndexOf('<')));
    const mistakes = eventsOutside(between);
    if (!start) return mistakes.length > 0 ? mistakes : undefined;
    this.isInTrace = true;
    this.searchFrom = 0;
    this.traceCount += 1;
    return mistakes;
  }

  private consume(length: number): { xml: string; line: number } {
    const xml = this.buffer.slice(0, length);
    const { line } = this;
    this.buffer = this.buffer.slice(length);
    this.line += xml.split('\n').length - 1;
    if (!this.isInTrace) this.tail = (this.tail + xml).slice(-1_000);
    return { xml, line };
  }
}

function eventsOutside({ xml, line }: { xml: string; line: number }): LogMistake[] {
  const reason = 'an event outside any trace';
  return eventLines(xml, line).map((at) => ({ kind: 'mistake', line: at, reason, isRow: true }));
}

/** The lines on which events begin in a text that begins on `line`. */
export function eventLines(xml: string, line: number): number[] {
  const lines: number[] = [];
  let at = 0;
  let now = line;
  for (const { index } of xml.matchAll(/<event(?=[\s/>])/g)) {
    now += xml.slice(at, index).split('\n').length - 1;
    at = index;
    lines.push(now);
  }
  return lines;
}
