import archive from 'icon:archive';
import eye from 'icon:eye';
import type { Signal } from '@preact/signals';
import type { Article } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Badge } from '../design/badge.tsx';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

export function Head({ article }: { article: Signal<Article | null> }) {
  const { isSending, problem, send } = useSubmission();
  const shown = article.value;
  if (!shown?.editing) return null;
  const { editing, state } = shown;
  const change =
    (operation: 'publishArticle' | 'archiveArticle' | 'restoreArticle', words: string) =>
    async () => {
      const input = {
        path: { id: shown.id },
        body: operation === 'restoreArticle' ? undefined : {},
      };
      const answer = await send(operation, input, { ifMatch: String(editing.revision) });
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
            onClick={change('restoreArticle', t('article.restored'))}
          >
            {t('article.restore')}
          </Button>
        ) : (
          <>
            <Button
              kind="primary"
              disabled={isSending.value || isCurrent}
              onClick={change('publishArticle', t('article.published'))}
            >
              {t('article.publish')}
            </Button>
            <Button
              icon={archive}
              disabled={isSending.value}
              onClick={change('archiveArticle', t('article.archived'))}
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
