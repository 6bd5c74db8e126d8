import { useSignal } from '@preact/signals';
import type { SavedQuery } from '../../../../contract.ts';
import { useSubmission } from '../../client/submission.ts';
import { Button } from '../../design/button.tsx';
import { CheckBox } from '../../design/choice.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { SmallField } from '../../design/small_field.tsx';
import { useFormDraft } from '../../parts/form_draft.ts';
import { t } from '../../words/language.ts';
import type { Statement } from './sql_store.ts';

interface SaveDialogProps {
  /** What is in the console now. */
  draft: Statement;
  /** The query that was opened, where it is the person's own. */
  own: SavedQuery | null;
  onSaved(query: SavedQuery): void;
  onClose(): void;
}

/** Saves what is in the console: as the query it came from, or as a new one. */
export function SaveDialog({ draft, own, onSaved, onClose }: SaveDialogProps) {
  const kept = useFormDraft('sql.save');
  const name = useSignal(kept.fields.name ?? own?.name ?? '');
  const isShared = useSignal(own?.isShared ?? false);
  const asNew = useSignal(own === null);
  const { isSending, problem, send } = useSubmission();

  async function save(close: () => void): Promise<void> {
    const body = { ...draft, name: name.value, isShared: isShared.value };
    const answer =
      own && !asNew.value
        ? await send(
            'replaceQuery',
            { path: { id: own.id }, body },
            { ifMatch: String(own.version) },
          )
        : await send('createQuery', { body });
    if (!answer?.isOk) return;
    kept.forget();
    onSaved(answer.data);
    close();
  }

  return (
    <Dialog title={t('queries.save')} onClose={onClose}>
      {(close) => (
        <form
          class="save-form"
          onInput={(event) => kept.keep(event.target)}
          onSubmit={(event) => {
            event.preventDefault();
            void save(close);
          }}
        >
          <SmallField label={t('queries.name')}>
            <input
              name="name"
              required
              maxLength={120}
              value={name.value}
              onInput={(event) => {
                name.value = event.currentTarget.value;
              }}
            />
          </SmallField>
          <CheckBox
            isChecked={isShared.value}
            onChange={(next) => {
              isShared.value = next;
            }}
          >
            {t('queries.share')}
          </CheckBox>
          {own && (
            <CheckBox
              isChecked={asNew.value}
              onChange={(next) => {
                asNew.value = next;
              }}
            >
              {t('queries.as_new')}
            </CheckBox>
          )}
          <ProblemNote problem={problem.value} />
          <div class="form-end">
            <Button onClick={close}>{t('queries.cancel')}</Button>
            <Button type="submit" kind="primary" disabled={isSending.value}>
              {t('queries.do_save')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
