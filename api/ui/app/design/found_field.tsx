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
  /** Without words: what is worth offering. @returns null where the desk could not be asked */
  search(words: string, signal: AbortSignal): Promise<Option[] | null>;
  /** The words of choosing none, where that is one of the choices. */
  none?: string;
  /** What is chosen until somebody chooses; always among the choices. */
  now?: Option;
  /** Of fewer letters than these nothing is looked for. */
  lettersMin?: number;
  /** The field of the request that it fills in, where that is another. */
  errorName?: string;
  /** Told of each choice, and with null that none counts any more. */
  onChoose?(option: Option | null): void;
}

/**
 * One record among those that a search finds. Nobody chooses but the person: nothing is taken before
 * the search has answered, and a choice ends when they look for something else.
 */
export function FoundField(props: FoundFieldProps) {
  const {
    name,
    label,
    searchLabel,
    search,
    none,
    now,
    onChoose,
    errorName,
    lettersMin = 0,
  } = props;
  const words = useSignal('');
  /** Null while it is looked for. */
  const found = useSignal<Option[] | 'not_asked' | null>(null);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(async () => {
      const options = await search(words.value, leave.signal);
      if (!leave.signal.aborted) found.value = options ?? 'not_asked';
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [words.value]);
  const others = optionsIn(found.value).filter(({ id }) => id !== now?.id);
  const options = now ? [now, ...others] : others;
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
        required={none === undefined}
        {...(errorName !== undefined && { errorName })}
        isChosenAnew
        none={
          words.value.length < lettersMin
            ? (none ?? t('found.write'))
            : wordsOfNone(found.value, none, words.value)
        }
        options={options}
        {...(now && { value: now.id })}
        onChange={(value) => onChoose?.(options.find((option) => option.id === value) ?? null)}
      />
    </>
  );
}

function optionsIn(found: Option[] | 'not_asked' | null): Option[] {
  return found === null || found === 'not_asked' ? [] : found;
}

function wordsOfNone(
  found: Option[] | 'not_asked' | null,
  none: string | undefined,
  words: string,
): string {
  if (found === null) return t('found.searching');
  if (found === 'not_asked') return t('found.not_asked');
  if (found.length > 0 || (none !== undefined && words === '')) return none ?? t('found.choose');
  return t('found.nothing');
}
