import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { PlaybookRunView, PlaybookStepView, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { useSubmission } from '../client/submission.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { language, readable, t } from '../words/language.ts';
import { titleOf } from '../words/process.ts';
import { dateTime } from '../words/time.ts';
import { StartPlaybook } from './start_playbook.tsx';
import type { TicketStore } from './ticket_store.ts';

interface PanelProps {
  store: TicketStore;
  ticket: Ticket;
}

/** So often what runs is looked at again: its steps are no events of the ticket. */
const lookAgainMs = 4_000;

/** The playbooks of the ticket, step by step: what each waits for, and what can be done about it. */
export default function PlaybooksPanel({ store, ticket }: PanelProps) {
  const titleId = useId();
  const runs = useSignal<PlaybookRunView[]>([]);
  const canStart = ticket.allowed.includes('startPlaybook');
  const isLive = ticket.origin === 'live';
  async function look(): Promise<void> {
    const answer = await desk.listTicketPlaybooks({ path: { id: ticket.id } });
    if (answer.isOk) runs.value = answer.data.items;
  }
  const goesOn = runs.value.some(({ status }) => status === 'running');
  const told = store.timeline.items.value.findLast(({ type }) => isOfPlaybooks(type))?.seq;
  useEffect(() => {
    if (isLive) void look();
  }, [ticket.id, told, isLive]);
  useEffect(() => {
    if (!goesOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, lookAgainMs);
    return () => clearInterval(timer);
  }, [ticket.id, goesOn]);
  if (!canStart && runs.value.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('playbooks.title')}</h2>
      {runs.value.length > 0 && (
        <ol class="cards">
          {runs.value.map((run) => (
            <li key={run.id} class="card playbook-run">
              <Run run={run} store={store} ticket={ticket} onChange={look} />
            </li>
          ))}
        </ol>
      )}
      {canStart && <StartPlaybook store={store} ticket={ticket} />}
    </section>
  );
}

/** What a run does to its ticket, and what it may wait for. */
function isOfPlaybooks(eventType: string): boolean {
  return /^(playbook|task|approval)_/.test(eventType);
}

interface RunProps extends PanelProps {
  run: PlaybookRunView;
  onChange(): Promise<void>;
}

function Run({ run, store, ticket, onChange }: RunProps) {
  const { isSending, problem, send } = useSubmission();
  const path = { id: ticket.id, run: run.id };
  const isOpen = run.status === 'running' || run.status === 'parked';
  async function cancel(): Promise<void> {
    const answer = await send('cancelPlaybook', { path, body: {} });
    if (answer?.isOk) await changed(answer.data, t('playbooks.cancelled'));
  }
  async function retry(fromStep: string): Promise<void> {
    const answer = await send('retryPlaybook', { path, body: { fromStep } });
    if (answer?.isOk) await changed(answer.data, t('playbooks.retried'));
  }
  async function changed(after: Ticket, words: string): Promise<void> {
    announce(words);
    store.apply(after);
    await onChange();
  }
  const canRetry = run.status === 'parked' && ticket.allowed.includes('retryPlaybook');
  return (
    <>
      <p>
        <strong>{titleOfRun(run)}</strong>{' '}
        <Badge look={`playbook-${run.status}`}>{t(`playbooks.status.${run.status}`)}</Badge>
      </p>
      <p class="soft">
        {t('playbooks.version', { version: run.version })} · <When at={run.startedAt} as="date" />
      </p>
      {run.problem && (
        <div class="playbook-problem">
          <Text>{run.problem.message}</Text>
          {run.problem.place && <code>{run.problem.place}</code>}
        </div>
      )}
      <ol class="playbook-steps">
        {run.steps.map((step) => (
          <Step
            key={step.key}
            step={step}
            processId={ticket.process.id}
            onRetry={canRetry ? () => void retry(step.key) : null}
          />
        ))}
      </ol>
      {isOpen && ticket.allowed.includes('cancelPlaybook') && (
        <p class="form-end">
          <Button isSmall disabled={isSending.value} onClick={() => void cancel()}>
            {t('playbooks.cancel')}
          </Button>
        </p>
      )}
      <ProblemNote problem={problem.value} />
    </>
  );
}

function titleOfRun({ title, playbook }: Pick<PlaybookRunView, 'title' | 'playbook'>): string {
  return title?.[language.value] ?? readable(playbook);
}

const marks = { done: '✓', kept: '✓', failed: '✗', cancelled: '–', running: '…' } as const;

interface StepProps {
  step: PlaybookStepView;
  processId: string;
  onRetry: (() => void) | null;
}

function Step({ step, processId, onRetry }: StepProps) {
  const { key, kind, status, waitsFor, opened, problem } = step;
  return (
    <li class={`playbook-step playbook-step-${status}`}>
      <span class="playbook-mark" aria-hidden="true">
        {marks[status]}
      </span>
      <span>
        {key} <span class="visually-hidden">{t(`playbooks.step.${status}`)}</span>
        <span class="soft"> {t(`playbooks.kind.${kind}`)}</span>
        {opened && (
          <>
            {' '}
            <a href={`/tickets/${opened.id}`}>#{opened.number}</a>
          </>
        )}
        {waitsFor && <Waiting waitsFor={waitsFor} processId={processId} />}
        {problem && <span class="playbook-waits">{problem.message}</span>}
      </span>
      {onRetry && status !== 'kept' && (
        <Button
          isSmall
          kind="quiet"
          label={t('playbooks.retry_from', { step: key })}
          onClick={onRetry}
        >
          {t('playbooks.retry')}
        </Button>
      )}
    </li>
  );
}

interface WaitingProps {
  waitsFor: NonNullable<PlaybookStepView['waitsFor']>;
  processId: string;
}

/** What a step waits for; another ticket can be looked at. */
function Waiting({ waitsFor, processId }: WaitingProps) {
  const { ticket } = waitsFor;
  const words = waitingWords(waitsFor, processId);
  return (
    <span class="playbook-waits">
      {typeof ticket === 'string' ? <a href={`/tickets/${ticket}`}>{words}</a> : words}
    </span>
  );
}

function waitingWords(waitsFor: WaitingProps['waitsFor'], processId: string): string {
  const { at, rule, group, task, assignee, requester, ticket } = waitsFor;
  if (typeof at === 'number')
    return t('playbooks.waits_until', { at: dateTime(new Date(at).toISOString()) });
  if (typeof rule === 'string')
    return t('playbooks.waits_approval', { approval: titleOf('approvals', rule, processId) });
  if (typeof group === 'string')
    return t('playbooks.waits_group', { group: titleOf('groups', group, processId) });
  if (typeof task === 'string')
    return t('playbooks.waits_task', { task: titleOf('tasks', task, processId) });
  if (assignee !== undefined) return t('playbooks.waits_agent');
  if (requester !== undefined) return t('playbooks.waits_requester');
  if (ticket !== undefined) return t('playbooks.waits_ticket');
  return t('playbooks.waits');
}
