import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem } from '../../../../contract.ts';
import { files } from '../../client/desk.ts';
import { isAnalyst, me } from '../../client/session.ts';
import { Button, ButtonLink } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { t } from '../../words/language.ts';
import { ResultTableView } from '../sql/result_table.tsx';
import { type Result, readResult } from '../sql/run.ts';
import { addressOf, type Part, ticketsOf } from './dashboard_data.ts';

interface TicketsDialogProps {
  part: Part;
  title: string;
  onClose(): void;
}

/** The tickets behind a number: what it counts, one row for each time. */
export function TicketsDialog({ part, title, onClose }: TicketsDialogProps) {
  const result = useSignal<Result | null>(null);
  const problem = useSignal<Problem | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    void readResult(files.getMetricTickets(ticketsOf(part), { signal }), signal).then((outcome) => {
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
    <Dialog title={title} isWide onClose={onClose}>
      {(close) => (
        <>
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
              <ButtonLink href={`/analytics/sql?${addressOf({ ...part, of: 'tickets' })}`}>
                {t('metric.open_sql')}
              </ButtonLink>
            )}
            <Button kind="primary" onClick={close}>
              {t('shortcuts.close')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
