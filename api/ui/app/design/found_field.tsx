import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../words/language.ts';
import { SelectField } from './fields.tsx';
import type { Option } from './options.tsx';
import { SearchBox } from './search_box.tsx';

const pauseMs = 250;

interface FoundFieldProps {
  name: string;
  label: string;
  searchLabel: string;
  /** Without words: what is worth offering. */
  search(words: string, signal: AbortSignal): Promise<Option[]>;
  /** Told of each choice, and with null that none counts any more. */
  onChoose?(option: Option | null): void;
}

/**
 * One record among those that a search finds. Nobody chooses but the person: nothing is taken before
 * the search has answered, and a choice ends when they look for something else.
 */
export function FoundField({ name, label, searchLabel, search, onChoose }: FoundFieldProps) {
  const words = useSignal('');
  /** Null while it is looked for. */
  const found = useSignal<Option[] | null>(null);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(async () => {
      const options = await search(words.value, leave.signal);
      if (!leave.signal.aborted) found.value = options;
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [words.value]);
  const options = found.value ?? [];
  return (
    <>
      <SearchBox
        label={searchLabel}
        onWords={(next) => {
          if (next === words.value) return;
          words.value = next;
          found.value = null;
          onChoose?.(null);
        }}
      />
      <SelectField
        key={found.value === null ? 'searching' : options.map((option) => option.id).join(' ')}
        name={name}
        label={label}
        required
        isChosenAnew
        none={noneWords(found.value)}
        options={options}
        onChange={(value) => onChoose?.(options.find((option) => option.id === value) ?? null)}
      />
    </>
  );
}

function noneWords(found: Option[] | null): string {
  if (found === null) return t('found.searching');
  return found.length === 0 ? t('found.nothing') : t('found.choose');
}
