import { useSignal } from '@preact/signals';
import type { WarehouseDescription } from '../../../../contract.ts';
import { TextButton } from '../../design/button.tsx';
import { t } from '../../words/language.ts';

interface SchemaBrowserProps {
  warehouse: WarehouseDescription;
  onInsert(text: string): void;
}

/** What there is to ask of, in the warehouse's own comments; a press writes the name. */
export function SchemaBrowser({ warehouse, onInsert }: SchemaBrowserProps) {
  const search = useSignal('');
  const word = search.value.trim().toLowerCase();
  const has = (...texts: string[]) => texts.some((text) => text.toLowerCase().includes(word));
  const tables = warehouse.tables
    .map((table) => ({
      ...table,
      columns: table.columns.filter(({ name, comment }) => has(table.name) || has(name, comment)),
    }))
    .filter(({ columns }) => columns.length > 0);
  const metrics = warehouse.metrics.filter(({ name, title }) => has(name, title));
  return (
    <div class="schema">
      <input
        type="search"
        aria-label={t('sql.schema_search')}
        placeholder={t('sql.schema_search')}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <ul class="schema-tables">
        {tables.map(({ name, comment, columns }) => (
          <li key={name}>
            <details open={word !== ''}>
              <summary title={comment}>
                <code>{name}</code>
              </summary>
              <p class="hint" lang="en">
                {comment}
              </p>
              <ul>
                {columns.map((column) => (
                  <li key={column.name}>
                    <TextButton
                      label={t('sql.insert', { name: column.name })}
                      onClick={() => onInsert(column.name)}
                    >
                      {column.name}
                    </TextButton>{' '}
                    <span class="soft">
                      {column.type.toLowerCase()}
                      {column.isNullable ? '' : ' not null'}
                    </span>
                    <p class="hint" lang="en">
                      {column.comment}
                    </p>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {metrics.length > 0 && <h3>{t('analytics.metrics')}</h3>}
      <ul class="schema-tables">
        {metrics.map(({ name, title }) => (
          <li key={name}>
            <TextButton
              label={t('sql.insert', { name })}
              onClick={() => onInsert(`${name}($from::date, $to::date, by_period := 'month')`)}
            >
              {name}
            </TextButton>
            <p class="hint">{title}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
