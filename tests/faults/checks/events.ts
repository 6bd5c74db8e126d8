import { isDeepStrictEqual } from 'node:util';
import type { TicketEvent } from '../../../workflows/domain/events.ts';
import type { DeskRecord, Finding } from '../record.ts';
import { eventsByTicket, repairedAt } from './by_ticket.ts';

/** Rows and histories tell the same, event for event, and neither leaves one out. */
export function checkEvents(record: Omit<DeskRecord, 'warehouse'>): Finding[] {
  const byTicket = eventsByTicket(record);
  const ids = new Set([...byTicket.keys(), ...record.workflows.keys()]);
  return [...ids].flatMap((ticketId) => {
    const rows = byTicket.get(ticketId) ?? [];
    const histories = record.workflows.get(ticketId)?.events ?? [];
    // Nothing but rows has it, after a restore; that it needs a workflow is found elsewhere.
    if (record.wasRestored && histories.length === 0) return checkGaps(ticketId, rows);
    const from = repairedAt(rows);
    const since = rows.filter(({ seq }) => seq >= from);
    return [...checkGaps(ticketId, rows), ...compare(ticketId, since, toldSince(from, histories))];
  });
}

/** What a history tells since it was brought together with the rows; before, it may be another. */
function toldSince(repairedSeq: number, events: TicketEvent[]): TicketEvent[] {
  if (repairedSeq === 0) return events;
  const isRepair = ({ seq, type }: TicketEvent) =>
    seq === repairedSeq && type === 'history_repaired';
  const start = events.findIndex(isRepair);
  return start === -1 ? [] : events.slice(start).filter(({ seq }) => seq >= repairedSeq);
}

function checkGaps(subject: string, events: TicketEvent[]): Finding[] {
  const wrong = events.find(({ seq }, index) => seq !== index + 1);
  if (!wrong) return [];
  const place = events.indexOf(wrong) + 1;
  return [
    { code: 'gap', subject, text: `${subject}: event ${wrong.seq} stands where ${place} should` },
  ];
}

function compare(subject: string, rows: TicketEvent[], histories: TicketEvent[]): Finding[] {
  const findings: Finding[] = [];
  const say = (code: Finding['code'], text: string) =>
    findings.push({ code, subject, text: `${subject}: ${text}` });
  const decided = new Map<number, TicketEvent>();
  for (const event of histories) {
    const known = decided.get(event.seq);
    if (known && !isSame(known, event)) {
      say('history_contradicts_itself', `event ${event.seq} is ${known.type} and ${event.type}`);
    }
    decided.set(event.seq, event);
  }
  const stored = new Map(rows.map((event) => [event.seq, event]));
  for (const [seq, event] of decided) {
    const row = stored.get(seq);
    if (!row) say('row_missing', `event ${seq}, ${event.type}, is in the history alone`);
    else if (!isSame(row, event)) say('row_differs', `event ${seq}, ${event.type}, differs`);
  }
  for (const [seq, { type, commandId }] of stored) {
    // Whoever opened it may be gone before it was told: then the first input alone tells of these.
    const isOpening = rows[0]?.seq === 1 && commandId === rows[0].commandId;
    if (!decided.has(seq) && !isOpening)
      say('row_unknown', `event ${seq}, ${type}, is in no history`);
  }
  return findings;
}

function isSame(one: TicketEvent, other: TicketEvent): boolean {
  const told = ({ seq, type, at, actor, commandId, data }: TicketEvent) => ({
    seq,
    type,
    at,
    actor: { kind: actor.kind, id: actor.id },
    commandId,
    data,
  });
  return isDeepStrictEqual(told(one), told(other));
}
