import { secondMs } from '../../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { DueInstants } from '../due_instants.ts';
import type { DeskRecord, Finding, WorkflowRecord } from '../record.ts';
import { eventsByTicket, isToldByEvents } from './by_ticket.ts';

/** How late what is due may be recorded while everything is well. */
const graceMs = 20 * secondMs;

/** What time did was done at its instant, and nothing that was due was passed over. */
export function checkTime(record: Omit<DeskRecord, 'warehouse'>): Finding[] {
  const told = [...eventsByTicket(record)].filter(([, events]) => isToldByEvents(events));
  return told.flatMap(([ticketId, events]) => {
    const workflow = record.workflows.get(ticketId);
    return checkTicket(ticketId, events, workflow, record.now);
  });
}

function checkTicket(
  subject: string,
  events: TicketEvent[],
  workflow: WorkflowRecord | undefined,
  now: number,
): Finding[] {
  const findings: Finding[] = [];
  const say = (code: Finding['code'], text: string) =>
    findings.push({ code, subject, text: `${subject}: ${text}` });
  const dues = new DueInstants();
  for (const event of events) {
    for (const { name, at } of dues.missedBefore(event.at)) {
      say('deadline_missed', `${name} was due ${iso(at)}, and event ${event.seq} came first`);
    }
    const fired = dues.take(event);
    if (fired === null) say('deadline_early', `event ${event.seq}, ${event.type}, was not due`);
    else if (fired && fired.dueAt < event.at) {
      say('deadline_late', `${fired.name} was due ${iso(fired.dueAt)}, not ${iso(event.at)}`);
    } else if (fired && fired.dueAt > event.at) {
      say('deadline_early', `${fired.name} was due ${iso(fired.dueAt)}, not ${iso(event.at)}`);
    }
  }
  if (workflow?.status !== 'running') return findings;
  const { aheadMs, timersAt } = workflow;
  if (aheadMs !== null) {
    for (const { name, at } of dues.missedBefore(now + aheadMs - graceMs)) {
      say('deadline_missed', `${name} was due ${iso(at)}, and has not come`);
    }
  }
  const next = dues.nearest();
  // A timer that was set for something earlier fires for nothing and is set again.
  const isTimed = next === null || timersAt.some((at) => at <= next + secondMs);
  if (!isTimed) {
    const timers = timersAt.map(iso).join(', ') || 'none';
    say('no_timer', `no timer runs for what is due ${iso(next)}; those that run: ${timers}`);
  }
  return findings;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
