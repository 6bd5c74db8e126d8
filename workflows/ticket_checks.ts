import { condition, proxyActivities } from '@temporalio/workflow';
import type { RequestedCheck } from './domain/ticket.ts';
import { playbookTaskQueue } from './ids.ts';
import { act, isLeaving, type LiveTicket } from './live_ticket.ts';
import type { CheckActivities } from './ports.ts';

const attemptMs = 10_000;
/** A packet may be lost: once is no answer. */
const attemptsMax = 2;

/** The network is slow at times, and the tickets' own activities must not wait for it. */
const { runCheck } = proxyActivities<CheckActivities>({
  taskQueue: playbookTaskQueue,
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** Runs the checks that rules ask for, one after the other, and records what came of each. */
export async function runChecks(ticket: LiveTicket): Promise<void> {
  while (!isLeaving(ticket)) {
    await condition(() => nextOf(ticket) !== undefined || isLeaving(ticket));
    const check = nextOf(ticket);
    if (check && !isLeaving(ticket)) await run(ticket, check);
  }
}

function nextOf({ state: { checks = [] } }: LiveTicket): RequestedCheck | undefined {
  return checks[0];
}

async function run(ticket: LiveTicket, check: RequestedCheck): Promise<void> {
  const { n, subject, runbookStep, by } = check;
  const { ticketId } = ticket.state;
  const stepId = `${ticketId}-check-${n}`;
  const asked = { ticketId, stepId, subject, timeoutMs: attemptMs, attemptsMax };
  const { outcome, elapsedMs } = await runCheck(asked);
  act(ticket, {
    name: 'recordCheck',
    commandId: stepId,
    actor: { kind: 'system', id: by },
    stepId,
    runbookStep,
    check: { kind: subject.kind, outcome, elapsedMs, n },
  });
}
