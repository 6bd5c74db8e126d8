import {
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBEnumType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBVector,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Dictionary,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  TimeMicrosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { Bytes, bitmap, cellsOf, dataOf, Validity } from './arrow_buffers.ts';
import { ArrayColumn, ListColumn, MapColumn, StructColumn } from './arrow_nested.ts';
import { toJsonValue } from './json_value.ts';

/** One column of a record batch in the making, or a part of a nested one. */
export interface ArrowColumn {
  readonly arrowType: DataType;
  /** Takes rows `start` to `start + rowCount` of a vector. */
  append(vector: duckdb.Vector, start: number, rowCount: number): void;
  /** The rows appended since the last flush. */
  flush(): Data;
}

const stringWidth = 16;
const inlineBytes = 12;

export function arrowColumn(type: DuckDBType): ArrowColumn {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return new BoolColumn();
    case DuckDBTypeId.VARCHAR:
      return new BytesColumn(new Utf8());
    case DuckDBTypeId.BLOB:
      return new BytesColumn(new Binary());
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      return new WideColumn(new Decimal(scale, width, 128), decimalBytes(width));
    }
    case DuckDBTypeId.HUGEINT:
      return new WideColumn(new Decimal(0, 38, 128), 16);
    case DuckDBTypeId.LIST:
      return new ListColumn(arrowColumn((type as DuckDBListType).valueType));
    case DuckDBTypeId.ARRAY: {
      const { valueType, length } = type as DuckDBArrayType;
      return new ArrayColumn(arrowColumn(valueType), length);
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      return new StructColumn(entryNames, entryTypes.map(arrowColumn));
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return new MapColumn(arrowColumn(keyType), arrowColumn(valueType));
    }
    case DuckDBTypeId.ENUM:
      return enumColumn(type as DuckDBEnumType);
    default: {
      const fixed = fixedTypes[type.typeId];
      return fixed ? new FixedColumn(fixed.type(), fixed.bytes) : new TextColumn(type);
    }
  }
}

/** Types whose bytes are the same on both sides. */
const fixedTypes: { [typeId: number]: { type: () => DataType; bytes: number } } = {
  [DuckDBTypeId.TINYINT]: { type: () => new Int8(), bytes: 1 },
  [DuckDBTypeId.SMALLINT]: { type: () => new Int16(), bytes: 2 },
  [DuckDBTypeId.INTEGER]: { type: () => new Int32(), bytes: 4 },
  [DuckDBTypeId.BIGINT]: { type: () => new Int64(), bytes: 8 },
  [DuckDBTypeId.UTINYINT]: { type: () => new Uint8(), bytes: 1 },
  [DuckDBTypeId.USMALLINT]: { type: () => new Uint16(), bytes: 2 },
  [DuckDBTypeId.UINTEGER]: { type: () => new Uint32(), bytes: 4 },
  [DuckDBTypeId.UBIGINT]: { type: () => new Uint64(), bytes: 8 },
  [DuckDBTypeId.FLOAT]: { type: () => new Float32(), bytes: 4 },
  [DuckDBTypeId.DOUBLE]: { type: () => new Float64(), bytes: 8 },
  [DuckDBTypeId.DATE]: { type: () => new DateDay(), bytes: 4 },
  [DuckDBTypeId.TIME]: { type: () => new TimeMicrosecond(), bytes: 8 },
  [DuckDBTypeId.TIMESTAMP]: { type: () => new TimestampMicrosecond(), bytes: 8 },
  [DuckDBTypeId.TIMESTAMP_TZ]: { type: () => new TimestampMicrosecond('UTC'), bytes: 8 },
  [DuckDBTypeId.TIMESTAMP_S]: { type: () => new TimestampSecond(), bytes: 8 },
  [DuckDBTypeId.TIMESTAMP_MS]: { type: () => new TimestampMillisecond(), bytes: 8 },
  [DuckDBTypeId.TIMESTAMP_NS]: { type: () => new TimestampNanosecond(), bytes: 8 },
};

class FixedColumn implements ArrowColumn {
  readonly arrowType: DataType;
  protected readonly width: number;
  readonly #validity = new Validity();
  readonly #bytes = new Bytes();

  /** @param width bytes of a cell in DuckDB's vector */
  constructor(arrowType: DataType, width: number) {
    this.arrowType = arrowType;
    this.width = width;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#validity.append(vector, start, rowCount);
    this.#bytes.append(this.cells(vector, start, rowCount));
  }

  protected cells(vector: duckdb.Vector, start: number, rowCount: number): Uint8Array {
    return cellsOf(vector, this.width, start, rowCount);
  }

  flush(): Data {
    const bytes = this.#bytes.flush();
    const values = new this.arrowType.ArrayType(bytes.buffer);
    return dataOf(this.arrowType, this.#validity.flush(), { values });
  }
}

/** Integers of any width, widened to the 128 bits of Arrow's decimals. */
class WideColumn extends FixedColumn {
  protected override cells(vector: duckdb.Vector, start: number, rowCount: number): Uint8Array {
    const { width } = this;
    const narrow = super.cells(vector, start, rowCount);
    const wide = new Uint8Array(rowCount * 16);
    for (let row = 0; row < rowCount; row++) {
      const from = row * width;
      wide.set(narrow.subarray(from, from + width), row * 16);
      const isNegative = ((narrow[from + width - 1] ?? 0) & 0x80) !== 0;
      if (isNegative) wide.fill(0xff, row * 16 + width, row * 16 + 16);
    }
    return wide;
  }
}

function decimalBytes(width: number): number {
  if (width <= 4) return 2;
  if (width <= 9) return 4;
  return width <= 18 ? 8 : 16;
}

class BoolColumn implements ArrowColumn {
  readonly arrowType = new Bool();
  readonly #validity = new Validity();
  #flags: boolean[] = [];

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#validity.append(vector, start, rowCount);
    for (const byte of cellsOf(vector, 1, start, rowCount)) this.#flags.push(byte !== 0);
  }

  flush(): Data {
    const values = bitmap(this.#flags, true);
    this.#flags = [];
    return dataOf(this.arrowType, this.#validity.flush(), { values });
  }
}

/** Texts and blobs: short ones lie in DuckDB's vector, long ones behind a pointer. */
class BytesColumn implements ArrowColumn {
  readonly arrowType: Utf8 | Binary;
  readonly #validity = new Validity();
  readonly #bytes = new Bytes();
  #offsets: number[] = [0];

  constructor(arrowType: Utf8 | Binary) {
    this.arrowType = arrowType;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    const isValid = this.#validity.append(vector, start, rowCount);
    const end = start + rowCount;
    const data = duckdb.vector_get_data(vector, end * stringWidth);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let row = start; row < end; row++) {
      if (isValid(row)) this.#bytes.append(stringBytes(view, row * stringWidth));
      this.#offsets.push(this.#bytes.length);
    }
  }

  flush(): Data {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    return dataOf(this.arrowType, this.#validity.flush(), { offsets, values: this.#bytes.flush() });
  }
}

function stringBytes(view: DataView, offset: number): Uint8Array {
  const length = view.getUint32(offset, true);
  if (length <= inlineBytes) {
    return new Uint8Array(view.buffer, view.byteOffset + offset + 4, length);
  }
  return duckdb.get_data_from_pointer(
    view.buffer as ArrayBuffer,
    view.byteOffset + offset + 8,
    length,
  );
}

/** Intervals, unions and the like: the JSON they are elsewhere, as text. */
class TextColumn implements ArrowColumn {
  readonly arrowType = new Utf8();
  readonly #type: DuckDBType;
  #values: (string | null)[] = [];

  constructor(type: DuckDBType) {
    this.#type = type;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    const items = DuckDBVector.create(vector, start + rowCount, this.#type);
    for (let row = start; row < start + rowCount; row++) {
      const value = toJsonValue(items.getItem(row), this.#type, toJsonValue);
      this.#values.push(
        typeof value === 'string' || value === null ? value : JSON.stringify(value),
      );
    }
  }

  flush(): Data {
    const [data] = vectorFromArray(this.#values, this.arrowType).data;
    this.#values = [];
    return data as Data;
  }
}

function enumColumn(type: DuckDBEnumType): ArrowColumn {
  const [indices, width] = enumIndices(type);
  const words = vectorFromArray([...type.values], new Utf8());
  const arrowType = new Dictionary(new Utf8(), indices);
  const codes = new FixedColumn(indices, width);
  return {
    arrowType,
    append: (vector, start, rowCount) => codes.append(vector, start, rowCount),
    flush() {
      const { length, nullCount, nullBitmap, values } = codes.flush();
      return dataOf(arrowType, { length, nullCount, nullBitmap }, { values, dictionary: words });
    },
  };
}

function enumIndices(type: DuckDBEnumType): [Uint8 | Uint16 | Uint32, number] {
  if (type.internalTypeId === DuckDBTypeId.UTINYINT) return [new Uint8(), 1];
  if (type.internalTypeId === DuckDBTypeId.USMALLINT) return [new Uint16(), 2];
  return [new Uint32(), 4];
}
