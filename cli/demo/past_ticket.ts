import { addWorkingMs } from '../../workflows/domain/calendar.ts';
import type { Command, CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import { decide } from '../../workflows/domain/decide.ts';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { type Actor, isOpen, isOver, type TicketState } from '../../workflows/domain/ticket.ts';
import { advance } from '../../workflows/domain/timeline.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { membersOf } from './people.ts';
import type { Random } from './random.ts';
import { answers, comments, followUps, reopenings, replies, type Story } from './stories.ts';

/** Texts of a ticket's past, by the ids its events carry. */
export interface PastText {
  id: string;
  kind: 'message' | 'resolution' | 'reason' | 'diagnostic_step' | 'comment';
  authorId: string;
  at: number;
  body: string;
  outcome?: string;
}

export interface PastTicket {
  ticketId: string;
  requesterId: string;
  story: Story;
  openedAt: number;
  state: TicketState;
  events: TicketEvent[];
  texts: PastText[];
}

export interface PastTicketOptions {
  ticketId: string;
  requester: { id: string; tier: 'standard' | 'vip' };
  story: Story;
  openedAt: number;
  rules: Rules;
  random: Random;
  /** No later than this does anything happen to it that counts. */
  today: number;
}

/** Lives one ticket through the core as people of the demo would, up to its end. */
export function livePastTicket(options: PastTicketOptions): PastTicket {
  const life = new Life(options);
  life.assign();
  life.firstAnswer();
  life.maybeAsk();
  life.maybeClimb();
  life.solve();
  life.maybeReopen();
  life.maybeRate();
  life.maybeConfirm();
  return life.ended(options.today);
}

class Life {
  readonly #options: PastTicketOptions;
  readonly #requester: Actor;
  readonly #events: TicketEvent[] = [];
  readonly #texts: PastText[] = [];
  #state: TicketState;
  #now: number;
  #commandCount = 0;

  constructor(options: PastTicketOptions) {
    this.#options = options;
    this.#now = options.openedAt;
    const { id, tier } = options.requester;
    this.#requester = { kind: 'requester', id };
    const { category, service, type, impact, urgency } = options.story;
    const decision = decide(
      null,
      {
        name: 'open',
        ...{ category, service, type, impact, urgency },
        ticketId: options.ticketId,
        channel: options.random.pick(['portal', 'portal', 'email', 'phone', 'chat'] as const),
        requesterId: id,
        requesterTier: tier,
        actor: this.#requester,
        commandId: `${options.ticketId}-open`,
      },
      this.#now,
      options.rules,
    );
    if (decision.kind === 'refusal') throw new Error(refusalText(decision.refusal, 'en'));
    this.#state = decision.state;
    this.#events.push(...decision.events);
  }

  /** Somebody of the group takes it, within working hours. */
  assign(): void {
    if (this.#state.waitingForAgent === null) return;
    this.#waitWorking(this.#options.random.around(12 * minuteMs));
    const assignee = this.#options.random.pick(membersOf(this.#state.group));
    const decisionId = `${this.#options.ticketId}-${this.#commandCount}`;
    const offer = { decisionId, assignee, group: this.#state.group, candidates: [] };
    const allocator: Actor = { kind: 'system', id: 'allocator' };
    this.#does(allocator, 'takeAssignment', { ...offer, strategy: 'least_loaded' });
  }

  firstAnswer(): void {
    this.#waitWorking(this.#options.random.around(55 * minuteMs));
    this.#says(this.#agent(), replies);
  }

  /** The requester is asked for more, and mostly answers. */
  maybeAsk(): void {
    const { random } = this.#options;
    if (!random.chance(0.3)) return;
    this.#waitWorking(random.around(30 * minuteMs));
    this.#does(this.#agent(), 'setPending', { reason: 'requester' });
    if (random.chance(0.06)) return;
    this.#wait(random.around(14 * hourMs));
    this.#says(this.#requester, answers);
    this.#answersAgain();
  }

  maybeClimb(): void {
    const { random, story } = this.#options;
    if (!random.chance(story.climbs)) return;
    this.#waitWorking(random.around(80 * minuteMs));
    for (const kind of ['information', 'test', 'reproduction'] as const) {
      const stepId = this.#writes('diagnostic_step', this.#agent(), step[kind].step, {
        outcome: step[kind].outcome,
      });
      this.#does(this.#agent(), 'addDiagnosticStep', {
        stepId,
        kind,
        hasRuledOut: kind === 'test',
      });
    }
    const noteId = this.#writes('reason', this.#agent(), 'Beyond what we can do at the desk.');
    const reason = 'needs_skill';
    this.#does(this.#agent(), 'escalate', { kind: 'functional', reason, noteId });
    this.assign();
    this.#waitWorking(random.around(40 * minuteMs));
    this.#does(this.#agent(), 'accept', {});
  }

  solve(): void {
    const { random, story } = this.#options;
    const mean = story.type === 'incident' ? 4 * hourMs : 7 * hourMs;
    this.#waitWorking(random.around(mean * (this.#state.tier === 1 ? 1 : 2)));
    this.assign();
    const noteId = this.#writes('resolution', this.#agent(), story.solution);
    this.#does(this.#agent(), 'resolve', { code: story.code, noteId });
  }

  maybeReopen(): void {
    const { random } = this.#options;
    if (this.#state.status !== 'resolved' || !random.chance(0.07)) return;
    this.#wait(random.around(20 * hourMs));
    this.#says(this.#requester, reopenings);
    this.assign();
    this.#answersAgain();
    this.solve();
  }

  maybeRate(): void {
    const { random } = this.#options;
    if (!random.chance(0.42)) return;
    this.#wait(random.around(9 * hourMs));
    const isBreached = this.#state.breachCount > 0;
    const score = random.pick(isBreached ? [1, 2, 3, 3, 4] : [3, 4, 4, 5, 5, 5]);
    const body = random.pick(comments);
    const commentId = body === '' ? null : this.#writes('comment', this.#requester, body);
    this.#does(this.#requester, 'recordSatisfaction', { score, commentId });
  }

  /** Many requesters say themselves that it is done; the others' tickets close by themselves. */
  maybeConfirm(): void {
    const { random } = this.#options;
    if (this.#state.status !== 'resolved' || !random.chance(0.75)) return;
    this.#wait(random.around(7 * hourMs));
    this.#does(this.#requester, 'close', {});
  }

  /** Lets time pass until today. */
  ended(today: number): PastTicket {
    const { ticketId, requester, story, openedAt, rules } = this.#options;
    const later = advance(this.#state, Math.max(today, this.#now), rules);
    const events = [...this.#events, ...later.events];
    const texts = this.#texts;
    return {
      ticketId,
      requesterId: requester.id,
      story,
      openedAt,
      state: later.state,
      events,
      texts,
    };
  }

  /** Whoever wrote is answered, unless it is only solved next. */
  #answersAgain(): void {
    const { random } = this.#options;
    if (!random.chance(0.85)) return;
    this.#waitWorking(random.around(90 * minuteMs));
    this.#says(this.#agent(), followUps);
  }

  #agent(): Actor {
    const id = this.#state.assignee ?? this.#options.random.pick(membersOf(this.#state.group));
    return { kind: 'agent', id };
  }

  #wait(ms: number): void {
    this.#now += Math.round(ms);
  }

  #waitWorking(ms: number): void {
    const office = this.#options.rules.calendars.paris_office;
    if (!office) throw new Error('The demo needs the calendar paris_office');
    this.#now = addWorkingMs(office, this.#now, Math.max(1, Math.round(ms)));
  }

  #says(actor: Actor, bodies: readonly string[]): void {
    if (!isOpen(this.#state) && this.#state.status !== 'resolved') return;
    const messageId = this.#writes('message', actor, this.#options.random.pick(bodies));
    this.#does(actor, 'addMessage', { messageId, visibility: 'public' });
  }

  #writes(
    kind: PastText['kind'],
    actor: Actor,
    body: string,
    more: Pick<PastText, 'outcome'> = {},
  ): string {
    const id = `${this.#options.ticketId}-text-${this.#texts.length + 1}`;
    this.#texts.push({ id, kind, authorId: actor.id, at: this.#now, body, ...more });
    return id;
  }

  /** What the process refuses here did not happen: time had already decided otherwise. */
  #does<N extends CommandName>(actor: Actor, name: N, payload: CommandPayload[N]): void {
    this.#commandCount += 1;
    const commandId = `${this.#options.ticketId}-${this.#commandCount}`;
    const action = { name, actor, commandId, ...payload } as Command;
    const decision = decide(this.#state, action, this.#now, this.#options.rules);
    if (decision.kind === 'refusal') {
      const passed = advance(this.#state, this.#now - 1, this.#options.rules);
      this.#state = passed.state;
      this.#events.push(...passed.events);
      return;
    }
    this.#state = decision.state;
    this.#events.push(...decision.events);
  }
}

const step = {
  information: {
    step: 'Asked since when and for whom',
    outcome: 'Since this week, several people',
  },
  test: { step: 'Tried with another device and account', outcome: 'Same result: not the device' },
  reproduction: { step: 'Reproduced at the desk', outcome: 'Happens each time' },
} as const;

/** A past ticket is shown only if it was over by then: nothing runs it any more. */
export function isPast(ticket: PastTicket, today: number): boolean {
  const last = ticket.events.at(-1)?.at ?? 0;
  return isOver(ticket.state) && last <= today;
}
