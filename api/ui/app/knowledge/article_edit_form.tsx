import { type Signal, useSignal } from '@preact/signals';
import type { Article } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { isBegun, useFormDraft } from '../parts/form_draft.ts';
import { t } from '../words/language.ts';
import { ArticleFields, articleFrom } from './article_fields.tsx';

export function EditForm({ article }: { article: Signal<Article | null> }) {
  const { isSending, problem, send } = useSubmission();
  /** Grows when what was written is thrown away: the fields are made anew. */
  const discarded = useSignal(0);
  const shown = article.value;
  const draftName = `article.${shown?.id}`;
  const draft = useFormDraft(draftName);
  if (!shown?.editing) return null;
  const { id, editing } = shown;

  async function submit(form: HTMLFormElement): Promise<void> {
    const process = editing.process ?? undefined;
    const body = { ...articleFrom(new FormData(form)), process };
    const input = { path: { id }, body };
    const answer = await send('editArticle', input, { ifMatch: String(editing.revision) });
    if (!answer?.isOk) return;
    draft.forget();
    article.value = answer.data;
    announce(t('article.saved'));
  }

  const start = {
    ...shown,
    owner: shown.owner?.id ?? null,
    process: editing.process,
    texts: editing.texts,
  };
  return (
    <form
      class="article-form"
      onInput={(event) => draft.keep(event.target)}
      aria-label={t('article.edit')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <FieldErrors.Provider value={problem.value?.errors ?? []}>
        <KeptFields.Provider value={draft.fields}>
          {isBegun(draftName) && <p class="hint">{t('article.unsaved')}</p>}
          <ArticleFields key={discarded.value} start={start} />
        </KeptFields.Provider>
      </FieldErrors.Provider>
      <ProblemNote problem={problem.value} />
      <div class="form-end">
        <span class="hint">{t('article.save_hint')}</span>
        <Button
          onClick={() => {
            draft.forget();
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
