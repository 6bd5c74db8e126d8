import type { RecordedEvent } from './record.ts';
import { type TaskChange, taskAfter, taskBegun, taskChangeTypes } from './task_changes.ts';
import { isAmong, type Task } from './ticket.ts';

/** What became of a task that the code of a process or of a playbook asks for, and its name there. */
export type UnmetTask = [kind: 'task_late' | 'task_undone', task: string];

/**
 * Follows the tasks of a ticket that its process, or a playbook on it, asks for: those that people thought
 * of themselves no code promises.
 */
export class UnmetTasks {
  private readonly tasks = new Map<number, Task>();
  /** Each is told once, whatever becomes of it after that. */
  private readonly told = new Set<string>();

  *read(event: RecordedEvent): Generator<UnmetTask> {
    if (event.type === 'task_added') this.tasks.set(event.data.n, taskBegun(event));
    // What the process ended itself was not to be done any more.
    if (event.type === 'ticket_resolved' && !event.data.isUnfulfilled) {
      for (const task of this.tasks.values()) {
        if (task.outcome === 'open') yield* this.undone(task);
      }
    }
    const task = isAboutTask(event) ? this.tasks.get(event.data.n) : undefined;
    if (!task || !isAboutTask(event)) return;
    if (event.type === 'task_overdue') yield* this.tell('task_late', task);
    if (event.type === 'task_cancelled' && event.data.cause === 'manual') yield* this.undone(task);
    this.tasks.set(task.n, taskAfter(task, event));
  }

  private *undone(task: Task): Generator<UnmetTask> {
    if (task.isRequired) yield* this.tell('task_undone', task);
  }

  private *tell(kind: UnmetTask[0], { n, name, run }: Task): Generator<UnmetTask> {
    const task = name ?? run?.step;
    if (task === undefined || this.told.has(`${kind} ${n}`)) return;
    this.told.add(`${kind} ${n}`);
    yield [kind, task];
  }
}

function isAboutTask(event: RecordedEvent): event is RecordedEvent & TaskChange {
  return isAmong(taskChangeTypes, event.type);
}
