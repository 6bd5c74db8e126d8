import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ArticleSummary, Ticket } from '../../../../contract.ts';
import { desk } from '../../client/desk.ts';
import { SelectField } from '../../design/fields.tsx';
import { SearchBox } from '../../design/search_box.tsx';
import { t } from '../../words/language.ts';
import { useSuggested } from '../knowledge_panel.tsx';

const pauseMs = 300;

/** The article that a resolution followed: those that fit the ticket first, others by their words. */
export function ArticlePicker({ ticket, required }: { ticket: Ticket; required: boolean }) {
  const suggested = useSuggested(ticket);
  const words = useSignal('');
  const found = useSignal<ArticleSummary[] | null>(null);
  useEffect(() => {
    const q = words.value;
    if (q === '') {
      found.value = null;
      return;
    }
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const query = { q, state: 'published', limit: 20 } as const;
      const answer = await desk.listArticles({ query }, { signal: asking.signal });
      if (answer.isOk && !asking.signal.aborted) found.value = answer.data.items;
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words.value]);
  const options = (found.value ?? suggested).map((article) => ({
    id: article.id,
    title: article.title,
  }));
  return (
    <div class="article-picker">
      <SelectField
        key={options.map((option) => option.id).join(' ')}
        name="article"
        label={t('resolve.article')}
        none={options.length === 0 ? t('resolve.article_none_found') : t('resolve.article_none')}
        options={options}
        required={required}
      />
      <SearchBox
        label={t('resolve.article_search')}
        onWords={(next) => {
          words.value = next;
        }}
      />
    </div>
  );
}
