import type { QueryRows } from '../../../contract.ts';
import { t } from '../words/language.ts';
import { dateTime, number } from '../words/time.ts';

const shownMax = 500;

/** Rows as a table that scrolls by itself, sideways too. */
export function RowsTable({ rows, caption }: { rows: QueryRows; caption: string }) {
  const isNumeric = rows.columns.map((_, index) =>
    rows.rows.some((row) => typeof row[index] === 'number'),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="rows" tabIndex={0} aria-label={caption}>
      <table>
        <caption>
          {t('rows.count', { count: rows.rowCount })}
          {rows.isTruncated && ` ${t('rows.truncated')}`}
          {rows.snapshot && ` · ${t('rows.through', { at: dateTime(rows.snapshot.dataThrough) })}`}
        </caption>
        <thead>
          <tr>
            {rows.columns.map(({ name, type }, index) => (
              <th key={name} scope="col" title={type} class={isNumeric[index] ? 'numeric' : ''}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.slice(0, shownMax).map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={rows.columns[column]?.name} class={isNumeric[column] ? 'numeric' : ''}>
                  {cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.rows.length > shownMax && <p>{t('rows.shown', { count: shownMax })}</p>}
    </section>
  );
}

function cellText(cell: QueryRows['rows'][number][number]): string {
  if (cell === null) return '–';
  if (typeof cell === 'number') return number(cell, 4);
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
