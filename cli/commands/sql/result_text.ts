import type { JsonValue } from '../../../analytics/formats/json_value.ts';
import type { QueryResult } from '../../../analytics/reader.ts';
import { coloured, tell } from '../../talk.ts';

const widestCell = 60;
const narrowestCell = 5;
const gap = '  ';

/**
 * Rows as a table of text.
 *
 * @param room characters of a line; columns are narrowed to fit, and those that cannot are left
 *   out and counted. Undefined for no limit.
 */
export function tableText({ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>, room?: number) {
  const names = columns.map(({ name }) => name);
  const cells = [names, ...rows.map((row) => row.map(cellText))];
  const natural = names.map((_name, at) =>
    Math.min(widestCell, Math.max(...cells.map((row) => row[at]?.length ?? 0))),
  );
  const widths = room === undefined ? natural : fitted(natural, room);
  const isNumber = names.map((_name, at) => rows.some((row) => typeof row[at] === 'number'));
  const lines = cells.map((row) =>
    widths
      .map((width, at) => padded(row[at] ?? '', width, isNumber[at] ?? false))
      .join(gap)
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join(gap);
  const leftOut = names.slice(widths.length);
  const note = leftOut.length > 0 ? `(not shown: ${leftOut.join(', ')})\n` : '';
  return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n${note}`;
}

/** The widest columns give way first, down to a least width; then the last ones go. */
function fitted(natural: number[], room: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
  while (widths.length > 1 && leastOf(widths) > room) widths.pop();
  while (total() > room) {
    const widest = Math.max(...widths);
    if (widest <= narrowestCell) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function leastOf(widths: number[]): number {
  return widths.reduce(
    (sum, width) => sum + Math.min(width, narrowestCell) + gap.length,
    -gap.length,
  );
}

function padded(text: string, width: number, isNumber: boolean): string {
  if (text.length > width) return `${text.slice(0, width - 1)}…`;
  return isNumber ? text.padStart(width) : text.padEnd(width);
}

function cellText(value: JsonValue): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll('\n', ' ');
}

/** Says on standard error how much came, from where, and whether it was all. */
export function tellAbout({
  rowCount,
  truncated,
  snapshot,
  elapsedMs,
}: Pick<QueryResult, 'rowCount' | 'truncated' | 'snapshot' | 'elapsedMs'>): void {
  const counted = `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  const rows = truncated ? `the first ${counted} (more with --limit)` : counted;
  const source = snapshot
    ? `snapshot ${snapshot.n}, data through ${snapshot.dataThrough}`
    : 'nothing has been exported yet';
  tell(coloured('dim', `${rows} in ${Math.round(elapsedMs)} ms · ${source}`));
}
