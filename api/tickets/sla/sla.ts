import { findHours } from '../../../database/calendar_versions.ts';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { type ClockLedger, ledgerOf } from '../../../workflows/domain/ledger.ts';
import { titleOf } from '../../../workflows/processes/index.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { pageQuery } from '../../http/parameters.ts';
import { findRecordPage } from '../record/find_record.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import { slaLedger } from './contract.ts';

export const getSla = defineOperation({
  id: 'getSla',
  method: 'get',
  address: '/api/tickets/{id}/sla',
  summary:
    'Why is it due then? Each clock’s running, paused and free time, and why its due date moved',
  tag: 'Tickets',
  path: ticketPath,
  query: pageQuery,
  answers: { 200: { description: 'A page of the ledgers of its clocks', schema: slaLedger } },
  async handle({ account, path, query }, dependencies) {
    const { state } = await getVisible(path.id, account, dependencies);
    const { events, next } = await findRecordPage(dependencies.database, path.id, 'clocks', query);
    const now = Date.now();
    const from = events[0]?.at ?? now;
    const processId = state?.processId ?? '';
    const hours = await withDatabase(() => findHours(dependencies.database, processId, from));
    const clocks = ledgerOf(events, hours, now);
    return {
      status: 200,
      body: {
        ticketId: path.id,
        at: iso(now),
        clocks: clocks.toReversed().map((ledger) => ledgerView(ledger, processId)),
        next,
      },
    };
  },
});

function ledgerView(ledger: ClockLedger, processId: string) {
  const { targetMs, elapsedMs, startedAt, dueAt, stoppedAt, breachedAt, ...rest } = ledger;
  return {
    ...rest,
    calendarTitle: {
      en: titleOf(processId, 'calendar', ledger.calendar, 'en'),
      fr: titleOf(processId, 'calendar', ledger.calendar, 'fr'),
    },
    targetMinutes: targetMs / minuteMs,
    elapsedMinutes: elapsedMs / minuteMs,
    startedAt: iso(startedAt),
    dueAt: isoOrNull(dueAt),
    stoppedAt: isoOrNull(stoppedAt),
    breachedAt: isoOrNull(breachedAt),
    intervals: ledger.intervals.map(({ from, to, elapsedMs: counted, ...interval }) => ({
      ...interval,
      elapsedMinutes: counted / minuteMs,
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
