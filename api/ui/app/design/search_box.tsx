import { useId } from 'preact/hooks';
import { t } from '../words/language.ts';

interface SearchBoxProps {
  label: string;
  onWords(words: string): void;
}

/** Where a form has something looked for: what is written here is not sent with it. */
export function SearchBox({ label, onWords }: SearchBoxProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {label}
        <span class="optional"> {t('field.optional')}</span>
      </label>
      <input
        id={id}
        type="search"
        maxLength={200}
        dir="auto"
        onInput={(event) => onWords(event.currentTarget.value.trim())}
      />
    </div>
  );
}
