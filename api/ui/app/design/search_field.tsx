import search from 'icon:search';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

const pauseMs = 250;

interface SearchFieldProps {
  id: string;
  label: string;
  /** What is searched for now, as the address says it. */
  value: string;
  /** Told once the writer pauses; empty where nothing is searched for. */
  onSearch(words: string): void;
}

/** Searches while somebody writes. */
export function SearchField({ id, label, value, onSearch }: SearchFieldProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const isWriting = document.activeElement === field.current;
    if (field.current && !isWriting) field.current.value = value;
  }, [value]);
  return (
    <label class="search">
      <span class="visually-hidden">{label}</span>
      <Icon of={search} />
      <input
        ref={field}
        id={id}
        type="search"
        placeholder={label}
        maxLength={200}
        defaultValue={value}
        onInput={(event) => {
          const words = event.currentTarget.value.trim();
          clearTimeout(timer.current);
          timer.current = setTimeout(() => latest.current(words), pauseMs);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
