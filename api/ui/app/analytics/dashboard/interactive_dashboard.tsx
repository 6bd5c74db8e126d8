import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { DashboardViews, Problem } from '../../../../contract.ts';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallField, SmallSelect } from '../../design/small_field.tsx';
import { isDark } from '../../theme.ts';
import { language, t } from '../../words/language.ts';
import { allPriorities, titleOf, useProcesses } from '../../words/process.ts';
import { ChartCard } from './chart_card.tsx';
import {
  addressOf,
  type DashboardRow,
  type Drawn,
  type Filters,
  filtersOf,
  loadDashboard,
  partOf,
} from './dashboard_data.ts';
import { TicketsDialog } from './tickets_dialog.tsx';

interface InteractiveDashboardProps {
  name: string;
  /** It cannot be drawn in this browser: a picture has to do. */
  onFailed(): void;
}

interface Opened {
  dataset: string;
  row: DashboardRow | null;
  title: string;
}

/** A dashboard drawn here: it can be narrowed, and every number opens what is behind it. */
export function InteractiveDashboard({ name, onFailed }: InteractiveDashboardProps) {
  const { query, route } = useLocation();
  const filters = filtersOf(query);
  const drawn = useSignal<Drawn | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isLoading = useSignal(true);
  const opened = useSignal<Opened | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    isLoading.value = true;
    const theme = isDark.value ? 'dark' : 'light';
    void loadDashboard(name, filters, theme, controller.signal)
      .then((loaded) => {
        if (controller.signal.aborted || loaded === null) return;
        isLoading.value = false;
        problem.value = 'code' in loaded ? loaded : null;
        drawn.value = 'code' in loaded ? null : loaded;
      })
      .catch(onFailed);
    return () => controller.abort();
  }, [name, ...Object.values(filters), isDark.value, language.value]);

  function narrow(change: Partial<Filters>): void {
    route(`/analytics?${addressOf({ dashboard: name, ...filters, ...change })}`);
  }

  const shown = drawn.value;
  const views = shown?.views;
  const open = opened.value;
  return (
    <>
      <FilterForm
        filters={filters}
        shown={{ from: views?.from ?? '', to: views?.to ?? '' }}
        groups={views?.groups ?? []}
        customers={views?.customers ?? []}
        known={views?.filters ?? []}
        onChange={narrow}
      />
      <ProblemNote problem={problem.value} />
      {isLoading.value && (
        <p class="page-status" role="status">
          {t('dashboards.drawing')}
        </p>
      )}
      {shown && (
        <div class="charts" aria-busy={isLoading.value}>
          {shown.views.views.map((view) => (
            <ChartCard
              key={view.name}
              drawn={shown}
              view={view}
              filters={filters}
              onFailed={onFailed}
              onTickets={(dataset, row, title) => {
                opened.value = { dataset, row, title };
              }}
            />
          ))}
        </div>
      )}
      {views && <p class="hint provenance">{views.provenance}</p>}
      {views && open && (
        <TicketsDialog
          part={partOf(views, open.dataset, open.row, filters)}
          agents={views.names.agent ?? {}}
          title={open.title}
          onClose={() => {
            opened.value = null;
          }}
        />
      )}
    </>
  );
}

interface FilterFormProps {
  filters: Filters;
  /** The dates shown where none were chosen. */
  shown: { from: string; to: string };
  groups: string[];
  customers: string[];
  /** What its numbers can be narrowed to. */
  known: DashboardViews['filters'];
  onChange(change: Partial<Filters>): void;
}

function FilterForm({ filters, shown, groups, customers, known, onChange }: FilterFormProps) {
  useProcesses();
  const all = { id: '', title: t('dashboard.all') };
  return (
    <form class="dashboard-filters" aria-label={t('dashboard.filters')}>
      <SmallField label={t('dashboard.from')}>
        <input
          type="date"
          value={filters.from || shown.from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
      </SmallField>
      <SmallField label={t('dashboard.to')}>
        <input
          type="date"
          value={filters.to || shown.to}
          onChange={(event) => onChange({ to: event.currentTarget.value })}
        />
      </SmallField>
      {known.includes('group') && (
        <SmallSelect
          label={t('dashboard.group')}
          value={filters.group}
          options={[all, ...groups.map((id) => ({ id, title: titleOf('groups', id) }))]}
          onChange={(group) => onChange({ group })}
        />
      )}
      {known.includes('priority') && (
        <SmallSelect
          label={t('dashboard.priority')}
          value={filters.priority}
          options={[all, ...allPriorities()]}
          onChange={(priority) => onChange({ priority })}
        />
      )}
      {known.includes('customer') && customers.length > 0 && (
        <SmallSelect
          label={t('dashboard.customer')}
          value={filters.customer}
          options={[all, ...customers.map((name) => ({ id: name, title: name }))]}
          onChange={(customer) => onChange({ customer })}
        />
      )}
    </form>
  );
}
