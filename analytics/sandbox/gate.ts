import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { metricDefinitions } from '../catalogue.ts';
import { AnalyticsError, type SqlRefusal } from '../errors.ts';
import { ownMacrosSql, publishedTables } from '../tables.ts';
import { allowedFunctions, allowedTableFunctions } from './functions.ts';

/** A part of DuckDB's parsed statement, as `json_serialize_sql` writes it. */
type Part = { [key: string]: unknown };

const queryNodes = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE']);
const passiveReferences = new Set(['SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'EMPTY', 'PIVOT']);
const modifiers = /^(ORDER|LIMIT|LIMIT_PERCENT|DISTINCT)_MODIFIER$/;
const sortOrders =
  /^(ORDER_DEFAULT|ASCENDING|DESCENDING|ORDER_ASCENDING|ORDER_DESCENDING|INVALID)$/;
const expressionClasses = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'DEFAULT',
  'FUNCTION',
  'LAMBDA',
  'LAMBDA_REF',
  'OPERATOR',
  'PARAMETER',
  'POSITIONAL_REFERENCE',
  'STAR',
  'SUBQUERY',
  'TYPE',
  'WINDOW',
]);
/** The desk's own macros, as they are defined: each name, and whether it stands for a table. */
const ownMacros = [
  ...ownMacrosSql().matchAll(/^create or replace macro (\w+)\([^)]*\) as( table)?$/gm),
].map(([, name = '', table]) => ({ name, isTable: table !== undefined }));
const namesOf = (isTable: boolean) =>
  ownMacros.filter((macro) => macro.isTable === isTable).map(({ name }) => name);

/**
 * Decides on the parsed statement whether an analyst's SQL may run. Allow-lists throughout: one
 * SELECT, published tables and names it defines itself, known functions, known kinds of syntax.
 * What it lets through can still be expensive: limits are the process's around it.
 */
export class Gate {
  readonly #connection: DuckDBConnection;
  readonly #tables: ReadonlySet<string>;
  readonly #functions: ReadonlySet<string>;
  readonly #tableFunctions: ReadonlySet<string>;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
    this.#tables = new Set(publishedTables);
    this.#functions = new Set([...allowedFunctions, ...namesOf(false)]);
    this.#tableFunctions = new Set([
      ...allowedTableFunctions,
      ...namesOf(true),
      ...metricDefinitions().map(({ name }) => name),
    ]);
  }

  /** Parses on an empty database of its own: nothing there can be reached by parsing. */
  static async open(): Promise<Gate> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    return new Gate(await instance.connect());
  }

  /** @throws AnalyticsError `sql_refused` saying what may not be done and what may. */
  async check(sql: string): Promise<void> {
    const inner = sql.replace(explainPrefix, '');
    const statements = await this.#parse(inner);
    const [statement] = statements;
    if (!statement || statements.length !== 1) {
      throw refused({ is: 'statement_count', count: statements.length });
    }
    this.#checkPart(statement.node, new Set());
  }

  async #parse(sql: string): Promise<Part[]> {
    const reader = await this.#connection.runAndReadAll(
      'select json_serialize_sql($sql::varchar, skip_null := true) as parsed',
      { sql },
    );
    const [row] = reader.getRowObjectsJson();
    const parsed = JSON.parse(String(row?.parsed)) as {
      error: boolean;
      error_type?: string;
      error_message?: string;
      statements?: Part[];
    };
    if (!parsed.error) return parsed.statements ?? [];
    if (parsed.error_type === 'parser') throw await this.#parserError(sql, parsed.error_message);
    throw refused({ is: 'not_a_select' });
  }

  /** The parser's own words, with the line and a caret under the place. */
  async #parserError(sql: string, summary = 'The SQL cannot be parsed'): Promise<AnalyticsError> {
    const reason = await this.#connection.extractStatements(sql).then(
      () => summary,
      // What stands before the kind of the error says what the desk was doing, not the analyst.
      ({ message }: Error) => message.replace(/^Failed to extract statements: /, ''),
    );
    return new AnalyticsError({ code: 'sql_failed', parameters: { words: reason } });
  }

  #checkPart(part: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(part)) {
      for (const item of part) this.#checkPart(item, scope);
      return;
    }
    if (part === null || typeof part !== 'object') return;
    this.#checkObject(part as Part, scope);
  }

  #checkObject(part: Part, scope: ReadonlySet<string>): void {
    const { class: expressionClass, type } = part;
    // A literal's value is data; only its type's name could be mistaken for syntax.
    if (expressionClass === 'CONSTANT') return;
    if (expressionClass !== undefined) this.#checkExpression(part);
    else if (typeof type === 'string') this.#checkNode(part, type, scope);
    const inner = this.#withDefinitions(part, scope);
    for (const [key, value] of Object.entries(part)) {
      if (key === 'cte_map') continue;
      // The function of a TABLE_FUNCTION was checked as one; its arguments are expressions.
      const next =
        type === 'TABLE_FUNCTION' && key === 'function' ? (value as Part).children : value;
      this.#checkPart(next, seesOwnName(part, key) ? withOwnName(part, inner) : inner);
    }
  }

  /** Names defined by WITH: each sees those before it. */
  #withDefinitions(part: Part, scope: ReadonlySet<string>): ReadonlySet<string> {
    const definitions = (part.cte_map as { map?: { key: string; value: Part }[] } | undefined)?.map;
    const names = new Set(scope);
    for (const { key, value } of definitions ?? []) {
      this.#checkPart(value, names);
      names.add(key.toLowerCase());
    }
    return names;
  }

  #checkExpression({ class: expressionClass, function_name: name, schema, catalog }: Part): void {
    if (!expressionClasses.has(String(expressionClass))) {
      throw refused({ is: 'expression', name: String(expressionClass) });
    }
    if (expressionClass !== 'FUNCTION' && expressionClass !== 'WINDOW') return;
    const isHome = isDefault(schema, 'main') && isDefault(catalog, 'system');
    if (!isHome || !this.#functions.has(String(name).toLowerCase())) {
      throw refused({ is: 'function', name: String(name) });
    }
  }

  #checkNode(part: Part, type: string, scope: ReadonlySet<string>): void {
    if (queryNodes.has(type) || passiveReferences.has(type)) return;
    if (modifiers.test(type) || sortOrders.test(type) || /_TYPE_INFO$/.test(type)) return;
    if (type === 'BASE_TABLE') this.#checkTable(part, scope);
    else if (type === 'SHOW_REF') checkShow(part);
    else if (type === 'TABLE_FUNCTION') this.#checkTableFunction(part.function as Part);
    else throw refused({ is: 'syntax', name: type });
  }

  #checkTable(
    { table_name: name, schema_name: schema, catalog_name: catalog }: Part,
    scope: ReadonlySet<string>,
  ) {
    const table = String(name).toLowerCase();
    const isBare = isDefault(schema, '') && isDefault(catalog, '');
    if (isBare && scope.has(table)) return;
    if (isDefault(schema, 'main') && isDefault(catalog, '') && this.#tables.has(table)) return;
    throw refused({ is: 'unknown_table', name: String(name), known: [...this.#tables] });
  }

  #checkTableFunction({ function_name: name, schema, catalog }: Part): void {
    const isHome = isDefault(schema, 'main') && isDefault(catalog, 'system');
    if (isHome && this.#tableFunctions.has(String(name).toLowerCase())) return;
    throw refused({ is: 'table_function', name: String(name) });
  }
}

/**
 * Where a name that a node defines stands for it: in what comes after a definition, and in the step
 * of a recursion. In its beginning the name is still whatever it is outside: a table of the catalogue,
 * for one.
 */
function seesOwnName({ type }: Part, key: string): boolean {
  if (type === 'RECURSIVE_CTE_NODE') return key === 'right';
  return type === 'CTE_NODE' && key === 'child';
}

function withOwnName({ cte_name: name }: Part, scope: ReadonlySet<string>): ReadonlySet<string> {
  return typeof name === 'string' ? new Set([...scope, name.toLowerCase()]) : scope;
}

const explainPrefix = /^\s*explain\s+(analyze\s+)?/i;

function checkShow({ table_name: name, query }: Part): void {
  if (query !== undefined || name === '"tables"') return;
  throw refused({ is: 'other_show' });
}

function isDefault(name: unknown, home: string): boolean {
  return name === undefined || name === '' || name === home;
}

function refused(refusal: SqlRefusal): AnalyticsError {
  return new AnalyticsError({ code: 'sql_refused', parameters: { refusal } });
}
