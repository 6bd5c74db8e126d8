import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Article, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { BackLink } from '../design/back_link.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { EditForm } from './article_edit_form.tsx';
import { Head } from './article_head.tsx';
import { Changes, Feedback } from './article_record.tsx';

export default function ArticlePage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <ArticleScreen key={id} id={id} />;
}

/** One article to tend: its texts, whether it is published, its past and what readers say. */
function ArticleScreen({ id }: { id: string }) {
  const article = useSignal<Article | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(article.value?.title ?? '');
  const read = async () => {
    const answer = await desk.getArticle({ path: { id }, query: { edition: 'latest' } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) article.value = answer.data;
  };
  useEffect(() => {
    void read();
  }, []);
  return (
    <div class="page knowledge-page">
      <BackLink href="/knowledge">{t('knowledge.title')}</BackLink>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {article.value && (
        <>
          <Head article={article} />
          <EditForm article={article} />
          <Feedback article={article.value} />
          <Changes article={article.value} />
        </>
      )}
    </div>
  );
}
