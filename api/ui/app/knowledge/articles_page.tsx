import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ArticlePage, ArticleSummary, Operations, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Badge } from '../design/badge.tsx';
import { ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchForm } from '../design/search_form.tsx';
import { ViewLinks } from '../design/view_links.tsx';
import { When } from '../design/when.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { titleOf, useProcesses } from '../words/process.ts';

const views = ['all', 'draft', 'published', 'archived', 'overdue'] as const;
type View = (typeof views)[number];

/** Every article of the desk, and which of them want somebody. */
export default function ArticlesPage() {
  const { query, route } = useLocation();
  const view = views.find((each) => each === query.view) ?? 'all';
  const q = (query.q ?? '').trim();
  const page = useSignal<ArticlePage | null>(null);
  const problem = useSignal<Problem | null>(null);
  useProcesses();
  useTitle(t('knowledge.title'));
  const read = async (signal?: AbortSignal) => {
    const answer = await desk.listArticles({ query: queryOf(view, q) }, signal ? { signal } : {});
    if (signal?.aborted) return;
    problem.value = answer.isOk ? null : answer.problem;
    page.value = answer.isOk ? answer.data : null;
  };
  useEffect(() => {
    const asking = new AbortController();
    void read(asking.signal);
    return () => asking.abort();
  }, [view, q, language.value]);
  return (
    <div class="page knowledge-page">
      <div class="page-head">
        <h1>{t('knowledge.title')}</h1>
        <ButtonLink kind="primary" icon={plus} href="/knowledge/new">
          {t('knowledge.new')}
        </ButtonLink>
      </div>
      <SearchForm
        id="search"
        label={t('knowledge.search')}
        value={q}
        onSearch={(words) => route(addressOf(view, words))}
      />
      <ViewLinks
        label={t('knowledge.views')}
        views={views.map((each) => ({
          href: addressOf(each, q),
          title: t(`knowledge.view_${each}`),
          isHere: each === view,
        }))}
      />
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {page.value?.items.length === 0 && <EmptyState>{t('knowledge.none')}</EmptyState>}
      <ul class="requests" aria-label={t('knowledge.title')}>
        {page.value?.items.map((article) => (
          <ArticleRow key={article.id} article={article} />
        ))}
      </ul>
    </div>
  );
}

function ArticleRow({ article }: { article: ArticleSummary }) {
  const { id, title, locale, locales, kind, state, category, owner, updatedAt } = article;
  return (
    <li class="card request">
      <p class="article-badges">
        <a href={`/knowledge/${id}`} lang={locale}>
          {title}
        </a>
        <Badge>{t(`article_state.${state}`)}</Badge>
        {state === 'published' && article.hasUnpublishedChanges && (
          <Badge>{t('knowledge.unpublished')}</Badge>
        )}
        {article.isReviewOverdue && <Badge look="tone-late">{t('knowledge.overdue')}</Badge>}
      </p>
      <p class="soft">
        {t(`article_kind.${kind}`)}
        {category && ` · ${titleOf('categories', category)}`} · {locales.join(', ')}
        {owner && ` · ${nameOf(owner)}`} · {t('knowledge.opened', { count: article.openedCount })} ·{' '}
        {t('article.updated')} <When at={updatedAt} as="date" />
      </p>
    </li>
  );
}

function addressOf(view: View, q: string): string {
  const query = new URLSearchParams();
  if (view !== 'all') query.set('view', view);
  if (q !== '') query.set('q', q);
  return query.size === 0 ? '/knowledge' : `/knowledge?${query}`;
}

function queryOf(view: View, q: string): Operations['listArticles']['query'] {
  const words = q === '' ? undefined : q.slice(0, 200);
  if (view === 'all') return { q: words, limit: 200 };
  if (view === 'overdue') return { q: words, limit: 200, overdue: true };
  return { q: words, limit: 200, state: view };
}
