import type { TicketEvent } from '../../../workflows/domain/events.ts';
import type { DeskRecord, Finding } from '../record.ts';
import { eventsByTicket } from './by_ticket.ts';
import { courseOf } from './course.ts';

const otherEnds: { [kind: string]: string } = {
  related: 'related',
  parent: 'child',
  child: 'parent',
};

/** Merges and links are known at both of their ends, unless the other was over by then. */
export function checkEnds(record: Omit<DeskRecord, 'warehouse'>): Finding[] {
  const byTicket = eventsByTicket(record);
  const isOver = (id: string) => courseOf(byTicket.get(id) ?? []).isOver;
  return [...byTicket].flatMap(([subject, events]) => {
    const findings: Finding[] = [];
    const say = (text: string) =>
      findings.push({ code: 'one_sided', subject, text: `${subject}: ${text}` });
    const into = mergedInto(events);
    const merged = (id: string) => mergedFrom(byTicket.get(id) ?? []);
    if (into && !merged(into).has(subject))
      say(`it is merged into ${into}, which knows nothing of it`);
    for (const from of mergedFrom(events)) {
      if (mergedInto(byTicket.get(from) ?? []) !== subject && !isOver(subject)) {
        say(`${from} is merged into it, and knows nothing of that`);
      }
    }
    for (const link of linksOf(events)) {
      const [kind = '', id = ''] = link.split(' ');
      const other = otherEnds[kind];
      if (other === undefined || isOver(id) || isOver(subject)) continue;
      if (!linksOf(byTicket.get(id) ?? []).has(`${other} ${subject}`)) {
        say(`${id} is ${kind} to it, and knows nothing of that`);
      }
    }
    return findings;
  });
}

function mergedInto(events: TicketEvent[]): string | null {
  let into: string | null = null;
  for (const event of events) {
    if (event.type === 'ticket_merged' || event.type === 'merge_redirected') into = event.data.into;
    if (event.type === 'ticket_unmerged') into = null;
  }
  return into;
}

function mergedFrom(events: TicketEvent[]): Set<string> {
  const from = new Set<string>();
  for (const event of events) {
    if (event.type === 'merge_received') from.add(event.data.ticketId);
    if (event.type === 'merge_undone') from.delete(event.data.ticketId);
  }
  return from;
}

function linksOf(events: TicketEvent[]): Set<string> {
  const links = new Set<string>();
  for (const event of events) {
    // What a ticket has for one merged into it, that one's other end says of that one.
    if (event.type === 'ticket_linked' && event.data.from === undefined)
      links.add(`${event.data.kind} ${event.data.id}`);
    if (event.type === 'ticket_unlinked') links.delete(`${event.data.kind} ${event.data.id}`);
  }
  return links;
}
