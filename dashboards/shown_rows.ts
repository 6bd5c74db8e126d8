/** What a chart is given of a metric, beside the metric's own columns. */
export interface ShownRow {
  [column: string]: unknown;
  /** The segment as it is read: its name, or its identifier in words. */
  segment: string;
  /** The segment's own key; null for all those that are not drawn one by one. */
  segment_id: string | null;
  /** Its place among the segments that have names, in their order: priorities go by their rank. */
  segment_order: number;
  /** True for a period that is not over. */
  is_partial: boolean;
}

/**
 * What segments are called: by what they are segments of (`group`, `agent`) and their own key. Where they
 * have an order of their own, as priorities do, it is that of the keys.
 */
export type SegmentNames = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a set is drawn that may have many segments: the largest by themselves, the others as one. */
export interface Largest {
  /** The columns whose sum says how large a segment is. */
  of: readonly string[];
  /** A column that is a share of that sum: of the others it is the share of all of theirs. */
  share?: string | undefined;
}

interface Cut {
  by: readonly string[];
  /** The last business date asked for. */
  to: string;
  names?: SegmentNames | undefined;
  largest?: Largest | undefined;
}

/** How a row is said in a language. */
export interface Wording {
  translate(words: string): string;
  /** What the segments are called that are not drawn one by one. */
  others(count: number): string;
}

type Row = Record<string, unknown>;

/** Rows that can be told apart on one axis, and colours in one chart. */
const rowsMax = 12;
const coloursMax = 6;

const periodWords = ['day', 'week', 'month'];
/** What is read in its own order rather than by size or by name. */
const orderedSegments = ['priority', 'clock', 'measures', 'tier'];

/** The rows of a metric with what they need to be read right. It runs on the server and in browsers. */
export function shownRows(records: readonly Row[], cut: Cut, wording: Wording): ShownRow[] {
  const segmentOf = cut.by.find((word) => word !== '' && !periodWords.includes(word)) ?? '';
  const names = uniqueNames(namesOf(cut.names, segmentOf));
  const categories = namesOf(cut.names, 'category');
  const services = namesOf(cut.names, 'service');
  const nameOf = (key: string) => {
    if (segmentOf !== 'topic') return names[key] ?? wording.translate(asWords(key));
    const [category = '', service] = key.split(' / ');
    const parts = [categories[category] ?? wording.translate(asWords(category))];
    if (service !== undefined) parts.push(services[service] ?? asWords(service));
    return parts.join(' / ');
  };
  const keys = Object.keys(names);
  const orderOf = (key: string) => (key in names ? keys.indexOf(key) : keys.length);
  const shown = largestOf(records, cut).map(({ row, others }) => {
    const { period, segment, category } = row;
    const key = String(segment);
    return {
      ...row,
      ...(typeof category === 'string' && { category: categories[category] ?? asWords(category) }),
      segment: others ? wording.others(others) : nameOf(key),
      segment_id: others ? null : key,
      segment_order: others ? keys.length + 1 : orderOf(key),
      is_partial: typeof period === 'string' && lastDateOf(period, cut.by) > cut.to,
    };
  });
  return orderedSegments.includes(segmentOf) ? shown.sort(inOrder) : shown;
}

function inOrder(a: ShownRow & Row, b: ShownRow & Row): number {
  const [before, after] = [String(a.period ?? ''), String(b.period ?? '')];
  return before === after ? a.segment_order - b.segment_order : before < after ? -1 : 1;
}

/** Segments are identifiers: `first_response` is read "first response". */
function asWords(key: string): string {
  return key.replaceAll('_', ' ');
}

/** Groups and reasons have one list of names, whatever a metric counts them as. */
function namesOf(names: SegmentNames = {}, segment: string): Readonly<Record<string, string>> {
  return names[segment] ?? names[segment.replace(/^(to|from)_/, '')] ?? {};
}

/** Two segments of one name would be drawn as one. */
function uniqueNames(names: Readonly<Record<string, string>>): Record<string, string> {
  const byName = Map.groupBy(Object.keys(names), (key) => names[key]);
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [
      key,
      (byName.get(name)?.length ?? 0) > 1 ? `${name} (${asWords(key)})` : name,
    ]),
  );
}

interface Counted {
  row: Row;
  /** How many segments it stands for, where it stands for several. */
  others?: number;
}

function largestOf(records: readonly Row[], { by, largest }: Cut): Counted[] {
  const all = records.map((row) => ({ row }));
  if (!largest) return all;
  const bySegment = Map.groupBy(records, ({ segment }) => String(segment));
  const sizes = [...bySegment].map(([key, rows]) => [key, sizeOf(rows, largest)] as const);
  sizes.sort(([, a], [, b]) => b - a);
  const isOverTime = by.some((word) => periodWords.includes(word));
  const max = isOverTime ? coloursMax : rowsMax;
  const drawn = (sizes.length > max + 1 ? sizes.slice(0, max) : sizes).map(([key]) => key);
  const others = [...bySegment.keys()].filter((key) => !drawn.includes(key));
  const kept = isOverTime
    ? all.filter(({ row }) => drawn.includes(String(row.segment)))
    : drawn.flatMap((key) => (bySegment.get(key) ?? []).map((row) => ({ row })));
  if (others.length === 0) return kept;
  const rest = records.filter(({ segment }) => !drawn.includes(String(segment)));
  const summed = [...Map.groupBy(rest, ({ period }) => period).values()].map((rows) => ({
    row: sumOf(rows, largest),
    others: others.length,
  }));
  return [...kept, ...summed];
}

function sizeOf(rows: readonly Row[], { of }: Largest): number {
  return rows.reduce(
    (sum, row) => sum + of.reduce((part, column) => part + Number(row[column] ?? 0), 0),
    0,
  );
}

/** Counts add up; of anything else nobody knows what it is for several, but of the share. */
function sumOf(rows: readonly Row[], largest: Largest): Row {
  const [first = {}] = rows;
  const { share } = largest;
  const summed = Object.entries(first).map(([column, value]) => {
    if (column === 'period') return [column, value];
    if (!column.endsWith('_count')) return [column, null];
    return [column, rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0)];
  });
  const size = sizeOf(rows, largest);
  const whole = rows.reduce(
    (sum, row) => sum + Number(row[share ?? ''] ?? 0) * sizeOf([row], largest),
    0,
  );
  return {
    ...Object.fromEntries(summed),
    ...(share !== undefined && { [share]: size > 0 ? whole / size : null }),
  };
}

/** The last date of a period that is named by its first. */
export function lastDateOf(period: string, by: readonly string[]): string {
  const date = new Date(`${period}T00:00:00Z`);
  if (by.includes('week')) date.setUTCDate(date.getUTCDate() + 6);
  if (by.includes('month')) date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date.toISOString().slice(0, 10);
}
