import path from 'node:path';
import {
  commonSegments,
  type MetricDefinition,
  type MetricFilter,
  metricFilters,
  type Period,
  periods,
} from './metric_definition.ts';
import { readStatements } from './metric_sql.ts';

const texts = ['title', 'question', 'grain', 'unit', 'exclusions', 'owner'] as const;
const required = [
  ...texts.flatMap((field) => [field, `${field}_fr`] as const),
  'measure',
  'by',
  'columns',
  'columns_fr',
] as const;
const variants = ['variants', 'variants_fr'] as const;
const optional = ['periods', 'segments', 'filters', ...variants] as const;

type Text = (typeof texts)[number] | 'variants';
type Field = (typeof required)[number] | (typeof optional)[number];

/**
 * Reads a metric's file: comment lines `-- field: text` (continued by indented ones, a column by ones
 * indented further), `field_fr` for French, then its parts, as
 * `readStatements` composes them.
 * @throws Error naming the file, the line and what was expected.
 */
export function parseMetric(file: string, text: string): MetricDefinition {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const header = readHeader(file, lines.slice(0, end));
  const read = (field: Field) => header.get(field)?.join(' ') ?? '';
  const needed = variants.some((field) => header.has(field))
    ? [...required, ...variants]
    : required;
  for (const field of needed) {
    if (read(field) === '') throw new Error(`${file}: the header lacks '${field}'`);
  }
  const inBoth = (field: Text) => ({ en: read(field), fr: read(`${field}_fr`) });
  const segments = read('segments');
  const columns = readColumns(file, header.get('columns') ?? [], header.get('columns_fr') ?? []);
  const columnNames = columns.map(({ name }) => name);
  const metric: MetricDefinition = {
    name: path.basename(file, '.sql'),
    title: inBoth('title'),
    question: inBoth('question'),
    grain: inBoth('grain'),
    unit: inBoth('unit'),
    exclusions: inBoth('exclusions'),
    owner: inBoth('owner'),
    variants: header.has('variants') ? inBoth('variants') : null,
    measure: read('measure'),
    defaultBy: read('by'),
    periods: readPeriods(file, read('periods')),
    segments: segments === '' ? commonSegments : segments.split(/,\s*/),
    filters: readFilters(file, read('filters')),
    columns,
    ...readStatements(file, lines.slice(end).join('\n'), columnNames),
  };
  if (columnNames.includes(metric.measure)) return metric;
  throw new Error(`${file}: the measure '${metric.measure}' is not among the columns`);
}

function readHeader(file: string, lines: string[]): Map<Field, string[]> {
  const header = new Map<Field, string[]>();
  let current: string[] | undefined;
  for (const [index, line] of lines.entries()) {
    const start = /^-- ([a-z_]+):\s*(.*)$/.exec(line);
    const [, field, first] = start ?? [];
    if (field !== undefined && isField(field)) {
      current = first ? [first] : [];
      header.set(field, current);
    } else if (/^--\s{2,}\S/.test(line) && current) {
      const words = line.replace(/^--\s+/, '');
      if (/^--\s{5,}/.test(line) && current.length > 0) current.push(`${current.pop()} ${words}`);
      else current.push(words);
    } else {
      throw new Error(
        `${file}:${index + 1}: expected '-- field: text' with a field of ` +
          `${[...required, ...optional].join(', ')}, or an indented continuation`,
      );
    }
  }
  return header;
}

function isField(word: string): word is Field {
  return ([...required, ...optional] as string[]).includes(word);
}

function readPeriods(file: string, text: string): readonly Period[] {
  if (text === '') return periods;
  return text.split(/,\s*/).map((word) => {
    const period = periods.find((known) => known === word);
    if (period) return period;
    throw new Error(`${file}: period '${word}': expected ${periods.join(', ')}`);
  });
}

function readFilters(file: string, text: string): readonly MetricFilter[] {
  if (text === '') return metricFilters;
  if (text === 'none') return [];
  throw new Error(`${file}: filters '${text}': expected none, or nothing where both apply`);
}

function readColumns(
  file: string,
  lines: string[],
  frenchLines: string[],
): MetricDefinition['columns'] {
  const french = frenchLines.map((line) => readColumn(file, line));
  const columns = lines.map((line, index) => {
    const { name, description } = readColumn(file, line);
    const translated = french[index];
    if (translated?.name === name) {
      return { name, description: { en: description, fr: translated.description } };
    }
    throw new Error(`${file}: columns_fr lacks '${name}', or has it in another place than columns`);
  });
  const [extra] = french.slice(columns.length);
  if (extra) throw new Error(`${file}: columns_fr has '${extra.name}', which columns lacks`);
  return columns;
}

function readColumn(file: string, line: string): { name: string; description: string } {
  const [, name, description] = /^([a-z_0-9]+):\s+(.+)$/.exec(line) ?? [];
  if (name === undefined || description === undefined) {
    throw new Error(`${file}: column '${line}': expected 'name: description'`);
  }
  return { name, description };
}
