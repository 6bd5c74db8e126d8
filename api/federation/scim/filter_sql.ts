import { ScimError } from '../../http/scim_error.ts';
import type { AttributePath, Comparator, Filter, FilterValue } from './filter.ts';

/** What an attribute is in Postgres. */
export interface Column {
  /** An expression; of a list, one of its values within `among`. */
  sql: string;
  /** `text` is compared whatever its case, `exact` as it is. */
  kind: 'text' | 'exact' | 'boolean' | 'instant';
  /** For a list: `exists (… and {condition})`. */
  among?: string;
}

/** By the attribute's whole name in lower case: `emails.value`. */
export type Columns = Readonly<Record<string, Column>>;

export interface Condition {
  sql: string;
  bindings: (string | boolean | Date)[];
}

/** A filter as a condition of Postgres. @throws ScimError `invalidFilter` for what is not kept */
export function conditionOf(filter: Filter, columns: Columns): Condition {
  switch (filter.is) {
    case 'and':
    case 'or': {
      const [left, right] = [conditionOf(filter.left, columns), conditionOf(filter.right, columns)];
      return {
        sql: `(${left.sql} ${filter.is} ${right.sql})`,
        bindings: [...left.bindings, ...right.bindings],
      };
    }
    case 'not': {
      const { sql, bindings } = conditionOf(filter.of, columns);
      return { sql: `not coalesce(${sql}, false)`, bindings };
    }
    case 'compared': {
      const column = columnOf(filter.path, columns);
      const compared = comparedWith(column, filter.by, filter.value);
      const { among } = column;
      if (among === undefined) return compared;
      return { ...compared, sql: among.replace('{condition}', () => compared.sql) };
    }
  }
}

/** Which of several addresses is meant is not asked: `emails[type eq "work"].value` is any of them. */
function columnOf({ name, sub }: AttributePath, columns: Columns): Column {
  const whole = sub === undefined ? name : `${name}.${sub}`;
  const column = Object.hasOwn(columns, whole) ? columns[whole] : undefined;
  if (column) return column;
  const known = Object.keys(columns).join(', ');
  throw new ScimError(400, 'invalidFilter', `No filter by '${whole}': expected one of ${known}.`);
}

function comparedWith({ sql, kind }: Column, by: Comparator, value: FilterValue): Condition {
  if (by === 'pr') return { sql: `coalesce(${sql}::text, '') <> ''`, bindings: [] };
  if (value === null) {
    const isThere = by === 'ne' ? 'not ' : '';
    return { sql: `${sql} is ${isThere}null`, bindings: [] };
  }
  if (kind === 'boolean') return comparedTruth(sql, by, value);
  if (kind === 'instant') {
    const at = new Date(typeof value === 'string' ? value : Number.NaN);
    // Before the year 1 Postgres writes years in another way, and soon has none.
    const isInstant = at.getUTCFullYear() >= 1;
    if (!isInstant) throw new ScimError(400, 'invalidFilter', `'${value}' is no instant.`);
    return { sql: `${sql} ${signOf(by)} ?::timestamptz`, bindings: [at] };
  }
  const folded = kind === 'text' ? [`lower(${sql})`, 'lower(?)'] : [sql, '?'];
  return comparedText(String(folded[0]), String(folded[1]), by, String(value));
}

function comparedTruth(sql: string, by: Comparator, value: FilterValue): Condition {
  const truth = typeof value === 'boolean' ? value : /^true$/i.test(String(value));
  if (by !== 'eq' && by !== 'ne')
    throw new ScimError(400, 'invalidFilter', `No ${by} of a boolean.`);
  return { sql: `${sql} ${signOf(by)} ?::boolean`, bindings: [truth] };
}

function comparedText(left: string, right: string, by: Comparator, value: string): Condition {
  if (by === 'co') return { sql: `position(${right} in ${left}) > 0`, bindings: [value] };
  if (by === 'sw') return { sql: `starts_with(${left}, ${right})`, bindings: [value] };
  if (by === 'ew') {
    return { sql: `right(${left}, length(?)) = ${right}`, bindings: [value, value] };
  }
  return { sql: `${left} ${signOf(by)} ${right}`, bindings: [value] };
}

function signOf(by: Comparator): string {
  const signs: Partial<Record<Comparator, string>> = {
    eq: '=',
    ne: 'is distinct from',
    gt: '>',
    ge: '>=',
    lt: '<',
    le: '<=',
  };
  const sign = signs[by];
  if (sign === undefined) throw new ScimError(400, 'invalidFilter', `No ${by} of this attribute.`);
  return sign;
}
