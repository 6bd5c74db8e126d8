import type { ArticlePreview } from '../../../contract.ts';
import { t } from '../words/language.ts';

interface ArticleTextProps extends ArticlePreview {
  locale: string;
  /** Left out where only a part of the page is an article. */
  showsContents?: boolean;
}

/** What an article says: HTML that the API made of its Markdown and cleaned, tag by tag. */
export function ArticleText({ html, contents, locale, showsContents = true }: ArticleTextProps) {
  return (
    <>
      {showsContents && contents.length > 2 && (
        <nav class="article-contents" aria-label={t('article.contents')}>
          <ul>
            {contents.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div class="article-text" lang={locale} dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}
