import search from 'icon:search';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Icon } from '../icon.tsx';
import { t } from '../language.ts';
import type { Option } from '../parts/fields.tsx';
import { agents, useProcess } from '../process.ts';
import { me } from '../session.ts';
import { type FilterName, type Filters, isView, pathOf, views } from './filters.ts';

const searchDelayMs = 250;
const statuses = [
  'new',
  'assigned',
  'in_progress',
  'pending',
  'resolved',
  'closed',
  'cancelled',
  'merged',
] as const;
const priorities = ['p1', 'p2', 'p3', 'p4'] as const;

export function FilterBar({ filters }: { filters: Filters }) {
  return (
    <div class="filter-bar">
      <nav class="views" aria-label={t('view.title')}>
        {views.map((view) => (
          <a
            key={view.id}
            href={pathOf(view.filters)}
            {...(isView(view, filters) ? { 'aria-current': 'page' } : {})}
          >
            {t(`view.${view.id}`)}
          </a>
        ))}
      </nav>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField filters={filters} />
          <Choices filters={filters} />
        </form>
      </search>
    </div>
  );
}

function SearchField({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const isWriting = document.activeElement === field.current;
    if (field.current && !isWriting) field.current.value = filters.q ?? '';
  }, [filters.q]);
  const go = (q: string) => {
    const { open: _open, ...rest } = filters;
    // Who searches wants to find it, open or not.
    route(pathOf(q === '' ? { open: 'true' } : { ...rest, q }), true);
  };
  return (
    <label class="search">
      <span class="visually-hidden">{t('filter.search')}</span>
      <Icon of={search} />
      <input
        ref={field}
        id="search"
        type="search"
        placeholder={t('filter.search')}
        maxLength={200}
        defaultValue={filters.q}
        onInput={(event) => {
          const q = event.currentTarget.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => go(q), searchDelayMs);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

function Choices({ filters }: { filters: Filters }) {
  const process = useProcess(null);
  const others = agents.value.filter(({ id }) => id !== me.value?.id);
  const people: Option[] = [
    { id: 'me', title: t('filter.me') },
    { id: 'none', title: t('ticket.nobody') },
    ...others.map(({ id, name }) => ({ id, title: name })),
  ];
  return (
    <>
      <Choice
        name="status"
        label={t('filter.status')}
        filters={filters}
        options={statuses.map((id) => ({ id, title: t(`status.${id}`) }))}
      />
      <Choice
        name="group"
        label={t('filter.group')}
        filters={filters}
        options={process?.groups ?? []}
      />
      <Choice name="assignee" label={t('filter.assignee')} filters={filters} options={people} />
      <Choice
        name="priority"
        label={t('filter.priority')}
        filters={filters}
        options={priorities.map((id) => ({ id, title: t(`priority.${id}`) }))}
      />
      <Choice
        name="breached"
        label={t('filter.breached')}
        filters={filters}
        options={[
          { id: 'true', title: t('filter.breached_only') },
          { id: 'false', title: t('filter.in_time_only') },
        ]}
      />
    </>
  );
}

interface ChoiceProps {
  name: FilterName;
  label: string;
  filters: Filters;
  options: Option[];
}

function Choice({ name, label, filters, options }: ChoiceProps) {
  const { route } = useLocation();
  const chosen = filters[name] ?? '';
  const change = (value: string) => {
    const next: Filters = { ...filters, [name]: value };
    // A chosen status says more than "open".
    if (name === 'status' && value !== '') delete next.open;
    route(pathOf(next));
  };
  return (
    <label class={chosen === '' ? 'filter' : 'filter is-set'}>
      <span class="visually-hidden">{label}</span>
      <select name={name} value={chosen} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">{label}</option>
        {options.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
