import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../announcer.tsx';
import { readRows } from '../client/read_rows.ts';
import { Button } from '../design/button.tsx';
import { returnFocusTo } from '../design/returned_focus.ts';
import { leaveUnfinished } from '../ticket/unfinished.ts';
import { t } from '../words/language.ts';
import { BulkDialog, type BulkName, bulkNames } from './bulk_dialog.tsx';
import { canUndo, dismiss, findLeftJob, goOn, isRunning, job, stop, undo } from './bulk_job.ts';
import { apiQueryOf, type Filters } from './filters.ts';
import { clearSelection, selectAll, selected, selectedMax } from './selection.ts';
import { ticketList } from './ticket_list.ts';

/** What can be done with the tickets that are selected, and what became of each. */
export default function BulkPanel({ filters }: { filters: Filters }) {
  useEffect(findLeftJob, []);
  if (job.value !== null) return <Progress filters={filters} />;
  if (selected.value.size === 0) return null;
  return <Actions filters={filters} />;
}

function Actions({ filters }: { filters: Filters }) {
  const asked = useSignal<BulkName | null>(null);
  const count = selected.value.size;

  /** Also those that the list has not shown yet, as far as one works on at once. */
  async function selectFound(): Promise<void> {
    const leave = new AbortController();
    const answer = await readRows(apiQueryOf(filters), selectedMax, leave.signal);
    if (!answer.isOk) return;
    selectAll(answer.data.items);
    const all = { count: selected.value.size, max: selectedMax };
    announce(t(answer.data.next === null ? 'bulk.selected' : 'bulk.selected_of_more', all));
  }

  return (
    <section class="bulk" aria-label={t('bulk.title')}>
      <div class="bulk-actions">
        <strong role="status">{t('bulk.selected', { count })}</strong>
        {count >= selectedMax && (
          <span class="soft">{t('bulk.at_most', { max: selectedMax })}</span>
        )}
        {bulkNames.map((name) => (
          <Button
            key={name}
            isSmall
            onClick={() => {
              asked.value = name;
            }}
          >
            {t(`bulk.${name}`)}
          </Button>
        ))}
        <Button isSmall kind="quiet" onClick={() => void selectFound()}>
          {t('bulk.select_found')}
        </Button>
        <Button isSmall kind="quiet" onClick={clearSelection}>
          {t('bulk.clear')}
        </Button>
      </div>
      {asked.value && (
        <BulkDialog
          key={asked.value}
          name={asked.value}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

/** One line a ticket that was refused, and how many were done. */
function Progress({ filters }: { filters: Filters }) {
  const running = job.value;
  if (!running) return null;
  const { items, action } = running;
  const of = (state: (typeof items)[number]['state']) =>
    items.filter((item) => item.state === state).length;
  const waiting = of('waiting');
  const told = items.filter(({ problem }) => problem !== undefined);
  return (
    <section class="bulk" aria-label={t('bulk.title')}>
      <div class="bulk-actions">
        <strong role="status">
          {t('bulk.progress', {
            action: t(`bulk.${action.name}`),
            done: of('done'),
            refused: of('refused'),
            undone: of('undone'),
            waiting,
          })}
        </strong>
        <progress max={items.length} value={items.length - waiting} aria-label={t('bulk.title')} />
        {isRunning.value && (
          <Button isSmall onClick={stop}>
            {t('bulk.stop')}
          </Button>
        )}
        {!isRunning.value && waiting > 0 && (
          <Button isSmall kind="primary" onClick={() => void goOn()}>
            {t('bulk.go_on', { count: waiting })}
          </Button>
        )}
        {!isRunning.value && of('done') > 0 && canUndo(action) && (
          <Button isSmall onClick={() => void undo()}>
            {t('bulk.undo')}
          </Button>
        )}
        {!isRunning.value && of('done') > 0 && !canUndo(action) && (
          <span class="soft">{t('bulk.no_undo')}</span>
        )}
        {!isRunning.value && (
          <Button
            isSmall
            kind="quiet"
            onClick={() => {
              dismiss();
              clearSelection();
              void ticketList.read(filters);
              returnFocusTo(document.querySelector('a.ticket-link'));
            }}
          >
            {t('bulk.close_results')}
          </Button>
        )}
      </div>
      {told.length > 0 && (
        <ul class="bulk-results">
          {told.map(({ id, number, subject, problem, unfinished }) => (
            <li key={id}>
              <a
                href={`/tickets/${id}`}
                onClick={() => {
                  // There it is asked for what is missing.
                  if (unfinished) leaveUnfinished(id, unfinished);
                }}
              >
                #{number} <span dir="auto">{subject}</span>
              </a>{' '}
              {problem?.detail ?? problem?.title}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
