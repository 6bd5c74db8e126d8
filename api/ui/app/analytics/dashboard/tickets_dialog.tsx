import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Problem } from '../../../../contract.ts';
import { files } from '../../client/desk.ts';
import { isAnalyst, me } from '../../client/session.ts';
import { Button, ButtonLink } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { ProblemNote } from '../../design/problem_note.tsx';
import { about, language, t } from '../../words/language.ts';
import { useProcesses } from '../../words/process.ts';
import { ResultTableView } from '../sql/result_table.tsx';
import { type Result, readResult } from '../sql/run.ts';
import { addressOf, type Part, ticketsOf } from './dashboard_data.ts';
import { namedTickets, useSubjects } from './named_tickets.ts';
import { type AgentNames, headingOf, worded } from './ticket_columns.ts';

interface TicketsDialogProps {
  part: Part;
  agents: AgentNames;
  title: string;
  onClose(): void;
}

/** The tickets behind a number: what it counts, one row for each time. */
export function TicketsDialog({ part, agents, title, onClose }: TicketsDialogProps) {
  const result = useSignal<Result | null>(null);
  const problem = useSignal<Problem | null>(null);
  const subjects = useSubjects();
  useProcesses();
  const table = useMemo(
    () => result.value && namedTickets(result.value.table, subjects, agents),
    [result.value, language.value],
  );
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
    part.only && saidOf(part.segment, part.only, agents),
    part.group && saidOf('group', part.group, agents),
    part.priority && saidOf('priority', part.priority, agents),
    part.customer && saidOf('customer', part.customer, agents),
  ].filter(Boolean);
  return (
    <Dialog title={title} isWide onClose={onClose}>
      {(close) => (
        <>
          <p class="soft">{words.join(' · ')}</p>
          <ProblemNote problem={problem.value} />
          {!table && !problem.value && <p class="page-status">{t('dashboards.drawing')}</p>}
          {table && (
            <>
              <p>{t('rows.count', { count: table.rowCount })}</p>
              <ResultTableView table={table} label={title} />
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

/** By what a segment is told among the columns, where it has another name there. */
const columnsOf: Readonly<Record<string, string>> = {
  agent: 'agent_id',
  clock: 'clock_name',
  from_group: 'from_group_id',
  group: 'group_id',
  to_group: 'to_group_id',
};

/** What the numbers are narrowed to, in the words of the screen. */
function saidOf(segment: string, value: string, agents: AgentNames): string {
  const column = columnsOf[segment] ?? segment;
  return about(headingOf(column), String(worded(column, value, agents)));
}
