import check from 'icon:check';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Article, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { useFormDraft } from '../parts/form_draft.ts';
import { t } from '../words/language.ts';
import { judge } from './help_session.ts';

type Said = 'solved' | 'not_solved' | 'commented' | null;

/** Did this solve it? Yes ends the search; no asks what was missing and shows the way to the desk. */
export function Verdict({ article }: { article: Article }) {
  const said = useSignal<Said>(null);
  const problem = useSignal<Problem | null>(null);
  const place = useRef<HTMLElement>(null);

  async function say(next: Exclude<Said, null>, comment?: string): Promise<boolean> {
    const answer = await judge('portal', article.id, next === 'solved', comment);
    problem.value = answer.isOk ? null : answer.problem;
    if (!answer.isOk) return false;
    said.value = next;
    if (next !== 'not_solved') announce(t(next === 'solved' ? 'verdict.thanks' : 'verdict.noted'));
    // The button that had the focus is gone.
    place.current?.focus();
    return true;
  }

  return (
    <section class="card verdict" ref={place} tabIndex={-1} aria-labelledby="verdict-title">
      <h2 id="verdict-title">{t('verdict.title')}</h2>
      <ProblemNote problem={problem.value} />
      {said.value === null && (
        <div class="field-row">
          <Button kind="primary" icon={check} onClick={() => void say('solved')}>
            {t('verdict.yes')}
          </Button>
          <Button icon={x} onClick={() => void say('not_solved')}>
            {t('verdict.no')}
          </Button>
        </div>
      )}
      {said.value === 'solved' && <p class="thanks">{t('verdict.thanks')}</p>}
      {said.value === 'not_solved' && (
        <Missing articleId={article.id} onSay={(words) => say('commented', words)} />
      )}
      {said.value === 'commented' && <p class="thanks">{t('verdict.noted')}</p>}
      {(said.value === 'not_solved' || said.value === 'commented') && (
        <p>
          <ButtonLink href="/portal/new">{t('help.ask')}</ButtonLink>
        </p>
      )}
    </section>
  );
}

interface MissingProps {
  articleId: string;
  /** @returns whether it was taken */
  onSay(comment: string): Promise<boolean>;
}

function Missing({ articleId, onSay }: MissingProps) {
  const draft = useFormDraft(`verdict.${articleId}`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const words = String(new FormData(event.currentTarget).get('comment') ?? '').trim();
        if (words === '') return;
        void onSay(words).then((isTaken) => isTaken && draft.forget());
      }}
      onInput={(event) => draft.keep(event.target)}
    >
      <label for="missing">{t('verdict.missing')}</label>
      <textarea
        id="missing"
        name="comment"
        rows={2}
        maxLength={10_000}
        dir="auto"
        defaultValue={draft.fields.comment}
      />
      <div class="form-end">
        <Button type="submit">{t('verdict.send')}</Button>
      </div>
    </form>
  );
}
