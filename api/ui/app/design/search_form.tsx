import search from 'icon:search';
import { t } from '../words/language.ts';
import { Button, type ButtonKind } from './button.tsx';

interface SearchFormProps {
  id: string;
  label: string;
  /** What is searched for now, as the address says it. */
  value: string;
  kind?: ButtonKind;
  /** Told when it is asked for; empty where nothing is searched for. */
  onSearch(words: string): void;
}

/** Searches when somebody has said what for. */
export function SearchForm({ id, label, value, kind = 'plain', onSearch }: SearchFormProps) {
  return (
    <search>
      <form
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(String(new FormData(event.currentTarget).get('q') ?? '').trim());
        }}
      >
        <label class="visually-hidden" for={id}>
          {label}
        </label>
        <input
          key={value}
          id={id}
          name="q"
          type="search"
          dir="auto"
          maxLength={200}
          defaultValue={value}
          placeholder={label}
        />
        <Button type="submit" kind={kind} icon={search}>
          {t('help.find')}
        </Button>
      </form>
    </search>
  );
}
