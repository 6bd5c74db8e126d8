import archive from 'icon:archive';
import arrowLeft from 'icon:arrow-left';
import eye from 'icon:eye';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type {
  Article,
  ArticleChangePage,
  ArticleFeedbackPage,
  Problem,
} from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { get, type Method } from '../client.ts';
import { Icon } from '../icon.tsx';
import { language, t } from '../language.ts';
import { FieldErrors } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/problem_note.tsx';
import { When } from '../parts/when.tsx';
import { useSubmission } from '../submission.ts';
import { useTitle } from '../title.ts';
import { ArticleFields, articleFrom, forgetArticleDraft } from './article_fields.tsx';

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
    const answer = await get<Article>(`/api/articles/${id}?edition=latest`);
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) article.value = answer.data;
  };
  useEffect(() => {
    void read();
  }, []);
  return (
    <div class="page knowledge-page">
      <p>
        <a class="back" href="/knowledge">
          <Icon of={arrowLeft} /> {t('knowledge.title')}
        </a>
      </p>
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

function Head({ article }: { article: Signal<Article | null> }) {
  const { isSending, problem, send } = useSubmission<Article>();
  const shown = article.value;
  if (!shown?.editing) return null;
  const { editing, state } = shown;
  const change = (method: Method, resource: string, words: string) => async () => {
    const path = `/api/articles/${shown.id}/${resource}`;
    const ifMatch = `"${editing.revision}"`;
    const answer = await send(
      method,
      path,
      method === 'DELETE' ? undefined : {},
      undefined,
      ifMatch,
    );
    if (!answer?.isOk) return;
    article.value = answer.data;
    announce(words);
  };
  const isCurrent = state === 'published' && !shown.hasUnpublishedChanges;
  return (
    <>
      <h1 lang={shown.locale}>{shown.title}</h1>
      <p class="article-badges">
        <span class="badge">{t(`article_state.${state}`)}</span>
        {state === 'published' && shown.hasUnpublishedChanges && (
          <span class="badge">{t('knowledge.unpublished')}</span>
        )}
        {shown.isReviewOverdue && <span class="badge tone-late">{t('knowledge.overdue')}</span>}
        <span class="soft">
          {t('article.version', { version: editing.latestVersion })} · {t('article.updated')}{' '}
          <When at={shown.updatedAt} as="date" />
        </span>
      </p>
      {editing.ticket && (
        <p>
          {t('article.from_ticket')}{' '}
          <a href={`/tickets/${editing.ticket}`}>{t('article.the_ticket')}</a>
        </p>
      )}
      <ProblemNote problem={problem.value} />
      <div class="field-row">
        {state === 'archived' ? (
          <button
            type="button"
            class="button"
            disabled={isSending.value}
            onClick={change('DELETE', 'archive', t('article.restored'))}
          >
            {t('article.restore')}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="button primary"
              disabled={isSending.value || isCurrent}
              onClick={change('PUT', 'publication', t('article.published'))}
            >
              {t('article.publish')}
            </button>
            <button
              type="button"
              class="button"
              disabled={isSending.value}
              onClick={change('PUT', 'archive', t('article.archived'))}
            >
              <Icon of={archive} /> {t('article.archive')}
            </button>
          </>
        )}
        {state === 'published' && (
          <a class="button" href={`/portal/help/${shown.slug}`}>
            <Icon of={eye} /> {t('article.as_reader')}
          </a>
        )}
      </div>
    </>
  );
}

function EditForm({ article }: { article: Signal<Article | null> }) {
  const { isSending, problem, send } = useSubmission<Article>();
  /** Grows when what was written is thrown away: the fields are made anew. */
  const discarded = useSignal(0);
  const shown = article.value;
  if (!shown?.editing) return null;
  const { editing } = shown;
  const draftName = `article.${shown.id}`;

  async function submit(form: HTMLFormElement): Promise<void> {
    const process = editing.process === null ? {} : { process: editing.process };
    const body = { ...articleFrom(new FormData(form)), ...process };
    const path = `/api/articles/${shown?.id}`;
    const answer = await send('PUT', path, body, undefined, `"${editing.revision}"`);
    if (!answer?.isOk) return;
    forgetArticleDraft(draftName);
    article.value = answer.data;
    announce(t('article.saved'));
  }

  const start = {
    ...shown,
    draftName,
    owner: shown.owner?.id ?? null,
    process: editing.process,
    texts: editing.texts,
  };
  return (
    <form
      class="article-form"
      aria-label={t('article.edit')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <ArticleFields key={discarded.value} start={start} />
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <span class="hint">{t('article.save_hint')}</span>
        <button
          type="button"
          class="button"
          onClick={() => {
            forgetArticleDraft(draftName);
            discarded.value += 1;
          }}
        >
          {t('article.discard')}
        </button>
        <button type="submit" class="button primary" disabled={isSending.value}>
          {isSending.value ? t('form.sending') : t('article.save')}
        </button>
      </div>
    </form>
  );
}

function Feedback({ article }: { article: Article }) {
  const page = useRead<ArticleFeedbackPage>(`/api/articles/${article.id}/feedback`, article);
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
                {by.name ?? by.id} · <When at={at} as="date" />
              </span>
            </p>
            {comment && (
              <p class="text" dir="auto">
                {comment}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changes({ article }: { article: Article }) {
  const page = useRead<ArticleChangePage>(`/api/articles/${article.id}/changes`, article);
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">{t('article.changes')}</h2>
      <ol class="article-changes">
        {page?.items.map(({ revision, kind, version, by, at }) => (
          <li key={revision}>
            {t(`article_change.${kind}`, { version })}{' '}
            <span class="soft">
              {by.name ?? by.id} · <When at={at} as="date" />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Read again after each change of the article. */
function useRead<T>(path: string, article: Article): T | null {
  const page = useSignal<T | null>(null);
  useEffect(() => {
    void get<T>(path).then((answer) => {
      if (answer.isOk) page.value = answer.data;
    });
  }, [article.editing?.revision, language.value]);
  return page.value;
}
