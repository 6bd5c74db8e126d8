import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { ClockWarning } from '../../workflows/domain/ticket.ts';

/** Something that time will do: `at` as it was promised, `from` when the promise was made. */
interface Due {
  name: string;
  at: number;
  from: number;
}

/** What time has done, and when it was due. */
interface Fired {
  name: string;
  dueAt: number;
}

/**
 * The instants that a ticket's events promise, kept by hand from the events alone: neither the fold
 * of the desk nor its table of deadlines is asked.
 */
export class DueInstants {
  readonly #dues = new Map<string, Due>();

  /** The earliest instant promised; null where nothing is. */
  nearest(): number | null {
    const all = [...this.#dues.values()].map(({ at }) => at);
    return all.length === 0 ? null : Math.min(...all);
  }

  /** What should have happened before an instant. A promise of the past is due when it is made. */
  missedBefore(at: number): Due[] {
    return [...this.#dues.values()].filter((due) => effective(due) < at);
  }

  /**
   * Takes the next event.
   * @returns the deadline it is, where time did it; null where none was promised
   */
  take(event: TicketEvent): Fired | null | undefined {
    switch (event.type) {
      case 'clock_started': {
        const { clock } = event.data;
        this.#runClock(clock.name, clock.cycle, clock.dueAt, clock.warnings, event.at);
        return undefined;
      }
      case 'clock_resumed':
      case 'clock_restored':
      case 'clock_retargeted':
      case 'clock_recalculated': {
        const { name, cycle, dueAt, warnings } = event.data;
        const isBreached = this.#breached.has(`${name} ${cycle}`);
        this.#runClock(name, cycle, isBreached ? null : dueAt, warnings, event.at);
        return undefined;
      }
      case 'clock_paused':
      case 'clock_stopped':
        this.#forget(`clock ${event.data.name} ${event.data.cycle} `);
        return undefined;
      case 'sla_warning':
        return this.#fire(warningName(event.data.name, event.data.cycle, event.data));
      case 'sla_breach': {
        const { name, cycle } = event.data;
        this.#breached.add(`${name} ${cycle}`);
        const fired = this.#fire(`clock ${name} ${cycle} breach`);
        // Nobody is warned of what was missed.
        this.#forget(`clock ${name} ${cycle} `);
        return fired;
      }
      case 'pending_started':
        this.#wait(event.data, event.data.remindersSent ?? 0, event.at);
        return undefined;
      case 'pending_reminder':
        return this.#fire(`pending reminder ${event.data.count}`);
      case 'pending_ended': {
        const names = { until_reached: 'pending until', limit_reached: 'pending limit' };
        const name = names[event.data.cause as keyof typeof names];
        const fired = name === undefined ? undefined : this.#fire(name);
        this.#forget('pending ');
        return fired;
      }
      case 'approval_lapsed':
        return this.#fire('pending limit');
      case 'assignment_requested':
        this.#promise('assignment', event.data.dueAt, event.at);
        return undefined;
      case 'assignment_overdue': {
        const fired = this.#fire('assignment');
        this.#promise('assignment', event.data.nextDueAt, event.at);
        return fired;
      }
      case 'ticket_assigned':
        this.#forget('assignment');
        return undefined;
      case 'attention_scheduled':
        this.#promise('attention', event.data.at, event.at);
        return undefined;
      case 'attention_required': {
        const fired = this.#fire('attention');
        this.#promise('attention', event.data.nextAt, event.at);
        return fired;
      }
      case 'task_added':
      case 'task_opened':
      case 'task_rescheduled':
      case 'task_reopened':
        this.#runTask(event.data, event.at);
        return undefined;
      case 'task_changed':
        if (event.data.due) this.#runTask({ n: event.data.n, ...event.data.due }, event.at);
        return undefined;
      case 'task_warned':
        this.#tasks.set(event.data.n, { dueAt: event.data.dueAt, warnAt: null });
        return this.#fire(`task ${event.data.n} warning`);
      case 'task_overdue':
        this.#overdueTasks.add(event.data.n);
        this.#tasks.set(event.data.n, { dueAt: event.data.dueAt, warnAt: null });
        this.#forget(`task ${event.data.n} warning`);
        return this.#fire(`task ${event.data.n} due`);
      case 'task_completed':
      case 'task_cancelled':
        this.#tasks.delete(event.data.n);
        this.#forget(`task ${event.data.n} `);
        return undefined;
      case 'ticket_resolved':
        this.#end();
        this.#promise('end', event.data.autoCloseAt, event.at);
        return undefined;
      case 'resolution_restored': {
        const { autoCloseAt, survey } = event.data;
        this.#end();
        this.#promise('end', autoCloseAt, event.at);
        this.#surveyEndsAt = survey && !survey.isOver ? survey.expiresAt : null;
        this.#askOnlyWhoIsLeft(event.at);
        return undefined;
      }
      case 'ticket_merged':
        // Its tasks rest, and are due again once that is undone.
        this.#forget('task ');
        this.#end();
        this.#promise('end', event.data.finalAt, event.at);
        return undefined;
      case 'merge_settled':
        return this.#fire('end');
      case 'ticket_closed': {
        const fired = event.data.cause === 'timeout' ? this.#fire('end') : undefined;
        this.#end();
        return fired;
      }
      case 'ticket_unmerged': {
        const { pending, waitingForAgent, attentionAt } = event.data;
        this.#forget('end');
        if (pending) this.#wait(pending, pending.remindersSent, event.at);
        if (waitingForAgent) this.#promise('assignment', waitingForAgent.dueAt, event.at);
        if (attentionAt !== null) this.#promise('attention', attentionAt, event.at);
        for (const [n, due] of this.#tasks) this.#runTask({ n, ...due }, event.at);
        return undefined;
      }
      case 'ticket_cancelled':
      case 'ticket_reopened':
        if (event.type === 'ticket_cancelled') this.#end();
        this.#forget('end');
        return undefined;
      case 'survey_requested':
        this.#answered.clear();
        this.#surveyEndsAt = event.data.expiresAt;
        this.#promise('survey', event.data.expiresAt, event.at);
        return undefined;
      case 'survey_expired':
        this.#surveyEndsAt = null;
        return this.#fire('survey');
      case 'survey_cancelled':
        this.#surveyEndsAt = null;
        this.#forget('survey');
        return undefined;
      case 'satisfaction_recorded':
        this.#answered.add(event.actor.id);
        this.#askOnlyWhoIsLeft(event.at);
        return undefined;
      case 'ticket_opened':
        this.#asked.set('', event.data.requesterId);
        return undefined;
      case 'merge_received':
        for (const { ticketId, requesterId } of event.data.tickets) {
          this.#asked.set(ticketId, requesterId);
        }
        this.#askOnlyWhoIsLeft(event.at);
        return undefined;
      case 'merge_undone':
        for (const { ticketId } of event.data.tickets) this.#asked.delete(ticketId);
        // Whoever left is asked anew, should they come again.
        this.#keepAnswersOf(this.#asked.values());
        this.#askOnlyWhoIsLeft(event.at);
        return undefined;
      default:
        return undefined;
    }
  }

  readonly #breached = new Set<string>();
  /** Of tasks that are open. */
  readonly #tasks = new Map<number, { dueAt: number | null; warnAt: number | null }>();
  /** Told once, whatever their date becomes. */
  readonly #overdueTasks = new Set<number>();
  /** Whom a survey asks, by the ticket merged into this one ('' is its own); who answered the last. */
  readonly #asked = new Map<string, string>();
  readonly #answered = new Set<string>();
  /** Of the last survey, until it is over. */
  #surveyEndsAt: number | null = null;

  /** A survey ends by itself while somebody has not answered: whoever comes by a merge is asked too. */
  #askOnlyWhoIsLeft(now: number): void {
    if (this.#surveyEndsAt === null) return;
    if ([...this.#asked.values()].every((id) => this.#answered.has(id))) this.#forget('survey');
    else if (!this.#dues.has('survey')) this.#promise('survey', this.#surveyEndsAt, now);
  }

  #keepAnswersOf(asked: Iterable<string>): void {
    const left = new Set(asked);
    for (const id of this.#answered) if (!left.has(id)) this.#answered.delete(id);
  }

  #wait(
    { until, reminders, endsAt }: { until: number | null; reminders: number[]; endsAt: number },
    sentCount: number,
    from: number,
  ): void {
    reminders.forEach((at, index) => {
      this.#promise(`pending reminder ${sentCount + index + 1}`, at, from);
    });
    if (until !== null) this.#promise('pending until', until, from);
    this.#promise('pending limit', endsAt, from);
  }

  #runTask(
    { n, dueAt, warnAt }: { n: number; dueAt: number | null; warnAt: number | null },
    from: number,
  ): void {
    this.#tasks.set(n, { dueAt, warnAt });
    this.#forget(`task ${n} `);
    if (dueAt !== null && !this.#overdueTasks.has(n)) {
      this.#promise(`task ${n} due`, dueAt, from);
    }
    if (warnAt !== null) this.#promise(`task ${n} warning`, warnAt, from);
  }

  #promise(name: string, at: number, from: number): void {
    this.#dues.set(name, { name, at, from });
  }

  #fire(name: string): Fired | null {
    const due = this.#dues.get(name);
    this.#dues.delete(name);
    return due ? { name, dueAt: effective(due) } : null;
  }

  #forget(prefix: string): void {
    for (const name of this.#dues.keys()) if (name.startsWith(prefix)) this.#dues.delete(name);
  }

  #end(): void {
    for (const name of ['pending ', 'assignment', 'attention', 'end']) this.#forget(name);
  }

  #runClock(
    clock: string,
    cycle: number,
    dueAt: number | null,
    warnings: readonly ClockWarning[],
    from: number,
  ): void {
    this.#forget(`clock ${clock} ${cycle} `);
    if (dueAt !== null) this.#promise(`clock ${clock} ${cycle} breach`, dueAt, from);
    for (const warning of warnings) {
      if (warning.at === null) continue;
      this.#promise(warningName(clock, cycle, warning), warning.at, from);
    }
  }
}

function effective({ at, from }: Due): number {
  return Math.max(at, from);
}

function warningName(
  clock: string,
  cycle: number,
  { percent, beforeMs }: { percent: number; beforeMs?: number },
): string {
  const which = beforeMs === undefined ? `at ${percent} %` : `${beforeMs} ms before`;
  return `clock ${clock} ${cycle} warning ${which}`;
}
