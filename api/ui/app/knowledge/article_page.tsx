import archive from 'icon:archive';
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
import { BackLink } from '../design/back_link.tsx';
import { Badge } from '../design/badge.tsx';
import { Button, ButtonLink, SubmitButton } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { language, t } from '../language.ts';
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
        <Badge>{t(`article_state.${state}`)}</Badge>
        {state === 'published' && shown.hasUnpublishedChanges && (
          <Badge>{t('knowledge.unpublished')}</Badge>
        )}
        {shown.isReviewOverdue && <Badge look="tone-late">{t('knowledge.overdue')}</Badge>}
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
          <Button
            disabled={isSending.value}
            onClick={change('DELETE', 'archive', t('article.restored'))}
          >
            {t('article.restore')}
          </Button>
        ) : (
          <>
            <Button
              kind="primary"
              disabled={isSending.value || isCurrent}
              onClick={change('PUT', 'publication', t('article.published'))}
            >
              {t('article.publish')}
            </Button>
            <Button
              icon={archive}
              disabled={isSending.value}
              onClick={change('PUT', 'archive', t('article.archived'))}
            >
              {t('article.archive')}
            </Button>
          </>
        )}
        {state === 'published' && (
          <ButtonLink icon={eye} href={`/portal/help/${shown.slug}`}>
            {t('article.as_reader')}
          </ButtonLink>
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
        <Button
          onClick={() => {
            forgetArticleDraft(draftName);
            discarded.value += 1;
          }}
        >
          {t('article.discard')}
        </Button>
        <SubmitButton isSending={isSending.value}>{t('article.save')}</SubmitButton>
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
            <Text>{comment}</Text>
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
