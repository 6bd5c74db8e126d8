import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../../../../contract.ts';
import { t } from '../../language.ts';
import { ProblemNote } from '../../parts/problem_note.tsx';
import { isAnalyst, me } from '../../session.ts';
import { ResultTableView } from '../sql/result_table.tsx';
import { askForTable, type Result } from '../sql/run.ts';
import { addressOf, type Part } from './dashboard_data.ts';

interface TicketsDialogProps {
  part: Part;
  title: string;
  onClose(): void;
}

/** The tickets behind a number: what it counts, one row for each time. */
export function TicketsDialog({ part, title, onClose }: TicketsDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const result = useSignal<Result | null>(null);
  const problem = useSignal<Problem | null>(null);
  const { metric, by, ...cut } = part;
  useEffect(() => {
    dialog.current?.showModal();
    const controller = new AbortController();
    const query = addressOf({ ...cut, format: 'arrow' });
    const address = `/api/metrics/${metric}/tickets?${query}`;
    void askForTable('GET', address, controller.signal).then((outcome) => {
      if (outcome?.isOk) result.value = outcome.result;
      else if (outcome) problem.value = outcome.problem;
    });
    return () => controller.abort();
  }, []);
  const words = [
    `${part.from} – ${part.to}`,
    part.only && `${part.segment}: ${part.only}`,
    part.group && `${t('dashboard.group')}: ${part.group}`,
    part.priority && `${t('dashboard.priority')}: ${part.priority}`,
  ].filter(Boolean);
  return (
    <dialog ref={dialog} class="dialog wide" aria-labelledby="tickets-title" onClose={onClose}>
      <h2 id="tickets-title">{title}</h2>
      <p class="soft">{words.join(' · ')}</p>
      <ProblemNote problem={problem.value} />
      {!result.value && !problem.value && <p class="page-status">{t('dashboards.drawing')}</p>}
      {result.value && (
        <>
          <p>{t('rows.count', { count: result.value.table.rowCount })}</p>
          <ResultTableView table={result.value.table} label={title} />
        </>
      )}
      <div class="form-end">
        {me.value && isAnalyst(me.value) && (
          <a class="button" href={`/analytics/sql?${addressOf({ ...part, of: 'tickets' })}`}>
            {t('metric.open_sql')}
          </a>
        )}
        <button type="button" class="button primary" onClick={() => dialog.current?.close()}>
          {t('shortcuts.close')}
        </button>
      </div>
    </dialog>
  );
}
