import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { me } from '../client/session.ts';
import { useSubmission } from '../client/submission.ts';
import { BackLink } from '../design/back_link.tsx';
import { ButtonLink, SubmitButton } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { useFormDraft } from '../parts/form_draft.ts';
import { useTitle } from '../title.ts';
import { language, t } from '../words/language.ts';
import { ArticleFields, articleFrom } from './article_fields.tsx';
import type { ArticleStart } from './article_start.ts';

/** Writes a new article; from a resolution, what was said there is filled in. */
export default function NewArticlePage() {
  const { query, route } = useLocation();
  const ticketId = query.ticket ?? null;
  const draft = useFormDraft(`article.new.${ticketId ?? ''}`);
  const start = useSignal<ArticleStart | null>(ticketId === null ? blank() : null);
  const { isSending, problem, send } = useSubmission();
  useTitle(t('knowledge.new'));
  useEffect(() => {
    if (ticketId === null) return;
    void desk.getTicket({ path: { id: ticketId } }).then((answer) => {
      start.value = answer.isOk ? fromTicket(answer.data) : blank();
    });
  }, [ticketId]);

  async function submit(form: HTMLFormElement): Promise<void> {
    const body = articleFrom(new FormData(form));
    const ticket = ticketId ?? undefined;
    const answer = await send('createArticle', { body: { ...body, ticket } });
    if (!answer?.isOk) return;
    draft.forget();
    announce(t('article.saved'));
    route(`/knowledge/${answer.data.id}`);
  }

  return (
    <div class="page knowledge-page">
      <BackLink href="/knowledge">{t('knowledge.title')}</BackLink>
      <h1>{t('knowledge.new')}</h1>
      {ticketId !== null && (
        <p>
          {t('article.from_ticket')} <a href={`/tickets/${ticketId}`}>{t('article.the_ticket')}</a>
        </p>
      )}
      {start.value && (
        <form
          class="article-form"
          onInput={(event) => draft.keep(event.target)}
          aria-label={t('knowledge.new')}
          onSubmit={(event) => {
            event.preventDefault();
            void submit(event.currentTarget);
          }}
        >
          <FieldErrors.Provider value={problem.value?.errors ?? []}>
            <KeptFields.Provider value={draft.fields}>
              {draft.wasLeft && <p class="hint">{t('form.left')}</p>}
              <ArticleFields start={start.value} />
            </KeptFields.Provider>
          </FieldErrors.Provider>
          <ProblemNote problem={problem.value} />
          <div class="form-end">
            <ButtonLink href="/knowledge" onClick={draft.forget}>
              {t('form.discard')}
            </ButtonLink>
            <SubmitButton isSending={isSending.value}>{t('article.save_draft')}</SubmitButton>
          </div>
        </form>
      )}
    </div>
  );
}

function blank(): ArticleStart {
  return {
    kind: 'guide',
    category: null,
    service: null,
    owner: me.value?.id ?? null,
    reviewOn: null,
    process: null,
    texts: { en: null, fr: null },
  };
}

function fromTicket(ticket: Ticket): ArticleStart {
  const { subject, category, service, process, resolution } = ticket;
  const { note, rootCause } = resolution ?? { note: null, rootCause: null };
  const cause = rootCause ? `## ${t('article.cause')}\n\n${rootCause}\n\n` : '';
  const body = `${cause}## ${t('article.solution')}\n\n1. ${note ?? ''}\n`;
  const text = { title: subject ?? '', summary: '', body };
  const isFrench = language.value === 'fr';
  return {
    ...blank(),
    kind: rootCause ? 'known_error' : 'guide',
    category,
    service,
    process: process.id,
    texts: { en: isFrench ? null : text, fr: isFrench ? text : null },
  };
}
