import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Article, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { BackLink } from '../design/back_link.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { UnknownHeading } from '../parts/record_page.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { ArticleText } from './article_text.tsx';
import { reportOpened } from './help_session.ts';
import { Verdict } from './verdict.tsx';

export default function HelpArticlePage() {
  const { params } = useRoute();
  const slug = params.slug ?? '';
  return <HelpArticle key={slug} slug={slug} />;
}

function HelpArticle({ slug }: { slug: string }) {
  const article = useSignal<Article | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(article.value?.title ?? '');
  const read = async () => {
    const answer = await desk.getArticle({ path: { id: slug } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) article.value = answer.data;
  };
  useEffect(() => {
    void read();
  }, [language.value]);
  useEffect(() => {
    void reportOpened('portal', slug);
  }, []);
  return (
    <div class="page portal-page">
      <BackLink href="/portal/help">{t('help.title')}</BackLink>
      {!article.value && <UnknownHeading problem={problem.value} />}
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {article.value && <ArticleWithVerdict article={article.value} />}
    </div>
  );
}

function ArticleWithVerdict({ article }: { article: Article }) {
  return (
    <>
      <article>
        <h1 lang={article.locale}>{article.title}</h1>
        <p class="article-summary" lang={article.locale}>
          {article.summary}
        </p>
        <p class="soft">
          {t(`article_kind.${article.kind}`)} · {t('article.updated')}{' '}
          <When at={article.updatedAt} as="date" />
        </p>
        {article.locale !== language.value && (
          <p class="soft">{t(`article.only_${article.locale}`)}</p>
        )}
        <ArticleText html={article.html} contents={article.contents} locale={article.locale} />
      </article>
      <Verdict article={article} />
    </>
  );
}
