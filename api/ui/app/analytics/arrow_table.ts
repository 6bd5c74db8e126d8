import { DataType, Type, tableFromIPC } from 'apache-arrow';

/** What a column's values are, as far as a reader or a chart cares. */
export type ColumnKind = 'number' | 'date' | 'instant' | 'boolean' | 'text';

export interface ResultColumn {
  name: string;
  /** What it is called on the screen; its name where nothing is said. */
  title?: string;
  /** Room for so many characters, where the values come later than the table. */
  room?: number;
  /** Arrow's own name of the type. */
  type: string;
  kind: ColumnKind;
}

/** Numbers, dates and instants in milliseconds of UTC, whole numbers beyond 2^53 as text. */
export type Cell = number | string | boolean | null;

/** A result as it came: its values are read where they lie, one at a time. */
export interface ResultTable {
  columns: ResultColumn[];
  rowCount: number;
  cell(row: number, column: number): Cell;
  /** Reads what comes later than the table, for whoever takes all of it. @throws where it cannot be read */
  complete?(): Promise<void>;
  /** Where a cell leads, to whoever is looking; undefined where the columns themselves say it. */
  linkAt?(row: number, column: number): string | null;
}

/** @throws where the bytes are no Arrow IPC stream */
export function readArrow(bytes: Uint8Array): ResultTable {
  const table = tableFromIPC(bytes);
  const { fields } = table.schema;
  const vectors = fields.map((_field, index) => table.getChildAt(index));
  const converters = fields.map(({ type }) => converterOf(type));
  return {
    columns: fields.map(({ name, type }) => ({ name, type: String(type), kind: kindOf(type) })),
    rowCount: table.numRows,
    cell(row, column) {
      const value: unknown = vectors[column]?.get(row) ?? null;
      return value === null ? null : (converters[column]?.(value) ?? null);
    },
  };
}

function kindOf(type: DataType): ColumnKind {
  switch (type.typeId) {
    case Type.Int:
    case Type.Float:
    case Type.Decimal:
      return 'number';
    case Type.Date:
      return 'date';
    case Type.Timestamp:
      return 'instant';
    case Type.Bool:
      return 'boolean';
    default:
      return 'text';
  }
}

function converterOf(type: DataType): (value: unknown) => Cell {
  if (DataType.isDecimal(type)) return decimalConverter(type.scale);
  switch (type.typeId) {
    case Type.Int:
      return exact;
    case Type.Float:
    case Type.Date:
    case Type.Timestamp:
      return Number;
    case Type.Bool:
      return Boolean;
    case Type.Time:
      return timeOfDay;
    case Type.Binary:
      return (value) => hex(value as Uint8Array);
    default:
      return String;
  }
}

function exact(value: unknown): Cell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function decimalConverter(scale: number): (value: unknown) => Cell {
  return (value) => {
    const digits = BigInt(String(value));
    const unscaled = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
    const whole = unscaled.slice(0, unscaled.length - scale);
    const text = `${digits < 0n ? '-' : ''}${whole}${scale > 0 ? `.${unscaled.slice(-scale)}` : ''}`;
    // Any decimal of 15 digits survives the way to a double and back.
    return unscaled.length <= 15 ? Number(text) : text;
  };
}

/** @param value microseconds since midnight */
function timeOfDay(value: unknown): Cell {
  return new Date(Number(value) / 1000).toISOString().slice(11, 23);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A value as it is read and copied: ISO 8601 in UTC, numbers in full. */
export function cellText(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return '';
  if (typeof cell !== 'number') return String(cell);
  if (kind === 'date') return isoOf(cell).slice(0, 10);
  if (kind !== 'instant') return String(cell);
  return isoOf(cell)
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
}

function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
