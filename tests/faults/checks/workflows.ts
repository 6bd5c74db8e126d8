import { isDeepStrictEqual } from 'node:util';
import type { DeskRecord, Finding, WorkflowRecord } from '../record.ts';
import { eventsByTicket, isToldByEvents } from './by_ticket.ts';
import { type Course, courseOf, isFinished } from './course.ts';

type Record = Omit<DeskRecord, 'warehouse'>;

/** Each ticket has a workflow that agrees with its row; an open one has an owner and a deadline. */
export function checkWorkflows(record: Record): Finding[] {
  const byTicket = eventsByTicket(record);
  return record.rows.tickets.flatMap((row) => {
    const findings: Finding[] = [];
    const subject = row.ticket_id;
    const say = (code: Finding['code'], text: string) =>
      findings.push({ code, subject, text: `${subject}: ${text}` });
    const events = byTicket.get(subject) ?? [];
    const course = courseOf(events);
    const workflow = record.workflows.get(subject);
    // What began and ended after the copy that was put back needs its rows alone.
    const mayBeGone = record.wasRestored && isFinished(course);
    if (!workflow) {
      if (!mayBeGone)
        say('workflow_missing', `it is ${row.status}, and Temporal knows nothing of it`);
    } else if (!isRunningWell(workflow, course)) {
      say('workflow_ended', `its workflow is ${workflow.status} while it is ${course.status}`);
    } else if (!workflow.state) {
      say('state_differs', `its workflow does not say how it stands: ${workflow.silence}`);
    } else if (!isDeepStrictEqual(workflow.state, row.state)) {
      say('state_differs', `workflow and row differ in ${differences(workflow.state, row.state)}`);
    }
    if (!isToldByEvents(events)) return findings;
    const columns = [
      [row.last_seq, events.at(-1)?.seq ?? 0, 'last_seq'],
      [row.status, course.status, 'status'],
      [row.is_open, course.isOpen, 'is_open'],
      [row.group_id, course.group, 'group_id'],
      [row.assignee_id, course.assignee, 'assignee_id'],
      [row.next_deadline_at?.getTime() ?? null, course.nextDueAt, 'next_deadline_at'],
    ] as const;
    for (const [is, should, name] of columns) {
      if (is !== should) say('row_differs', `${name} is ${is}, its events say ${should}`);
    }
    if (course.isOpen && (course.group === '' || row.group_id === '')) {
      say('no_owner', 'it is open, and no group owns it');
    }
    if (course.isOpen && course.nextDueAt === null) {
      say('no_deadline', 'it is open, and nothing will ever happen to it');
    }
    return findings;
  });
}

function isRunningWell({ status }: WorkflowRecord, course: Course): boolean {
  return status === 'running' || (status === 'completed' && isFinished(course));
}

function differences(one: object, other: object): string {
  const [left, right] = [one, other] as { [key: string]: unknown }[];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => !isDeepStrictEqual(left?.[key], right?.[key])).join(', ');
}
