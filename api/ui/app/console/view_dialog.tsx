import arrowDown from 'icon:arrow-down';
import arrowUp from 'icon:arrow-up';
import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ListColumn, View } from '../../../contract.ts';
import { IconButton } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { PresetFields, presetFrom } from '../parts/preset_fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
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
  const columns = useSignal<readonly ListColumn[]>(columnsOf(filters));
  const title = t(view ? 'view.change' : 'view.keep');
  const bodyOf = (data: FormData) => ({
    ...presetFrom(data),
    query: questionOf(filters) || 'sort=-openedAt',
    columns: [...columns.value],
  });
  const fields = (
    <>
      <PresetFields preset={view} />
      <Columns columns={columns} />
    </>
  );
  async function kept(close: () => void): Promise<void> {
    await readViews();
    close();
    route(pathOf({ ...filters, columns: columns.value.join() }));
  }

  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => {
        const shared = {
          title,
          submitLabel: t('view.keep'),
          onAnswer: () => void kept(close),
          onLeave: close,
        };
        return view ? (
          <SendingForm
            {...shared}
            draftName={`view-${view.id}`}
            operation="replaceView"
            ifMatch={String(view.version)}
            inputOf={(data) => ({ path: { id: view.id }, body: bodyOf(data) })}
          >
            {fields}
          </SendingForm>
        ) : (
          <SendingForm
            {...shared}
            draftName="view-new"
            operation="createView"
            inputOf={(data) => ({ body: bodyOf(data) })}
          >
            {fields}
          </SendingForm>
        );
      }}
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
