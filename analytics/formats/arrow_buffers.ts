import duckdb from '@duckdb/node-bindings';
import { BufferType, Data, type DataType, type Vector } from 'apache-arrow';

/** How many rows there are, and which of them are null. */
export interface Rows {
  length: number;
  nullCount: number;
  nullBitmap: Uint8Array | null;
}

/** What a column's type asks for, beside its rows. */
export interface Contents {
  /** Where each row begins in the values or in the child, and the end. */
  offsets?: Int32Array;
  values?: DataType['TArray'];
  children?: Data[];
  dictionary?: Vector;
}

/** A column's rows as Arrow keeps them. The type is known only when it runs. */
export function dataOf(
  type: DataType,
  { length, nullCount, nullBitmap }: Rows,
  { offsets, values, children, dictionary }: Contents,
): Data {
  const buffers = {
    ...(offsets && { [BufferType.OFFSET]: offsets }),
    ...(values && { [BufferType.DATA]: values }),
    ...(nullBitmap && { [BufferType.VALIDITY]: nullBitmap }),
  };
  return new Data(type, 0, length, nullCount, buffers, children, dictionary);
}

/** Which rows are null, as Arrow's bitmap. */
export class Validity {
  #isNull: boolean[] = [];
  #nullCount = 0;

  /** @returns for each row of the vector, whether it has a value. */
  append(vector: duckdb.Vector, start: number, rowCount: number): (row: number) => boolean {
    const words = Math.ceil((start + rowCount) / 64);
    // Absent where every row has a value.
    const bits: Uint8Array | null = duckdb.vector_get_validity(vector, words * 8);
    const isValid = (row: number) => !bits || ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
    for (let row = start; row < start + rowCount; row++) {
      const isNull = !isValid(row);
      this.#isNull.push(isNull);
      if (isNull) this.#nullCount += 1;
    }
    return isValid;
  }

  flush(): Rows {
    const isNull = this.#isNull;
    const nullCount = this.#nullCount;
    this.#isNull = [];
    this.#nullCount = 0;
    const { length } = isNull;
    return { length, nullCount, nullBitmap: nullCount > 0 ? bitmap(isNull, false) : null };
  }
}

export function bitmap(flags: boolean[], set: boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [row, flag] of flags.entries()) {
    if (flag === set) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return bits;
}

/** Bytes collected in one growing buffer. */
export class Bytes {
  #buffer = new Uint8Array(1 << 16);
  length = 0;

  append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, this.length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.length);
    this.length = needed;
  }

  flush(): Uint8Array<ArrayBuffer> {
    const bytes = this.#buffer.slice(0, this.length);
    this.length = 0;
    return bytes;
  }
}

/** The bytes of rows of a vector whose cells are `width` bytes wide. */
export function cellsOf(
  vector: duckdb.Vector,
  width: number,
  start: number,
  rowCount: number,
): Uint8Array {
  return duckdb.vector_get_data(vector, (start + rowCount) * width).subarray(start * width);
}
