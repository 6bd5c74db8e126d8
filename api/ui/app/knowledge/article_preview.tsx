import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ArticlePreview } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { type Language, t } from '../words/language.ts';
import { ArticleText } from './article_text.tsx';

const previewPauseMs = 300;

export function Preview({ body, locale }: { body: string; locale: Language }) {
  const shown = useSignal<ArticlePreview | null>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      if (body.trim() === '') {
        shown.value = { html: '', contents: [] };
        return;
      }
      const { signal } = asking;
      const answer = await desk.previewArticle({ body: { body } }, { signal });
      if (answer.isOk && !signal.aborted) shown.value = answer.data;
    };
    const timer = setTimeout(() => void read(), isFirst.current ? 0 : previewPauseMs);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [body]);
  return (
    <section class="card" aria-label={t('article.preview')}>
      {shown.value && <ArticleText {...shown.value} locale={locale} showsContents={false} />}
    </section>
  );
}
