import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ChartSettings, Problem } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallSelect } from '../../design/small_field.tsx';
import { isDark } from '../../theme.ts';
import { language, t } from '../../words/language.ts';
import type { ColumnKind, ResultColumn, ResultTable } from '../arrow_table.ts';
import { VegaChart } from '../vega_chart.tsx';

const marks = ['bar', 'line', 'area', 'point'] as const;
const drawnMax = 5000;

interface ResultChartProps {
  table: ResultTable;
  chart: ChartSettings;
  onChange(chart: ChartSettings): void;
}

/**
 * A first chart of a result: its first word or date against its first number, and what tells rows of
 * one place apart by colour; null without a number.
 */
export function suggestedChart(table: ResultTable): ChartSettings | null {
  const { columns } = table;
  const y = columns.find(({ kind }) => kind === 'number');
  const words = columns.filter((column) => column !== y && column.kind !== 'number');
  const x = words.find(isOfTime) ?? words[0] ?? columns[0];
  if (!x || !y) return null;
  const chart: ChartSettings = {
    mark: isOfTime(x) ? 'line' : 'bar',
    x: x.name,
    y: y.name,
    colour: null,
  };
  if (!hasSeveralAtOnePlace(table, chart)) return chart;
  const telling = words
    .filter((column) => column !== x)
    .find(({ name }) => !hasSeveralAtOnePlace(table, { ...chart, colour: name }));
  return { ...chart, colour: telling?.name ?? null };
}

function isOfTime({ kind }: ResultColumn): boolean {
  return kind === 'date' || kind === 'instant';
}

/** Whether a line would go up and down through several rows of one place. */
export function hasSeveralAtOnePlace(table: ResultTable, chart: ChartSettings): boolean {
  const places = rowsOf(table, chart).map(({ x, colour }) => JSON.stringify([x, colour]));
  return new Set(places).size < places.length;
}

/** Whether a chart names only columns that the result has. */
export function fits({ columns }: ResultTable, { x, y, colour }: ChartSettings): boolean {
  const names = columns.map(({ name }) => name);
  return [x, y, colour].every((name) => name === null || names.includes(name));
}

export function ResultChart({ table, chart, onChange }: ResultChartProps) {
  const vega = useSignal<object | null>(null);
  const problem = useSignal<Problem | null>(null);
  const { columns } = table;
  const isThroughSeveral = useMemo(
    () => (chart.mark === 'line' || chart.mark === 'area') && hasSeveralAtOnePlace(table, chart),
    [table, JSON.stringify(chart)],
  );
  useEffect(() => {
    const controller = new AbortController();
    const body = {
      mark: isThroughSeveral ? 'point' : chart.mark,
      x: fieldOf(columns, chart.x),
      y: fieldOf(columns, chart.y),
      colour: chart.colour === null ? null : fieldOf(columns, chart.colour),
      theme: isDark.value ? 'dark' : 'light',
    } as const;
    const { signal } = controller;
    void desk.compileChart({ body }, { signal }).then((answer) => {
      if (controller.signal.aborted) return;
      problem.value = answer.isOk ? null : answer.problem;
      vega.value = answer.isOk ? answer.data.vega : null;
    });
    return () => controller.abort();
  }, [JSON.stringify(chart), table, isDark.value, language.value]);
  const data = useMemo(() => ({ result: rowsOf(table, chart) }), [table, JSON.stringify(chart)]);
  const names = columns.map(({ name }) => name);
  const label = t('chart.label', { y: chart.y, x: chart.x });
  return (
    <div class="result-chart">
      <div class="field-row">
        <SmallSelect
          label={t('chart.mark')}
          value={chart.mark}
          options={marks.map((mark) => ({ id: mark, title: t(`chart.mark.${mark}`) }))}
          onChange={(mark) => onChange({ ...chart, mark: mark as ChartSettings['mark'] })}
        />
        <SmallSelect
          label={t('chart.x')}
          value={chart.x}
          options={named(names)}
          onChange={(x) => onChange({ ...chart, x })}
        />
        <SmallSelect
          label={t('chart.y')}
          value={chart.y}
          options={named(names)}
          onChange={(y) => onChange({ ...chart, y })}
        />
        <SmallSelect
          label={t('chart.colour')}
          value={chart.colour ?? ''}
          options={[{ id: '', title: t('chart.none') }, ...named(names)]}
          onChange={(colour) => onChange({ ...chart, colour: colour === '' ? null : colour })}
        />
      </div>
      <ProblemNote problem={problem.value} />
      {vega.value && <VegaChart vega={vega.value} data={data} label={label} />}
      {isThroughSeveral && <p class="hint">{t('chart.several')}</p>}
      {table.rowCount > drawnMax && <p class="hint">{t('chart.first', { count: drawnMax })}</p>}
    </div>
  );
}

function named(names: string[]) {
  return names.map((name) => ({ id: name, title: name }));
}

const chartKinds: Record<ColumnKind, 'number' | 'date' | 'time' | 'text'> = {
  number: 'number',
  date: 'date',
  instant: 'time',
  boolean: 'text',
  text: 'text',
};

function fieldOf(columns: ResultColumn[], name: string) {
  const { kind = 'text' } = columns.find((column) => column.name === name) ?? {};
  return { name, kind: chartKinds[kind] };
}

function rowsOf({ columns, rowCount, cell }: ResultTable, { x, y, colour }: ChartSettings) {
  const at = (name: string | null) => columns.findIndex((column) => column.name === name);
  const [xAt, yAt, colourAt] = [at(x), at(y), at(colour)];
  const value = (row: number, column: number) => (column < 0 ? null : cell(row, column));
  return Array.from({ length: Math.min(rowCount, drawnMax) }, (_, row) => ({
    x: value(row, xAt),
    y: value(row, yAt),
    colour: value(row, colourAt),
  }));
}
