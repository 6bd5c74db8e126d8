/** Tickets behind a number that are shown at most. */
export const shownTicketCount = 10_000;

/** What `ticket.*` stands for among the rows of a metric: what tickets are recognised by. */
const ticketColumns = 'ticket_id, priority, group_id, category';

/**
 * The parts of a metric's file, each after a line `-- counted`, `-- figure`…:
 *
 * - `counted`: a row for each time something counts, with its `on_date`, `segment`, `group_id`,
 *   `priority`, `customer` and what is measured. Whoever asks cuts it: by dates, group, priority and period.
 * - `figure`: the numbers, aggregated from `counted`, for every `period` there is; of the last date of
 *   each, where they are told by `on_date`.
 * - `ranking`: instead of `figure`, where only what counted is told, in an order of its own.
 * - `stock`: what a figure is aggregated from instead, where its sums are kept for each day.
 * - `rows`: what is shown of `counted`, with a `ticket_id`; mostly `ticket.*` (`ticketColumns`) and
 *   what was measured. The word `none` where no ticket is behind what counts.
 * - `forecast`: instead of all these, a statement as it is.
 */
const names = ['counted', 'stock', 'figure', 'ranking', 'rows', 'forecast'] as const;
type Name = (typeof names)[number];
type Parts = Partial<Record<Name, string>>;

export interface MetricStatements {
  sql: string;
  rowsSql: string | null;
}

/**
 * @param columns those of the figure, beside `period` and `segment`
 * @throws Error naming the file and the part that is missing or not known.
 */
export function readStatements(file: string, body: string, columns: string[]): MetricStatements {
  const parts = readParts(file, body);
  const { counted, figure, ranking, rows, forecast } = parts;
  if (forecast !== undefined) return { sql: forecast, rowsSql: null };
  if (counted === undefined) throw new Error(`${file}: expected a part '-- counted'`);
  if (rows === undefined) throw new Error(`${file}: expected a part '-- rows'`);
  const rowsSql = rows === 'none' ? null : rowsStatement(counted, rows);
  if (figure !== undefined) return { sql: figureStatement(parts, figure, columns), rowsSql };
  if (ranking === undefined) throw new Error(`${file}: expected '-- figure' or '-- ranking'`);
  const end = ranking.startsWith('with ') ? `,\n\n${ranking.slice(5)}` : `\n\n${ranking}`;
  return { sql: `with counted as (\n${asked(counted)}\n)${end}`, rowsSql };
}

function readParts(file: string, body: string): Parts {
  const [before = '', ...pieces] = body.split(new RegExp(`^-- (${names.join('|')})\\n`, 'm'));
  if (before.trim() !== '') {
    throw new Error(`${file}: expected a part '-- counted' or '-- forecast' after the header`);
  }
  const parts: Parts = {};
  for (let at = 0; at < pieces.length; at += 2) {
    parts[pieces[at] as Name] = pieces[at + 1]?.trim().replace(/;$/, '') ?? '';
  }
  return parts;
}

/** What counts, as far as it was asked for. */
function asked(relation: string, condition = ''): string {
  return `  select
    *,
    period_of($period, on_date) as period
  from (
${indented(relation, 4)}
  )
  where on_date between $from and $to
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
    and ($only_customer is null or customer = $only_customer)${condition}`;
}

/** A period without anything has a row too: nothing was counted, and nothing else is known. */
function figureStatement(parts: Parts, figure: string, columns: string[]): string {
  const [name, relation = ''] =
    parts.stock === undefined ? ['counted', parts.counted] : ['stock', parts.stock];
  const isOfDates = columns.includes('on_date');
  const [key, span] = isOfDates ? ['on_date', 'end_date'] : ['period', 'period'];
  const filled = [
    ...(isOfDates ? ['spans.end_date as on_date'] : []),
    ...columns
      .filter((column) => column.endsWith('_count'))
      .map((column) => `coalesce(figures.${column}, 0) as ${column}`),
  ];
  return `with ${name} as (
${asked(relation)}
),

figures as (
${indented(figure, 2)}
)

select
  spans.period,
  segments.segment,
  figures.* exclude (${isOfDates ? 'segment' : 'period, segment'}) replace (
${indented(filled.join(',\n'), 4)}
  )
from periods_between($from, $to, $period) as spans
cross join (select segment from figures union select 'all' where $segment = 'all') as segments
left join figures
  on figures.${key} is not distinct from spans.${span}
  and figures.segment = segments.segment
order by spans.period, segments.segment`;
}

/** Cut before the numbers are looked up: a join of all of them would not fit a query's memory. */
function rowsStatement(counted: string, rows: string): string {
  return `with counted as (
${asked(counted, '\n    and ($only_segment is null or segment = $only_segment)')}
),

behind as (
  select cut.*, row_number() over () as row_n
  from (
${indented(rows.replace('ticket.*', ticketColumns), 4)}
    limit ${shownTicketCount + 1}
  ) as cut
)

select
  tickets.number,
  tickets.status,
  behind.* exclude (row_n)
from behind
left join tickets using (ticket_id)
order by behind.row_n`;
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
