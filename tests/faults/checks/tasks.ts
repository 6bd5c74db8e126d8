import type { TicketEvent } from '../../../workflows/domain/events.ts';
import type { DeskRecord, Finding } from '../record.ts';
import { eventsByTicket, isToldByEvents } from './by_ticket.ts';
import { courseOf } from './course.ts';

/** Whose tasks a ticket has is in its row as its events tell it; none is left on one that is over. */
export function checkTasks(record: Pick<DeskRecord, 'rows'>): Finding[] {
  const byTicket = eventsByTicket(record);
  return record.rows.tickets.flatMap((row) => {
    const events = byTicket.get(row.ticket_id) ?? [];
    if (!isToldByEvents(events)) return [];
    const { isOpen, status } = courseOf(events);
    const open = [...openTasksOf(events).values()];
    const atWork = isOpen || status === 'resolved' ? open : [];
    const findings: Finding[] = [];
    const say = (text: string) =>
      findings.push({
        code: 'row_differs',
        subject: row.ticket_id,
        text: `${row.ticket_id}: ${text}`,
      });
    for (const [name, is, should] of [
      ['task_agent_ids', row.task_agent_ids, atWork.flatMap(({ assignee }) => assignee ?? [])],
      ['task_group_ids', row.task_group_ids, atWork.map(({ group }) => group)],
    ] as const) {
      const [left, right] = [is, should].map((words) => [...new Set(words)].toSorted().join(', '));
      if (left !== right) say(`${name} is ${left}, its events say ${right}`);
    }
    if ((status === 'closed' || status === 'cancelled') && open.length > 0) {
      say(`it is ${status}, and ${open.length} of its tasks are open`);
    }
    return findings;
  });
}

interface OpenTask {
  group: string;
  assignee: string | null;
}

function openTasksOf(events: readonly TicketEvent[]): Map<number, OpenTask> {
  const open = new Map<number, OpenTask>();
  const ended = new Map<number, OpenTask>();
  for (const event of events) {
    switch (event.type) {
      case 'task_added':
      case 'task_assigned': {
        const { n, group, assignee } = event.data;
        open.set(n, { group, assignee });
        break;
      }
      case 'task_completed':
      case 'task_cancelled': {
        const { n } = event.data;
        const task = open.get(n);
        if (task) ended.set(n, task);
        open.delete(n);
        break;
      }
      case 'task_reopened': {
        const task = ended.get(event.data.n);
        if (task) open.set(event.data.n, task);
        break;
      }
      default:
        break;
    }
  }
  return open;
}
