import { minuteMs } from '../../../workflows/domain/durations.ts';
import type { DeskRecord, Finding } from '../record.ts';

/** A command that no ticket has taken is forgotten after ten minutes. */
const forgottenAfterMs = 11 * minuteMs;

/** Nothing is still to be delivered, recorded or answered, and nothing has raised an alarm. */
export function checkOwed({ now, rows, workflows }: Omit<DeskRecord, 'warehouse'>): Finding[] {
  const done = new Set(rows.events.map(({ command_id }) => command_id));
  const open = rows.commands
    .filter(({ seq }) => seq === null)
    .filter(
      ({ command_id, intended_at }) =>
        done.has(command_id) || intended_at.getTime() < now - forgottenAfterMs,
    );
  const owed = [...workflows].flatMap(([subject, { openUpdates, pendingActivities }]) => [
    ...openUpdates.map((id) => finding('unfinished', subject, `update ${id} was never answered`)),
    ...pendingActivities.map((words) => finding('unfinished', subject, `${words} is not done`)),
  ]);
  return [
    ...owed,
    ...open.map(({ command_id, ticket_id }) =>
      finding('unfinished', ticket_id, `command ${command_id} is intended for ever`),
    ),
    ...rows.promises.map((words) => finding('unfinished', 'rows', `${words} wait`)),
    ...rows.alarms.map((words) => finding('alarm', 'rows', words)),
  ];
}

function finding(code: Finding['code'], subject: string, text: string): Finding {
  return { code, subject, text: `${subject}: ${text}` };
}
