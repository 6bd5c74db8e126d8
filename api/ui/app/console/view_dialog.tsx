import arrowDown from 'icon:arrow-down';
import arrowUp from 'icon:arrow-up';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ListColumn, View } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { useSubmission } from '../client/submission.ts';
import { Button, IconButton, SubmitButton } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { FieldErrors } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { PresetFields, presetFrom } from '../parts/preset_fields.tsx';
import { t } from '../words/language.ts';
import { allColumns, columnsOf, columnTitle } from './columns.ts';
import { type Filters, pathOf } from './filters.ts';
import { questionOf, readViews } from './view_store.ts';

interface ViewDialogProps {
  filters: Filters;
  /** The one that is changed; null to keep another. */
  view: View | null;
  onClose(): void;
}

/** Keeps what the list shows now by a name: for whom, with which columns, in which order. */
export function ViewDialog({ filters, view, onClose }: ViewDialogProps) {
  const { route } = useLocation();
  const { isSending, problem, send } = useSubmission();
  const columns = useSignal<readonly ListColumn[]>(columnsOf(filters));

  async function keep(form: HTMLFormElement, close: () => void): Promise<void> {
    const data = new FormData(form);
    const body = {
      ...presetFrom(data),
      query: questionOf(filters) || 'sort=-openedAt',
      columns: [...columns.value],
    };
    const answer = view
      ? await send(
          'replaceView',
          { path: { id: view.id }, body },
          { ifMatch: String(view.version) },
        )
      : await send('createView', { body });
    if (!answer?.isOk) return;
    announce(t('view.kept'));
    await readViews();
    close();
    route(pathOf({ ...filters, columns: columns.value.join() }));
  }

  return (
    <Dialog title={t(view ? 'view.change' : 'view.keep')} onClose={onClose}>
      {(close) => (
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            void keep(event.currentTarget, close);
          }}
        >
          <FieldErrors.Provider
            value={problem.value && 'errors' in problem.value ? (problem.value.errors ?? []) : []}
          >
            <PresetFields preset={view} />
          </FieldErrors.Provider>
          <Columns columns={columns} />
          <ProblemNote problem={problem.value} />
          <div class="form-end">
            <Button kind="quiet" onClick={close}>
              {t('form.leave')}
            </Button>
            <SubmitButton isSending={isSending.value}>{t('view.keep')}</SubmitButton>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** Those that are shown, in their order, then the others. */
function Columns({ columns }: { columns: { value: readonly ListColumn[] } }) {
  const shown = columns.value;
  const others = allColumns().filter((one) => !shown.includes(one));
  const move = (column: ListColumn, step: 1 | -1) => {
    const from = shown.indexOf(column);
    const next = [...shown];
    next.splice(from, 1);
    next.splice(from + step, 0, column);
    columns.value = next;
  };
  return (
    <fieldset class="columns">
      <legend>{t('view.columns')}</legend>
      <ul>
        {[...shown, ...others].map((column) => {
          const place = shown.indexOf(column);
          const title = columnTitle(column);
          return (
            <li key={column}>
              <label>
                <input
                  type="checkbox"
                  checked={place !== -1}
                  disabled={column === 'ticket'}
                  onChange={() => {
                    columns.value =
                      place === -1 ? [...shown, column] : shown.filter((one) => one !== column);
                  }}
                />
                {title}
              </label>
              {place !== -1 && (
                <>
                  <IconButton
                    isSmall
                    icon={arrowUp}
                    label={t('view.earlier', { column: title })}
                    disabled={place === 0}
                    onClick={() => move(column, -1)}
                  />
                  <IconButton
                    isSmall
                    icon={arrowDown}
                    label={t('view.later', { column: title })}
                    disabled={place === shown.length - 1}
                    onClick={() => move(column, 1)}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
