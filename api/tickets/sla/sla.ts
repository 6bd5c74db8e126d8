import { dayMs, minuteMs } from '../../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../../workflows/domain/events.ts';
import { type ClockLedger, ledgerOf } from '../../../workflows/domain/ledger.ts';
import { compileCalendars, findProcess } from '../../../workflows/processes/index.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import { listClockEvents } from '../timeline/find_timeline.ts';
import { slaLedger } from './contract.ts';

export const getSla = defineOperation({
  id: 'getSla',
  method: 'get',
  address: '/api/tickets/{id}/sla',
  summary:
    'Why is it due then? Each clock’s running, paused and free time, and why its due date moved',
  tag: 'Tickets',
  path: ticketPath,
  answers: { 200: { description: 'The ledger of every clock', schema: slaLedger } },
  async handle({ account, path }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const events = await withDatabase(() => listClockEvents(dependencies.database, path.id));
    const now = Date.now();
    const clocks = ledgerOf(events, calendarsFor(events, now), now);
    return {
      status: 200,
      body: { ticketId: path.id, at: iso(now), clocks: clocks.map(ledgerView) },
    };
  },
});

/** The calendars of the ticket's process, from its opening until now. */
function calendarsFor(events: TicketEvent[], now: number) {
  const [opened] = events;
  const definition = opened?.type === 'ticket_opened' && findProcess(opened.data.processId);
  if (!opened || !definition) return {};
  return compileCalendars(definition, opened.at - dayMs, now + dayMs);
}

function ledgerView(ledger: ClockLedger) {
  const { targetMs, elapsedMs, startedAt, dueAt, stoppedAt, breachedAt, ...rest } = ledger;
  return {
    ...rest,
    targetMinutes: targetMs / minuteMs,
    elapsedMinutes: elapsedMs / minuteMs,
    startedAt: iso(startedAt),
    dueAt: isoOrNull(dueAt),
    stoppedAt: isoOrNull(stoppedAt),
    breachedAt: isoOrNull(breachedAt),
    intervals: ledger.intervals.map(({ from, to, ...interval }) => ({
      ...interval,
      from: iso(from),
      to: iso(to),
    })),
    moves: ledger.moves.map(({ at, cause, oldDueAt, newDueAt, targetMs: target }) => ({
      at: iso(at),
      cause,
      oldDueAt: isoOrNull(oldDueAt),
      newDueAt: isoOrNull(newDueAt),
      targetMinutes: target / minuteMs,
    })),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
