import type { Knex } from 'knex';
import type { FieldDefinition } from '../../../workflows/processes/define.ts';
import { processDefinitions } from '../../../workflows/processes/index.ts';
import type { PositionKind } from '../../http/cursor.ts';
import { wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import type { FieldSort, TicketQuery } from '../ticket_query.ts';

/** How lists of tickets are filtered by the fields of processes, and ordered. */

/** What the fields of this name are, one of each process that has it. */
function definitionsOf(name: string): FieldDefinition[] {
  return processDefinitions().flatMap(({ fields = {} }) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field ? [field] : [];
  });
}

/** Whether a process has a field of this name. */
export function isFieldName(name: string): boolean {
  return definitionsOf(name).length > 0;
}

/** The names of the fields that are texts. */
export function textFieldNames(): string[] {
  const fields = processDefinitions().flatMap((process) => Object.entries(process.fields ?? {}));
  return [...new Set(fields.flatMap(([name, { kind }]) => (kind === 'text' ? [name] : [])))];
}

/** The name in `field.NAME` or `-field.NAME`. */
export function fieldOfSort(sort: FieldSort): string {
  return sort.replace(/^-?field\./, '');
}

type Columns = readonly (readonly [sql: string, kind: PositionKind])[];

/**
 * What a list is ordered by for a field: first what is known, numbers by size, days by the calendar, choices in
 * the order of their form.
 * @throws ApiError 400 where no process has such a field, or its values have no order
 */
export function fieldColumns(sort: FieldSort): Columns {
  const name = fieldOfSort(sort);
  const ordered = definitionsOf(name).filter(({ kind }) => orderedKinds.includes(kind));
  if (ordered.length === 0) {
    throw wrongField('query.sort', expected('field_with_order'), received('something_else'));
  }
  const options = ordered.flatMap((field) =>
    field.kind === 'choice' ? Object.keys(field.options) : [],
  );
  const value = `tickets.state #> array['fields', ${literal(name)}]`;
  const text = `tickets.state #>> array['fields', ${literal(name)}]`;
  const isLast = sort.startsWith('-') ? 'is not null' : 'is null';
  const places = `array[${[...new Set(options)].map(literal).join(', ')}]::text[]`;
  return [
    [`(${value} ${isLast})`, 'flag'],
    [
      `coalesce(case
        when jsonb_typeof(${value}) = 'number' then (${text})::numeric
        when ${text} ~ '${dayPattern}' then replace(${text}, '-', '')::numeric
        else array_position(${places}, ${text}) end, 0)`,
      'number',
    ],
  ];
}

const orderedKinds: readonly FieldDefinition['kind'][] = ['number', 'date', 'choice'];
const dayPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';

/** A name of a process as SQL: names have neither quotes nor marks of bindings. */
function literal(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

type FieldFilters = Pick<TicketQuery, 'field' | 'fieldMin' | 'fieldMax' | 'fieldContains'>;

/** Whether a question asks anything of fields. */
export function asksOfFields(filters: FieldFilters): boolean {
  const { field, fieldMin, fieldMax, fieldContains } = filters;
  return Boolean(field ?? fieldMin ?? fieldMax ?? fieldContains);
}

/** @param self what `me` stands for among ids of accounts */
export function applyFields(
  query: Knex.QueryBuilder,
  { field = {}, fieldMin = {}, fieldMax = {}, fieldContains = {} }: FieldFilters,
  self: (id: string) => string,
): void {
  for (const [name, values] of Object.entries(field)) applyAnyOf(query, name, values.map(self));
  for (const [name, bound] of Object.entries(fieldMin)) applyBound(query, name, '>=', bound);
  for (const [name, bound] of Object.entries(fieldMax)) applyBound(query, name, '<=', bound);
  for (const [name, words] of Object.entries(fieldContains)) applyWords(query, name, words);
}

/** A text is compared as it was written: the ticket has its id alone. */
function applyAnyOf(query: Knex.QueryBuilder, name: string, values: readonly string[]): void {
  query.whereRaw(
    `(tickets.state #>> array['fields', ?] = any(?::text[])
      or exists (select from notes
        where notes.note_id = tickets.state #>> array['fields', ?]
          and notes.kind = 'field' and notes.body = any(?::text[])))`,
    [name, [...values], name, [...values]],
  );
}

/** What is of the other kind is neither above nor below. */
function applyBound(
  query: Knex.QueryBuilder,
  name: string,
  comparison: '>=' | '<=',
  bound: string | number,
): void {
  if (typeof bound === 'number') {
    query.whereRaw(
      `case when jsonb_typeof(tickets.state #> array['fields', ?]) = 'number'
        then (tickets.state #>> array['fields', ?])::numeric ${comparison} ?::numeric
        else false end`,
      [name, name, bound],
    );
    return;
  }
  query.whereRaw(
    `(tickets.state #>> array['fields', ?] ~ '${dayPattern}'
      and tickets.state #>> array['fields', ?] collate "C" ${comparison} ?)`,
    [name, name, bound],
  );
}

/** Accents, capitals and hyphens are no difference, as in every search. */
function applyWords(query: Knex.QueryBuilder, name: string, words: string): void {
  query.whereRaw(
    `tickets.state #>> array['fields', ?] in (
      select note_id from notes
      where kind = 'field' and search_fold(body) like '%' || search_pattern(?) || '%')`,
    [name, words],
  );
}
