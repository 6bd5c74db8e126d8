import { type Loader, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { withOrdinalFirst } from '../../../../dashboards/french_dates.ts';
import { language } from '../words/language.ts';

/** A mark that somebody pointed at. */
export interface Picked {
  /** The row behind it. */
  datum: Record<string, unknown>;
}

export interface ChartOptions {
  host: HTMLElement;
  tip: HTMLElement;
  vega: object;
  data: Record<string, object[]>;
  label: string;
  width?: number | undefined;
  onPick?: ((picked: Picked) => void) | undefined;
}

/** Charts here have their data; nothing in one may be fetched. */
const closedLoader: Loader = {
  load: () => Promise.reject(new Error('A chart may not load anything')),
  sanitize: () => Promise.resolve({ href: 'about:blank' }),
  http: () => Promise.reject(new Error('A chart may not load anything')),
  file: () => Promise.reject(new Error('A chart may not load anything')),
};

interface Data {
  name: string;
  values?: object[];
}

/** @throws where the specification cannot be drawn */
export async function drawChart(options: ChartOptions): Promise<{ close(): void }> {
  const { host, tip, vega, data, label, width, onPick } = options;
  const spec = withData(vega, data);
  const view = new View(parse(spec as Spec, undefined, { ast: true }), {
    renderer: 'svg',
    container: host,
    hover: true,
    loader: closedLoader,
    expr: expressionInterpreter,
  } as ConstructorParameters<typeof View>[1]);
  view.description(label);
  view.tooltip((_handler, event, item, value) => {
    const near = nearest(view, event, item);
    showTip(tip, event, rowsOf(near === item ? value : near?.tooltip));
  });
  if (onPick) {
    host.classList.add('opens');
    view.addEventListener('click', (event, item) => {
      const datum = datumOf(nearest(view, event as MouseEvent, item));
      if (datum) onPick({ datum });
    });
  }
  const resize = () => {
    const room = width ?? Math.floor(host.clientWidth);
    if (room <= 0 || room === view.width()) return;
    void view
      .width(room)
      .runAsync()
      .then(() => hushEmptyMarks(host));
  };
  if (host.clientWidth > 0) view.width(width ?? Math.floor(host.clientWidth));
  await view.runAsync();
  hushEmptyMarks(host);
  const observer = new ResizeObserver(resize);
  observer.observe(host);
  return {
    close() {
      observer.disconnect();
      view.finalize();
      host.replaceChildren();
      tip.hidden = true;
    },
  };
}

/** A container of marks that has none would be announced as a picture of nothing. */
function hushEmptyMarks(host: HTMLElement): void {
  for (const mark of host.querySelectorAll('[role="graphics-symbol"]:not([aria-label])')) {
    mark.removeAttribute('role');
    mark.removeAttribute('aria-roledescription');
  }
}

function withData(vega: object, rows: Record<string, object[]>): object {
  const { data = [], ...rest } = vega as { data?: Data[] };
  return {
    ...rest,
    data: data.map((source) => {
      const values = rows[source.name];
      // Vega writes into its rows; the same ones fill other charts.
      return values ? { ...source, values: values.map((row) => ({ ...row })) } : source;
    }),
  };
}

type Row = Record<string, unknown>;

interface Point {
  x?: number;
  datum?: Row;
  tooltip?: unknown;
  mark?: { marktype: string; items: Point[] };
}

/** A line or an area is one mark: of its points the one next to the pointer is meant. */
function nearest(view: View, event: MouseEvent, item: unknown): Point | null {
  const point = (item ?? null) as Point | null;
  const { marktype, items } = point?.mark ?? {};
  if (marktype !== 'line' && marktype !== 'area') return point;
  const svg = view.container()?.querySelector('svg');
  if (!svg || !items) return point;
  const [left] = view.origin();
  const x = event.clientX - svg.getBoundingClientRect().left - left;
  const distance = (each: Point) => Math.abs((each.x ?? 0) - x);
  return items.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}

function datumOf(point: Point | null): Row | null {
  const datum = point?.datum;
  return datum && 'segment' in datum ? datum : null;
}

function rowsOf(value: unknown): [string, string][] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object') return [['', String(value)]];
  return Object.entries(value).map(([name, text]) => [name, String(text)]);
}

/** Words only: a value is never markup. */
function showTip(tip: HTMLElement, event: MouseEvent, rows: [string, string][]): void {
  tip.hidden = rows.length === 0;
  if (rows.length === 0) return;
  tip.replaceChildren(...rows.map(([name, text]) => line(name, text)));
  const frame = (tip.offsetParent ?? document.body).getBoundingClientRect();
  const left = Math.min(event.clientX - frame.left + 12, frame.width - tip.offsetWidth - 4);
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${event.clientY - frame.top + 14}px`;
}

/** As the charts write it. */
const isDate = /^ *1 \p{L}+\.? \d{4}/u;

function line(name: string, text: string): HTMLElement {
  const row = document.createElement('div');
  const key = document.createElement('span');
  key.className = 'soft';
  key.textContent = name;
  const value = document.createElement('strong');
  value.textContent = isDate.test(text) ? withOrdinalFirst(text.trim(), language.value) : text;
  row.append(key, value);
  return row;
}
