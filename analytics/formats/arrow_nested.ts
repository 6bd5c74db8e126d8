import duckdb from '@duckdb/node-bindings';
import { type Data, type DataType, Field, FixedSizeList, List, Map_, Struct } from 'apache-arrow';
import { cellsOf, dataOf, Validity } from './arrow_buffers.ts';
import type { ArrowColumn } from './arrow_columns.ts';

/** An entry of a list: where its items begin in the child vector, and how many there are. */
const entryBytes = 16;

/** The offsets and items of lists. DuckDB may leave gaps between items, and nulls point anywhere. */
class Entries {
  readonly #items: ArrowColumn;
  readonly #validity = new Validity();
  #offsets: number[] = [0];

  constructor(items: ArrowColumn) {
    this.#items = items;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    const isValid = this.#validity.append(vector, start, rowCount);
    const child = duckdb.list_vector_get_child(vector);
    const cells = cellsOf(vector, entryBytes, start, rowCount);
    const view = new DataView(cells.buffer, cells.byteOffset, cells.byteLength);
    let end = this.#offsets.at(-1) ?? 0;
    // Items that lie side by side are taken at once: as a rule, all of them.
    let run = { from: 0, count: 0 };
    for (let row = 0; row < rowCount; row++) {
      const count = isValid(start + row)
        ? Number(view.getBigUint64(row * entryBytes + 8, true))
        : 0;
      if (count > 0) {
        const from = Number(view.getBigUint64(row * entryBytes, true));
        if (run.count > 0 && from !== run.from + run.count) {
          this.#items.append(child, run.from, run.count);
          run = { from, count: 0 };
        }
        if (run.count === 0) run.from = from;
        run.count += count;
      }
      end += count;
      this.#offsets.push(end);
    }
    if (run.count > 0) this.#items.append(child, run.from, run.count);
  }

  flush(type: DataType): Data {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    return dataOf(type, this.#validity.flush(), { offsets, children: [this.#items.flush()] });
  }
}

export class ListColumn implements ArrowColumn {
  readonly arrowType: DataType;
  readonly #entries: Entries;

  constructor(items: ArrowColumn) {
    this.arrowType = new List(new Field('item', items.arrowType, true));
    this.#entries = new Entries(items);
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#entries.append(vector, start, rowCount);
  }

  flush(): Data {
    return this.#entries.flush(this.arrowType);
  }
}

/** A map is a list of keys with values. */
export class MapColumn implements ArrowColumn {
  readonly arrowType: DataType;
  readonly #entries: Entries;

  constructor(keys: ArrowColumn, values: ArrowColumn) {
    const entries = new StructColumn(['key', 'value'], [keys, values], false);
    this.arrowType = new Map_(new Field('entries', entries.arrowType, false));
    this.#entries = new Entries(entries);
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#entries.append(vector, start, rowCount);
  }

  flush(): Data {
    return this.#entries.flush(this.arrowType);
  }
}

/** Lists of one length: a null takes as many places as any other. */
export class ArrayColumn implements ArrowColumn {
  readonly arrowType: DataType;
  readonly #items: ArrowColumn;
  readonly #length: number;
  readonly #validity = new Validity();

  constructor(items: ArrowColumn, length: number) {
    this.arrowType = new FixedSizeList(length, new Field('item', items.arrowType, true));
    this.#items = items;
    this.#length = length;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#validity.append(vector, start, rowCount);
    const child = duckdb.array_vector_get_child(vector);
    this.#items.append(child, start * this.#length, rowCount * this.#length);
  }

  flush(): Data {
    const children = [this.#items.flush()];
    return dataOf(this.arrowType, this.#validity.flush(), { children });
  }
}

export class StructColumn implements ArrowColumn {
  readonly arrowType: Struct;
  readonly #parts: ArrowColumn[];
  readonly #validity = new Validity();

  /** @param isFirstNullable false for the entries of a map, whose keys are never null */
  constructor(names: readonly string[], parts: ArrowColumn[], isFirstNullable = true) {
    this.arrowType = new Struct(
      parts.map(
        ({ arrowType }, index) =>
          new Field(names[index] ?? '', arrowType, index > 0 || isFirstNullable),
      ),
    );
    this.#parts = parts;
  }

  append(vector: duckdb.Vector, start: number, rowCount: number): void {
    this.#validity.append(vector, start, rowCount);
    for (const [index, part] of this.#parts.entries()) {
      part.append(duckdb.struct_vector_get_child(vector, index), start, rowCount);
    }
  }

  flush(): Data {
    const children = this.#parts.map((part) => part.flush());
    return dataOf(this.arrowType, this.#validity.flush(), { children });
  }
}
