import { useLocation } from 'preact-iso';
import { SearchField } from '../design/search_field.tsx';
import { t } from '../words/language.ts';
import { Choices } from './filter_choices.tsx';
import { type Filters, pathOf } from './filters.ts';
import { ViewBar } from './view_bar.tsx';

export function FilterBar({ filters }: { filters: Filters }) {
  return (
    <div class="filter-bar">
      <ViewBar filters={filters} />
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <Search filters={filters} />
          <Choices filters={filters} />
        </form>
      </search>
    </div>
  );
}

function Search({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  return (
    <SearchField
      id="search"
      label={t('filter.search')}
      value={filters.q ?? ''}
      onSearch={(q) => {
        const { q: _before, ...rest } = filters;
        route(pathOf(q === '' ? rest : { ...rest, q }), true);
      }}
    />
  );
}
