import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { desk } from '../client/desk.ts';
import { t } from '../words/language.ts';

const pauseMs = 200;

interface TagFieldProps {
  /** @returns whether it was taken: the field is empty then */
  onAdd(word: string): Promise<boolean>;
}

/** A word to be put on tickets; those that are in use are suggested, so that one word stays one. */
export function TagField({ onAdd }: TagFieldProps) {
  const listId = useId();
  const word = useSignal('');
  const known = useSignal<string[]>([]);
  const isWanted = useSignal(false);
  useEffect(() => {
    if (!isWanted.value) return;
    const leave = new AbortController();
    const timer = setTimeout(async () => {
      const q = word.value.trim();
      const answer = await desk.listTags(
        { query: q === '' ? {} : { q } },
        { signal: leave.signal },
      );
      if (answer.isOk) known.value = answer.data.items.map((item) => item.word);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [word.value, isWanted.value]);

  async function add(): Promise<void> {
    const given = word.value.trim();
    if (given !== '' && (await onAdd(given)) && word.value.trim() === given) word.value = '';
  }

  return (
    <form
      class="tag-field"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        aria-label={t('tags.add')}
        placeholder={t('tags.add')}
        list={listId}
        maxLength={40}
        value={word.value}
        onFocus={() => {
          isWanted.value = true;
        }}
        onInput={(event) => {
          word.value = event.currentTarget.value;
        }}
      />
      <datalist id={listId}>
        {known.value.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </form>
  );
}
