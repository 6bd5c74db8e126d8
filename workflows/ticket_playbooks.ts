import {
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { NotBegunReason } from './domain/events.ts';
import type { PlaybookBeginning, PlaybookNews } from './domain/playbooks.ts';
import { act, hasNews, isLeaving, type LiveTicket } from './live_ticket.ts';
import { playbookNewsSignal } from './messages.ts';
import type { PlaybookBegun } from './ports.ts';
import { beginPlaybook } from './ticket_activities.ts';

/** Starts runs of playbooks and tells them what happens on the ticket, in order. */
export async function tellPlaybooks(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    await condition(() => hasNews(ticket) || isLeaving(ticket));
    if (!isLeaving(ticket)) await tellNext(ticket);
  }
}

export async function tellNext(ticket: LiveTicket): Promise<void> {
  const [news] = ticket.playbookNews ?? [];
  if (!news) return;
  if (news.kind === 'start') await start(ticket, news.start);
  else await tell(news);
  ticket.playbookNews = (ticket.playbookNews ?? []).filter((one) => one !== news);
}

/**
 * The run is no part of this history: it goes on where the ticket continues as new, or ends. Where it
 * cannot be begun it is parked, and what else the ticket has to do goes on.
 */
async function start(ticket: LiveTicket, beginning: PlaybookBeginning): Promise<void> {
  try {
    const begun = await beginPlaybook(beginning);
    if (begun.kind === 'unknown') park(ticket, beginning, 'unknown');
    else await startRun(beginning, begun);
  } catch (error) {
    if (isCancellation(error)) throw error;
    park(ticket, beginning, 'not_begun');
  }
}

function park(ticket: LiveTicket, { runId }: PlaybookBeginning, reason: NotBegunReason): void {
  const actor = { kind: 'system', id: 'desk' } as const;
  const payload = { runId, step: null, place: null, reason };
  act(ticket, { name: 'parkPlaybook', commandId: `${runId}-${reason}`, actor, ...payload });
}

async function startRun(
  beginning: PlaybookBeginning,
  begun: PlaybookBegun & { kind: 'begun' },
): Promise<void> {
  const { runId } = beginning;
  try {
    await startChild('playbookWorkflow', {
      workflowId: runId,
      taskQueue: begun.taskQueue,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [{ ...beginning, ...begun.terms }],
    });
  } catch (error) {
    // A ticket that was taken up again from its rows may say it twice.
    if (!isStartedAlready(error)) throw error;
  }
}

function isStartedAlready(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError';
}

/** One that has ended hears nothing any more. */
async function tell(news: PlaybookNews): Promise<void> {
  try {
    await getExternalWorkflowHandle(news.runId).signal(playbookNewsSignal, news);
  } catch {}
}
