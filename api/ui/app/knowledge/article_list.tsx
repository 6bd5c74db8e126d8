import type { ArticleSummary } from '../../../contract.ts';
import { t } from '../words/language.ts';

interface ArticleListProps {
  articles: ArticleSummary[];
  label: string;
}

/** Articles to choose from, each with the sentence that says what it helps with. */
export function ArticleList({ articles, label }: ArticleListProps) {
  return (
    <ul class="requests" aria-label={label}>
      {articles.map(({ id, slug, title, summary, kind, locale }) => (
        <li key={id} class="card request">
          <a href={`/portal/help/${slug}`} lang={locale}>
            {title}
          </a>
          <p lang={locale}>{summary}</p>
          <p class="soft">{t(`article_kind.${kind}`)}</p>
        </li>
      ))}
    </ul>
  );
}
