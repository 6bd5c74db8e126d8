import type { QueryParameter } from '../../../../contract.ts';

/** Where the engine says an error is, as an offset into the SQL; null where it does not say. */
export function errorOffset(detail: string, sql: string): number | null {
  const [, number, excerpt = '', spaces = ''] = /^LINE (\d+): (.*)\n( *)\^/m.exec(detail) ?? [];
  if (number === undefined) return null;
  const lines = sql.split('\n');
  const line = lines[Number(number) - 1];
  if (line === undefined) return null;
  const before = lines.slice(0, Number(number) - 1).join('\n').length;
  const lineStart = Number(number) > 1 ? before + 1 : 0;
  // A long line is shown in part, with dots where it goes on.
  const shown = excerpt.replace(/^\.\.\.|\.\.\.$/g, '');
  const skipped = excerpt.startsWith('...') ? 3 : 0;
  const start = Math.max(0, line.indexOf(shown));
  const caret = spaces.length - `LINE ${number}: `.length - skipped;
  return lineStart + Math.min(line.length, Math.max(0, start + caret));
}

/** What may hold a `$` that is no parameter: texts, quoted names, comments. */
const passive = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** The names that a statement wants bound, in their order. */
export function parameterNames(sql: string): string[] {
  const active = sql.replace(passive, ' ');
  const names = [...active.matchAll(/\$([a-z_][a-z0-9_]*)/gi)].map(([, name]) => String(name));
  return [...new Set(names)];
}

/** The parameters of a statement: those already filled in are kept. */
export function parametersOf(sql: string, known: readonly QueryParameter[]): QueryParameter[] {
  return parameterNames(sql).map(
    (name) => known.find((parameter) => parameter.name === name) ?? unfilled(name),
  );
}

function unfilled(name: string): QueryParameter {
  const isDate = /(^|_)(from|to|date|since|until|day)$/.test(name);
  return { name, type: isDate ? 'date' : 'text', value: '' };
}

/** As they are bound. */
export function boundValues(
  parameters: readonly QueryParameter[],
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(parameters.map(({ name, type, value }) => [name, bound(type, value)]));
}

function bound(type: QueryParameter['type'], value: string | null) {
  if (value === null) return null;
  if (type === 'number') return value.trim() === '' ? null : Number(value);
  if (type === 'boolean') return value === 'true';
  return type === 'date' && value === '' ? null : value;
}
