import { randomBytes } from 'node:crypto';
import { base32crockford } from '@scure/base';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';
import type { Rules } from '../../../workflows/domain/process.ts';
import { ticketIdFrom, ticketTaskQueue } from '../../../workflows/ids.ts';
import { readyUpdate, type TicketInput } from '../../../workflows/messages.ts';
import { rulesAt } from '../../../workflows/processes/index.ts';
import { percentile } from '../statistics.ts';
import { print } from '../talk.ts';
import type { BenchDesk } from './bench_desk.ts';
import { requesterId } from './people.ts';
import { pause } from './rounds.ts';

const ticketsPerSecond = 20;
const patienceMs = minuteMs;

/** The desk's own process, but that the first response is due after a second, at any hour. */
function rulesOfASecond(now: number): Rules {
  const { process, calendars } = rulesAt('follow_the_sun', now);
  const target = {
    clock: 'first_response' as const,
    when: { all: [] },
    targetMinutes: secondMs / minuteMs,
    calendar: 'always',
  };
  return {
    process: { ...process, hash: 'bench', targets: [target], warnings: [], escalationRules: [] },
    calendars,
  };
}

/**
 * Tickets whose first deadline is a second away, opened at a steady rate that leaves the machine
 * room. Lateness is the time from the deadline until its event stands in Postgres: each is written
 * by the desk's own worker, and the instant is Postgres's.
 */
export async function measureDeadlines(desk: BenchDesk, count: number): Promise<void> {
  const rules = rulesOfASecond(Date.now());
  const ticketIds: string[] = [];
  const opened: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let number = 0; number < count; number++) {
    const untilMs = startedAt + (number * secondMs) / ticketsPerSecond - performance.now();
    await pause(Math.max(0, untilMs));
    const ticketId = ticketIdFrom(base32crockford.encode(randomBytes(20)).slice(0, 26));
    ticketIds.push(ticketId);
    opened.push(open(desk, ticketId, rules));
  }
  await Promise.all(opened);
  const lateMs = await waitForBreaches(desk, ticketIds);
  const of = (share: number) => percentile(lateMs, share).toFixed(0);
  print(
    `\n${count.toLocaleString('en')} deadlines of one second, ${ticketsPerSecond} tickets opened a second: ` +
      `in Postgres late by p50 ${of(0.5)} ms, p99 ${of(0.99)} ms, at most ${of(1)} ms; ` +
      `${count - lateMs.length} missing`,
  );
}

function open({ client }: BenchDesk, ticketId: string, rules: Rules): Promise<unknown> {
  const input: TicketInput = {
    v: 1,
    ...rules,
    open: {
      ticketId,
      channel: 'portal',
      requesterId,
      requesterTier: 'standard',
      actor: { kind: 'requester', id: requesterId },
      commandId: `open-${ticketId}`,
      fingerprint: 'bench',
    },
  };
  const startWorkflowOperation = new WithStartWorkflowOperation('ticketWorkflow', {
    workflowId: ticketId,
    taskQueue: ticketTaskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart(readyUpdate, {
    startWorkflowOperation,
    updateId: input.open.commandId,
  });
}

/** Milliseconds by which each deadline that was met late at all was written down. */
async function waitForBreaches({ database }: BenchDesk, ticketIds: string[]): Promise<number[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const rows = await database('ticket_events')
      .select('at', 'recorded_at')
      .where('type', 'sla_breach')
      .whereIn('ticket_id', ticketIds);
    if (rows.length === ticketIds.length || Date.now() > deadline) {
      return rows.map((row) => row.recorded_at.getTime() - row.at.getTime());
    }
    await pause(secondMs);
  }
}
