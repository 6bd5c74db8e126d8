import { amount } from '../../workflows/processes/counted.ts';

/** A row of a CSV as it stands in the file, or the line that could not be read as one. */
export interface CsvRow {
  /** Line of the file on which it begins, from 1. */
  line: number;
  fields: string[];
  /** Why it is none. `fields` are then what the delimiters alone make of its first line. */
  fault?: string;
}

/** @param quote encloses fields that hold the delimiter, a line break or, doubled, itself. */
export interface CsvSyntax {
  delimiter: string;
  quote: string;
}

/** What the first line says, alone, for Excel: `sep=;`; null where it says nothing of the kind. */
export function saidDelimiter(firstLine: string): string | null {
  return /^sep=([^\r\n])\r?$/i.exec(firstLine)?.[1] ?? null;
}

/** A row of more lines has a quote that was never closed. */
const linesPerRowMax = 1000;
const charactersPerRowMax = 1_000_000;

/**
 * Cuts a CSV (RFC 4180) into rows, piece by piece. What is wrong with one row costs that line
 * alone: lines that a quote swallowed without being closed as it should are read again.
 */
export class CsvRows {
  private readonly syntax: CsvSyntax;
  /** The beginning of a line whose end was not read yet. */
  private unfinished = '';
  private isTooLong = false;
  private line = 0;
  /** A row that goes on, and the lines it has so far. */
  private open: { row: OpenRow; line: number; lines: string[]; size: number } | null = null;
  /** Fields of the first row, which all others must have. */
  private width: number | null = null;
  private rows: CsvRow[] = [];

  constructor(syntax: CsvSyntax) {
    this.syntax = syntax;
  }

  /** The rows that end in this piece of text. */
  add(text: string): CsvRow[] {
    const lines = text.split('\n');
    lines[0] = this.unfinished + lines[0];
    this.unfinished = lines.pop() as string;
    for (const line of lines) this.endLine(line);
    if (this.unfinished.length > charactersPerRowMax) {
      this.isTooLong = true;
      this.unfinished = this.unfinished.slice(0, 1000);
    }
    return this.take();
  }

  /** The rows that end with the file. */
  end(): CsvRow[] {
    if (this.unfinished !== '') this.endLine(this.unfinished);
    this.unfinished = '';
    while (this.open) this.giveUp('a quote is opened and never closed');
    return this.take();
  }

  private take(): CsvRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  private endLine(text: string): void {
    this.line += 1;
    const { isTooLong } = this;
    this.isTooLong = false;
    if (isTooLong) {
      while (this.open) this.giveUp('a quote is opened and never closed');
      const fault = `a line of more than ${charactersPerRowMax.toLocaleString('en')} characters`;
      this.rows.push({ line: this.line, fields: this.roughFields(text), fault });
      return;
    }
    this.addLine(text.endsWith('\r') ? text.slice(0, -1) : text, this.line);
  }

  private addLine(text: string, line: number): void {
    if (this.open) {
      this.open.lines.push(text);
      this.open.size += text.length;
    } else {
      if (text === '' || (line === 1 && saidDelimiter(text) !== null)) return;
      if (!text.includes(this.syntax.quote)) {
        this.finish(line, text.split(this.syntax.delimiter), [text]);
        return;
      }
      const row = new OpenRow(this.syntax);
      this.open = { row, line, lines: [text], size: text.length };
    }
    const { open } = this;
    const fault = open.row.addLine(text);
    if (fault !== undefined) this.giveUp(fault);
    else if (!open.row.isOpen) {
      this.open = null;
      this.finish(open.line, open.row.fields, open.lines);
    } else if (open.lines.length >= linesPerRowMax || open.size > charactersPerRowMax) {
      this.giveUp('a quote is opened and not closed where it should be');
    }
  }

  private finish(line: number, fields: string[], lines: string[]): void {
    this.width ??= fields.length;
    if (fields.length === this.width) {
      this.rows.push({ line, fields });
      return;
    }
    const fault = `${amount(fields.length, 'column')} where the first line has ${this.width}`;
    if (lines.length === 1) this.rows.push({ line, fields, fault });
    else this.breakUp(line, lines, fault);
  }

  private giveUp(fault: string): void {
    if (!this.open) return;
    const { line, lines } = this.open;
    this.open = null;
    this.breakUp(line, lines, fault);
  }

  /** The first of the lines is broken; those after it may be rows of their own. */
  private breakUp(line: number, lines: string[], fault: string): void {
    const [first = '', ...rest] = lines;
    this.rows.push({ line, fields: this.roughFields(first), fault });
    rest.forEach((text, index) => {
      this.addLine(text, line + 1 + index);
    });
  }

  private roughFields(text: string): string[] {
    return text.split(this.syntax.delimiter);
  }
}

/** A row with quotes in it, line by line. */
class OpenRow {
  readonly fields: string[] = [];
  isOpen = false;
  private readonly syntax: CsvSyntax;
  private field = '';

  constructor(syntax: CsvSyntax) {
    this.syntax = syntax;
  }

  /** What is wrong with it, if anything. */
  addLine(text: string): string | undefined {
    const { delimiter, quote } = this.syntax;
    let at = 0;
    if (this.isOpen) this.field += '\n';
    for (;;) {
      if (this.isOpen || text[at] === quote) {
        const after = this.quoted(text, this.isOpen ? at : at + 1);
        if (after === undefined) return undefined;
        if (after < text.length && text[after] !== delimiter) return 'text after a closing quote';
        at = after;
      } else {
        const next = text.indexOf(delimiter, at);
        const end = next < 0 ? text.length : next;
        const field = text.slice(at, end);
        if (field.includes(quote)) return 'a quote in the middle of a field';
        this.fields.push(field);
        at = end;
      }
      if (at >= text.length) return undefined;
      at += 1;
    }
  }

  /** Where the closing quote ends; undefined where the line ends before. */
  private quoted(text: string, from: number): number | undefined {
    const { quote } = this.syntax;
    this.isOpen = true;
    for (let at = from; ; ) {
      const next = text.indexOf(quote, at);
      if (next < 0) {
        this.field += text.slice(at);
        return undefined;
      }
      if (text[next + 1] === quote) {
        this.field += text.slice(at, next + 1);
        at = next + 2;
        continue;
      }
      this.fields.push(this.field + text.slice(at, next));
      this.field = '';
      this.isOpen = false;
      return next + 1;
    }
  }
}
