import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { ArticleSummary, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchForm } from '../design/search_form.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { titleOf, useProcess } from '../words/process.ts';
import { ArticleList } from './article_list.tsx';
import { suggest } from './help_session.ts';

const resultsMax = 20;
const popularMax = 6;

/** Where people help themselves: a search, subjects, and what others read most. */
export default function HelpPage() {
  const { query, route } = useLocation();
  const q = (query.q ?? '').trim();
  useTitle(q === '' ? t('help.title') : t('help.results_for', { q }));
  return (
    <div class="page portal-page">
      <h1>{t('help.title')}</h1>
      <SearchForm
        id="help-search"
        label={t('help.search')}
        value={q}
        kind="primary"
        onSearch={(words) =>
          route(words === '' ? '/portal/help' : `/portal/help?${new URLSearchParams({ q: words })}`)
        }
      />
      {q === '' ? <Shelves category={query.category ?? null} /> : <Results q={q} />}
      <p class="help-ask">
        {t('help.not_found')} <a href="/portal/new">{t('help.ask')}</a>
      </p>
    </div>
  );
}

function Results({ q }: { q: string }) {
  const found = useSignal<ArticleSummary[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = async (signal?: AbortSignal) => {
    const answer = await suggest('portal', { subject: q.slice(0, 200), limit: resultsMax }, signal);
    if (signal?.aborted) return;
    problem.value = answer.isOk ? null : answer.problem;
    found.value = answer.isOk ? answer.data.items : null;
    if (answer.isOk) announce(t('help.found', { count: answer.data.items.length }));
  };
  useEffect(() => {
    const asking = new AbortController();
    void read(asking.signal);
    return () => asking.abort();
  }, [q, language.value]);
  return (
    <section aria-labelledby="results-title">
      <h2 id="results-title" dir="auto">
        {t('help.results_for', { q })}
      </h2>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {found.value?.length === 0 && <EmptyState>{t('help.nothing')}</EmptyState>}
      {found.value && <ArticleList articles={found.value} label={t('help.articles')} />}
      <p>
        <a href="/portal/help">{t('help.all_subjects')}</a>
      </p>
    </section>
  );
}

function Shelves({ category }: { category: string | null }) {
  const all = useSignal<ArticleSummary[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  useProcess(null);
  const read = async () => {
    const answer = await desk.listArticles({
      query: { state: 'published', sort: 'popular', limit: 200 },
    });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) all.value = answer.data.items;
  };
  useEffect(() => {
    void read();
  }, [language.value]);
  const articles = all.value ?? [];
  if (category !== null) {
    const shelf = articles.filter((article) => article.category === category);
    return (
      <section aria-labelledby="shelf-title">
        <h2 id="shelf-title">{titleOf('categories', category)}</h2>
        <ArticleList articles={shelf} label={titleOf('categories', category)} />
        <p>
          <a href="/portal/help">{t('help.all_subjects')}</a>
        </p>
      </section>
    );
  }
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {all.value?.length === 0 && <EmptyState>{t('help.empty')}</EmptyState>}
      <Subjects articles={articles} />
      {articles.length > 0 && (
        <section aria-labelledby="popular-title">
          <h2 id="popular-title">{t('help.popular')}</h2>
          <ArticleList articles={articles.slice(0, popularMax)} label={t('help.popular')} />
        </section>
      )}
    </>
  );
}

function Subjects({ articles }: { articles: ArticleSummary[] }) {
  const counts = new Map<string, number>();
  for (const { category } of articles) {
    if (category !== null) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const subjects = [...counts].map(([id, count]) => ({
    id,
    count,
    title: titleOf('categories', id),
  }));
  subjects.sort((one, other) => one.title.localeCompare(other.title, language.value));
  return (
    <section aria-labelledby="subjects-title">
      <h2 id="subjects-title">{t('help.subjects')}</h2>
      <ul class="subjects">
        {subjects.map(({ id, title, count }) => (
          <li key={id}>
            <a href={`/portal/help?category=${id}`}>
              <strong>{title}</strong>
              <span class="soft">{t('help.count', { count })}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
