import plus from 'icon:plus';
import search from 'icon:search';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ArticlePage, ArticleSummary, Problem } from '../../../contract.ts';
import { get } from '../client.ts';
import { Icon } from '../icon.tsx';
import { language, t } from '../language.ts';
import { ProblemNote } from '../parts/problem_note.tsx';
import { When } from '../parts/when.tsx';
import { titleOf, useProcess } from '../process.ts';
import { useTitle } from '../title.ts';

const views = ['all', 'draft', 'published', 'archived', 'overdue'] as const;
type View = (typeof views)[number];

/** Every article of the desk, and which of them want somebody. */
export default function ArticlesPage() {
  const { query } = useLocation();
  const view = views.find((each) => each === query.view) ?? 'all';
  const q = (query.q ?? '').trim();
  const page = useSignal<ArticlePage | null>(null);
  const problem = useSignal<Problem | null>(null);
  useProcess(null);
  useTitle(t('knowledge.title'));
  const read = async () => {
    const answer = await get<ArticlePage>(`/api/articles?${parametersOf(view, q)}`);
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) page.value = answer.data;
  };
  useEffect(() => {
    void read();
  }, [view, q, language.value]);
  return (
    <div class="page knowledge-page">
      <div class="page-head">
        <h1>{t('knowledge.title')}</h1>
        <a class="button primary" href="/knowledge/new">
          <Icon of={plus} /> {t('knowledge.new')}
        </a>
      </div>
      <Search view={view} q={q} />
      <nav class="views" aria-label={t('knowledge.views')}>
        {views.map((each) => (
          <a
            key={each}
            class="button quiet"
            href={addressOf(each, q)}
            {...(each === view ? { 'aria-current': 'page' } : {})}
          >
            {t(`knowledge.view_${each}`)}
          </a>
        ))}
      </nav>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {page.value?.items.length === 0 && <p class="empty">{t('knowledge.none')}</p>}
      <ul class="requests" aria-label={t('knowledge.title')}>
        {page.value?.items.map((article) => (
          <ArticleRow key={article.id} article={article} />
        ))}
      </ul>
    </div>
  );
}

function Search({ view, q }: { view: View; q: string }) {
  const { route } = useLocation();
  return (
    <search>
      <form
        class="help-search"
        onSubmit={(event) => {
          event.preventDefault();
          const words = String(new FormData(event.currentTarget).get('q') ?? '').trim();
          route(addressOf(view, words));
        }}
      >
        <label class="visually-hidden" for="search">
          {t('knowledge.search')}
        </label>
        <input
          key={q}
          id="search"
          name="q"
          type="search"
          dir="auto"
          maxLength={200}
          defaultValue={q}
          placeholder={t('knowledge.search')}
        />
        <button type="submit" class="button">
          <Icon of={search} /> {t('help.find')}
        </button>
      </form>
    </search>
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
        <span class="badge">{t(`article_state.${state}`)}</span>
        {state === 'published' && article.hasUnpublishedChanges && (
          <span class="badge">{t('knowledge.unpublished')}</span>
        )}
        {article.isReviewOverdue && <span class="badge tone-late">{t('knowledge.overdue')}</span>}
      </p>
      <p class="soft">
        {t(`article_kind.${kind}`)}
        {category && ` · ${titleOf('categories', category)}`} · {locales.join(', ')}
        {owner && ` · ${owner.name ?? owner.id}`} ·{' '}
        {t('knowledge.opened', { count: article.openedCount })} · {t('article.updated')}{' '}
        <When at={updatedAt} as="date" />
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

function parametersOf(view: View, q: string): URLSearchParams {
  const query = new URLSearchParams({ limit: '200' });
  if (view === 'overdue') query.set('overdue', 'true');
  else if (view !== 'all') query.set('state', view);
  if (q !== '') query.set('q', q.slice(0, 200));
  return query;
}
