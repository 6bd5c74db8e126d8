import plus from 'icon:plus';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Catalogue, CatalogueItem, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchForm } from '../design/search_form.tsx';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

type Page = Catalogue['items'][number];

/** What can be asked for, and by when it would be done; each leads to its form. */
export default function CataloguePage() {
  const { query, route } = useLocation();
  const q = (query.q ?? '').trim().slice(0, 200);
  const pages = useSignal<Page[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  useTitle(t('catalogue.title'));
  const read = async (signal?: AbortSignal) => {
    const asked = { locale: language.value, ...(q !== '' && { q }) };
    const answer = await desk.getCatalogue({ query: asked });
    if (signal?.aborted) return;
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return;
    pages.value = answer.data.items;
    const count = answer.data.items.reduce((sum, { items }) => sum + items.length, 0);
    if (q !== '') announce(t('catalogue.found', { count }));
  };
  useEffect(() => {
    const asking = new AbortController();
    void read(asking.signal);
    return () => asking.abort();
  }, [q, language.value]);
  return (
    <div class="page portal-page">
      <h1>{t('catalogue.title')}</h1>
      <p class="soft">{t('catalogue.meaning')}</p>
      <SearchForm
        id="catalogue-search"
        label={t('catalogue.search')}
        value={q}
        kind="primary"
        onSearch={(words) =>
          route(
            words === ''
              ? '/portal/catalogue'
              : `/portal/catalogue?${new URLSearchParams({ q: words })}`,
          )
        }
      />
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {pages.value?.length === 0 && (
        <EmptyState>
          <p>{q === '' ? t('catalogue.empty') : t('catalogue.nothing')}</p>
        </EmptyState>
      )}
      {pages.value?.map((page) => (
        <PageOfCatalogue key={page.id} page={page} />
      ))}
    </div>
  );
}

function PageOfCatalogue({ page }: { page: Page }) {
  const asked = { process: page.process, page: page.id };
  return (
    <section class="catalogue-page" aria-labelledby={`page-${page.id}`}>
      <h2 id={`page-${page.id}`}>{page.title}</h2>
      {page.description !== null && <p>{page.description}</p>}
      <ul class="cards catalogue-items">
        {page.items.map((item) => (
          <li key={`${item.kind} ${item.id}`} class="card">
            <Item item={item} asked={asked} />
          </li>
        ))}
      </ul>
      <p>
        <a href={`/portal/new?${new URLSearchParams(asked)}`}>
          {t('catalogue.other', { page: page.title })}
        </a>
      </p>
    </section>
  );
}

function Item({ item, asked }: { item: CatalogueItem; asked: Record<string, string> }) {
  const { title, description, fields, needsApproval } = item;
  const address = `/portal/new?${new URLSearchParams({ ...asked, [item.kind]: item.id })}`;
  return (
    <>
      <h3>{title}</h3>
      {description !== null && <p>{description}</p>}
      <Expected item={item} />
      {needsApproval && <p class="soft">{t('catalogue.approval')}</p>}
      {fields.length > 0 && (
        <p class="soft">
          {t('catalogue.asks', { fields: fields.map((field) => field.title).join(', ') })}
        </p>
      )}
      <ButtonLink icon={plus} href={address}>
        {t('catalogue.ask')}
        <span class="visually-hidden"> {title}</span>
      </ButtonLink>
    </>
  );
}

/** By when, if it were asked for now. */
function Expected({ item: { answer, completion } }: { item: CatalogueItem }) {
  const by = (key: 'catalogue.answer' | 'catalogue.completion', at: string | null | undefined) =>
    at ? <p>{t(key, { when: dateTime(at) })}</p> : null;
  if (!answer?.dueAt && !completion?.dueAt) {
    return <p class="soft">{t('catalogue.no_promise')}</p>;
  }
  return (
    <div class="catalogue-expected">
      {by('catalogue.answer', answer?.dueAt)}
      {by('catalogue.completion', completion?.dueAt)}
    </div>
  );
}
