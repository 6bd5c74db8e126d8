import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Article, Reply } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { language, t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

export function Feedback({ article }: { article: Article }) {
  const page = useRead(article, () => desk.listArticleFeedback({ path: { id: article.id } }));
  const { helpfulCount = 0, unhelpfulCount = 0 } = article.editing ?? {};
  return (
    <section aria-labelledby="feedback-title">
      <h2 id="feedback-title">{t('article.feedback')}</h2>
      <p>{t('article.feedback_counts', { helpful: helpfulCount, unhelpful: unhelpfulCount })}</p>
      <ul class="cards">
        {page?.items.map(({ by, at, comment, isHelpful }) => (
          <li key={by.id} class="card">
            <p>
              <strong>{isHelpful ? t('article.helped') : t('article.did_not_help')}</strong>{' '}
              <span class="soft">
                {nameOf(by)} · <When at={at} as="date" />
              </span>
            </p>
            <Text>{comment}</Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Changes({ article }: { article: Article }) {
  const page = useRead(article, () => desk.listArticleChanges({ path: { id: article.id } }));
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">{t('article.changes')}</h2>
      <ol class="article-changes">
        {page?.items.map(({ revision, kind, version, by, at }) => (
          <li key={revision}>
            {t(`article_change.${kind}`, { version })}{' '}
            <span class="soft">
              {nameOf(by)} · <When at={at} as="date" />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Read again after each change of the article. */
function useRead<T>(article: Article, read: () => Promise<Reply<T>>): T | null {
  const page = useSignal<T | null>(null);
  useEffect(() => {
    void read().then((answer) => {
      if (answer.isOk) page.value = answer.data;
    });
  }, [article.editing?.revision, language.value]);
  return page.value;
}
