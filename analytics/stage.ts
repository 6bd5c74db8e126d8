import { type DuckDBAppender, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api';
import type { Cell, Row } from './facts/rows.ts';
import type { Warehouse } from './warehouse.ts';

const chunkRows = 2048;

interface Column {
  name: string;
  type: string;
}

/** How a table's rows get from staging into place. */
interface StagedTable {
  table: string;
  columns: Column[];
  /** `insert into` list and the expressions over the staged columns. */
  targets: string;
  expressions: string;
}

/**
 * Typed staging tables, filled by column. Numbers carry instants there (milliseconds); the
 * warehouse turns them into timestamps and into dates of the business zone, where that is cheap.
 */
export class Staging<Table extends string> {
  readonly #warehouse: Warehouse;
  readonly #tables: Map<Table, StagedTable>;

  private constructor(warehouse: Warehouse, tables: Map<Table, StagedTable>) {
    this.#warehouse = warehouse;
    this.#tables = tables;
  }

  static async create<Table extends string>(
    warehouse: Warehouse,
    businessZone: string,
    tableNames: readonly Table[],
  ): Promise<Staging<Table>> {
    const tables = new Map<Table, StagedTable>();
    for (const table of tableNames) {
      const staged = describe(table, await columnsOf(warehouse, table), businessZone);
      const definitions = staged.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
      await warehouse.run(`create or replace temp table staged_${table} (${definitions})`);
      tables.set(table, staged);
    }
    return new Staging(warehouse, tables);
  }

  get tables(): Table[] {
    return [...this.#tables.keys()];
  }

  /** Replaces what was staged before. Tables that the facts do not speak of are empty then. */
  async fill(facts: Iterable<Partial<Record<Table, Row[]>>>): Promise<void> {
    const all = [...facts];
    await this.#warehouse.run(
      this.tables.map((table) => `truncate temp.staged_${table}`).join('; '),
    );
    for (const [table, staged] of this.#tables) {
      await this.#append(
        staged,
        all.flatMap((one) => one[table] ?? []),
      );
    }
  }

  /** `insert into <table> (…) select …` over the staged rows that meet `condition`. */
  insertSql(table: Table, condition = 'true'): string {
    const { targets, expressions } = this.#get(table);
    return `insert into ${table} (${targets})
      select ${expressions} from temp.staged_${table} as staged where ${condition}`;
  }

  /** `select …` of the staged rows, as the table has them. */
  selectSql(table: Table): string {
    return `select ${this.#get(table).expressions} from temp.staged_${table} as staged`;
  }

  #get(table: Table): StagedTable {
    const staged = this.#tables.get(table);
    if (!staged) throw new Error(`Table '${table}' is not staged`);
    return staged;
  }

  async #append(staged: StagedTable, rows: Row[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    checkNames(staged, first);
    const appender = await this.#warehouse.connection.createAppender(
      `staged_${staged.table}`,
      'main',
      'temp',
    );
    try {
      for (let start = 0; start < rows.length; start += chunkRows) {
        appendChunk(appender, staged, rows.slice(start, start + chunkRows));
      }
    } finally {
      appender.closeSync();
    }
  }
}

function appendChunk(appender: DuckDBAppender, staged: StagedTable, rows: Row[]): void {
  const types = staged.columns.map((_column, index) => appender.columnType(index));
  const chunk = DuckDBDataChunk.create(types, rows.length);
  chunk.setColumns(
    staged.columns.map(({ name }) => rows.map((row) => cellOf(staged.table, row, name))),
  );
  appender.appendDataChunk(chunk);
}

/** Rows of a table are made alike: what the first says and the table cannot take would be lost in all. */
function checkNames({ table, columns }: StagedTable, row: Row): void {
  const surplus = Object.keys(row).find((name) => !columns.some((column) => column.name === name));
  if (surplus !== undefined) throw new Error(`Table ${table} has no column for value '${surplus}'`);
}

function cellOf(table: string, row: Row, name: string): DuckDBValue {
  const cell: Cell | undefined = row[name];
  if (cell === undefined) {
    const [id] = Object.values(row);
    throw new Error(`Table ${table}, ${id}: no value for column '${name}'`);
  }
  return cell;
}

async function columnsOf(warehouse: Warehouse, table: string): Promise<Column[]> {
  return warehouse.rows<Column>(
    `select column_name as name, data_type as type
     from duckdb_columns()
     where schema_name = 'main' and database_name = current_database() and table_name = $table
     order by column_index`,
    { table },
  );
}

function describe(table: string, target: Column[], businessZone: string): StagedTable {
  const columns = target
    .filter((column) => !isBusinessDate(column))
    .map(({ name, type }) => ({ name, type: stagedType(type) }));
  return {
    table,
    columns,
    targets: target.map(({ name }) => name).join(', '),
    expressions: target.map((column) => expression(column, businessZone)).join(', '),
  };
}

/** The date of an instant; any other is a day that rows say themselves, as text. */
function isBusinessDate({ name, type }: Column): boolean {
  return type === 'DATE' && name.endsWith('_date');
}

function stagedType(type: string): string {
  if (type === 'DATE') return 'VARCHAR';
  return type === 'TIMESTAMP' || type === 'BIGINT' ? 'DOUBLE' : type;
}

function expression(column: Column, businessZone: string): string {
  const { name, type } = column;
  if (type === 'TIMESTAMP') return `epoch_ms(staged.${name}::bigint) as ${name}`;
  if (type === 'BIGINT') return `staged.${name}::bigint as ${name}`;
  if (type === 'DATE' && !isBusinessDate(column)) return `staged.${name}::date as ${name}`;
  if (type !== 'DATE') return `staged.${name}`;
  const instant = `epoch_ms(staged.${name.replace(/_date$/, '_at')}::bigint)`;
  const zone = businessZone.replaceAll("'", "''");
  return `(${instant} at time zone 'UTC' at time zone '${zone}')::date as ${name}`;
}
