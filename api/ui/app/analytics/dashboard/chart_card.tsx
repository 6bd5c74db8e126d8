import code from 'icon:code';
import list from 'icon:list';
import table from 'icon:table-2';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { isAnalyst, me } from '../../client/session.ts';
import { IconButton, IconLink } from '../../design/button.tsx';
import { about, t } from '../../words/language.ts';
import type { ResultTable } from '../arrow_table.ts';
import { ResultTableView } from '../sql/result_table.tsx';
import { VegaChart } from '../vega_chart.tsx';
import {
  addressOf,
  type DashboardRow,
  type Drawn,
  type Filters,
  partOf,
} from './dashboard_data.ts';
import { headingOf } from './ticket_columns.ts';

interface ChartCardProps {
  drawn: Drawn;
  view: Drawn['views']['views'][number];
  filters: Filters;
  /** Opens the tickets of a row, or of the whole chart. */
  onTickets(dataset: string, row: DashboardRow | null, title: string): void;
  onFailed(): void;
}

/** One chart or number with its data as a table, its SQL, and the tickets behind it. */
export function ChartCard({ drawn, view, filters, onTickets, onFailed }: ChartCardProps) {
  const isTable = useSignal(false);
  const { views, datasets } = drawn;
  const { name, title, isTile, vega } = view;
  const data = useMemo(
    () => Object.fromEntries(view.datasets.map((each) => [each, datasets[each]?.rows ?? []])),
    [drawn],
  );
  const isEmpty = Object.values(data).every((rows) => rows.length === 0);
  const countable = view.datasets.filter((each) => views.datasets[each]?.hasTickets);
  const [first] = view.datasets;
  const [counted] = countable;
  const metrics = view.datasets.map((each) => views.datasets[each]?.title ?? each);
  const description = [...new Set(metrics)].join(', ');
  const headingId = `chart-${name}`;
  return (
    <section class={`chart-card ${isTile ? 'tile' : ''}`} aria-labelledby={headingId}>
      <div class="chart-head">
        <h3 id={headingId}>{title}</h3>
        <div class="chart-tools">
          {counted && (
            <IconButton
              isSmall
              icon={list}
              title={t('dashboard.tickets')}
              label={about(t('dashboard.tickets'), title)}
              onClick={() => onTickets(counted, null, title)}
            />
          )}
          <IconButton
            isSmall
            icon={table}
            isPressed={isTable.value}
            title={t('dashboard.as_table')}
            label={about(t('dashboard.as_table'), title)}
            onClick={() => {
              isTable.value = !isTable.value;
            }}
          />
          {first && me.value && isAnalyst(me.value) && (
            <IconLink
              isSmall
              icon={code}
              title={t('metric.open_sql')}
              label={about(t('metric.open_sql'), title)}
              href={`/analytics/sql?${sqlAddress(drawn, first, filters)}`}
            />
          )}
        </div>
      </div>
      {!isTile && description !== title && <p class="hint">{description}</p>}
      {isEmpty && <p class="soft">{t('dashboard.no_data')}</p>}
      {!isEmpty && isTable.value && <DataTables view={view} drawn={drawn} onTickets={onTickets} />}
      {!isEmpty && !isTable.value && (
        <VegaChart
          vega={vega}
          data={data}
          label={`${title}. ${description}`}
          onFailed={onFailed}
          onPick={({ datum }) => {
            const row = datum as DashboardRow;
            // Those that are drawn as one are no segment.
            const isOne = row.segment_id !== null;
            if (isOne && countable.includes(row.dataset)) onTickets(row.dataset, row, title);
          }}
        />
      )}
    </section>
  );
}

function sqlAddress({ views }: Drawn, dataset: string, filters: Filters): string {
  const { segment: _any, only: _whole, ...part } = partOf(views, dataset, null, filters);
  // An empty cut is one, too: the whole as one row.
  return `${addressOf(part)}${part.by === '' ? '&by=' : ''}`;
}

/** A table as people read it: its columns are called as the chart calls them. */
function titled(table: ResultTable, titles: Readonly<Record<string, string>>): ResultTable {
  const columns = table.columns.map((column) => ({
    ...column,
    title: titles[column.name] ?? headingOf(column.name, column.kind),
  }));
  return { ...table, columns };
}

type DataTablesProps = Pick<ChartCardProps, 'view' | 'drawn' | 'onTickets'>;

function DataTables({ view, drawn, onTickets }: DataTablesProps) {
  return (
    <>
      {view.datasets.map((name) => {
        const { title = name, hasTickets = false } = drawn.views.datasets[name] ?? {};
        const dataset = drawn.datasets[name];
        if (!dataset) return null;
        return (
          <ResultTableView
            key={name}
            table={titled(dataset.table, view.columns)}
            label={about(view.title, title)}
            {...(hasTickets
              ? {
                  action: t('dashboard.tickets_of_row'),
                  onAction: (row: number) => onTickets(name, dataset.rows[row] ?? null, view.title),
                }
              : {})}
          />
        );
      })}
    </>
  );
}
