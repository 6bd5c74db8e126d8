import { useLocation } from 'preact-iso';
import { SearchField } from '../design/search_field.tsx';
import { ViewLinks } from '../design/view_links.tsx';
import { t } from '../words/language.ts';
import { Choices } from './filter_choices.tsx';
import { type Filters, isView, pathOf, views } from './filters.ts';

export function FilterBar({ filters }: { filters: Filters }) {
  return (
    <div class="filter-bar">
      <ViewLinks
        label={t('view.title')}
        views={views.map((view) => ({
          href: pathOf(view.filters),
          title: t(`view.${view.id}`),
          isHere: isView(view, filters),
        }))}
      />
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
