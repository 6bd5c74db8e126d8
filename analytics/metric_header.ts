import path from 'node:path';
import {
  commonSegments,
  type MetricDefinition,
  type Period,
  periods,
} from './metric_definition.ts';

const texts = ['title', 'question', 'grain', 'unit', 'exclusions', 'owner'] as const;
const required = [
  ...texts.flatMap((field) => [field, `${field}_fr`] as const),
  'measure',
  'by',
  'columns',
  'columns_fr',
] as const;
const variants = ['variants', 'variants_fr'] as const;
const optional = ['periods', 'segments', ...variants] as const;

type Text = (typeof texts)[number] | 'variants';
type Field = (typeof required)[number] | (typeof optional)[number];

/** Parts the metric's statement from the one that gives the tickets behind its numbers. */
const rowsMark = '\n-- rows\n';

/** Tickets behind a number that are shown at most. */
export const shownTicketCount = 10_000;

/**
 * Reads a metric's file: comment lines `-- field: text` (continued by indented ones, a column by ones
 * indented further), `field_fr` for French, then one statement, and after a line `-- rows` the
 * statement of the tickets behind its numbers: it gives a `ticket_id`, in the order they are shown in;
 * the numbers people say are added to it.
 * @throws Error naming the file, the line and what was expected.
 */
export function parseMetric(file: string, text: string): MetricDefinition {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const header = readHeader(file, lines.slice(0, end));
  const [sql = '', rowsSql] = lines
    .slice(end)
    .join('\n')
    .split(rowsMark)
    .map((statement) => statement.trim().replace(/;$/, ''));
  const read = (field: Field) => header.get(field)?.join(' ') ?? '';
  const needed = variants.some((field) => header.has(field))
    ? [...required, ...variants]
    : required;
  for (const field of needed) {
    if (read(field) === '') throw new Error(`${file}: the header lacks '${field}'`);
  }
  const inBoth = (field: Text) => ({ en: read(field), fr: read(`${field}_fr`) });
  const segments = read('segments');
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
    columns: readColumns(file, header.get('columns') ?? [], header.get('columns_fr') ?? []),
    sql,
    rowsSql: rowsSql === undefined ? null : withNumbers(rowsSql),
  };
  checkMetric(file, metric);
  return metric;
}

/** Cut before the numbers are looked up: a join of all of them would not fit a query's memory. */
function withNumbers(rowsSql: string): string {
  const indented = rowsSql.replaceAll(/^(?=.)/gm, '    ');
  return `with behind as (
  select cut.*, row_number() over () as place
  from (
${indented}
    limit ${shownTicketCount + 1}
  ) as cut
)

select
  tickets.number,
  behind.* exclude (place)
from behind
left join tickets using (ticket_id)
order by behind.place`;
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

function checkMetric(file: string, metric: MetricDefinition): void {
  if (!metric.columns.some(({ name }) => name === metric.measure)) {
    throw new Error(`${file}: the measure '${metric.measure}' is not among the columns`);
  }
  if (!metric.sql.startsWith('with ')) throw new Error(`${file}: expected named CTEs after 'with'`);
}
