import type { Action, CommandName, CommandPayload } from '../../workflows/domain/actions.ts';
import { decide } from '../../workflows/domain/decide.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import {
  type Actor,
  isOpen,
  openEscalation,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';
import type { TicketHistory } from '../../workflows/processes/simulate.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const stepsMax = 40;

/**
 * Tickets as a desk lives them, made up from a seed: opened over the period, found an agent,
 * answered, put to rest, escalated, refused, resolved, reopened. The same seed gives the same
 * tickets. For measuring: nothing in it is a claim about real desks.
 */
export function* madeUpHistory(
  rules: Rules,
  options: { ticketCount: number; fromMs: number; toMs: number; seed: number },
): Generator<TicketHistory> {
  const { ticketCount, fromMs, toMs } = options;
  const dice = new Dice(options.seed);
  for (let number = 0; number < ticketCount; number++) {
    const openedAt = fromMs + Math.floor(((toMs - fromMs) * number) / ticketCount);
    yield new Life(rules, dice, number).live(openedAt, toMs);
  }
}

/** Mulberry32: small, fast and the same everywhere. */
class Dice {
  private seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** In [0, 1). */
  roll(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.roll() * items.length)] as T;
  }

  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.roll() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return (choices.at(-1) as readonly [number, T])[1];
  }
}

type Step = 'reply' | 'write' | 'note' | 'diagnose' | 'escalate' | 'rest' | 'classify' | 'resolve';

const steps: [number, Step][] = [
  [22, 'reply'],
  [16, 'write'],
  [6, 'note'],
  [20, 'diagnose'],
  [8, 'escalate'],
  [8, 'rest'],
  [4, 'classify'],
  [16, 'resolve'],
];

class Life {
  private readonly rules: Rules;
  private readonly dice: Dice;
  private readonly ticketId: string;
  private readonly requester: Actor;
  private readonly events: TicketEvent[] = [];
  private state: TicketState | null = null;
  private now = 0;
  private actionCount = 0;

  constructor(rules: Rules, dice: Dice, number: number) {
    this.rules = rules;
    this.dice = dice;
    this.ticketId = ticketIdFrom(String(number).padStart(26, '0'));
    this.requester = { kind: 'requester', id: `acc-requester-${number % 500}` };
  }

  live(openedAt: number, toMs: number): TicketHistory {
    this.now = openedAt;
    this.open();
    for (let step = 0; step < stepsMax && this.now < toMs; step++) {
      const { status } = this.state as TicketState;
      if (status === 'closed' || status === 'cancelled') break;
      if (status === 'resolved') {
        if (this.afterResolution()) break;
      } else this.work();
    }
    return { ticketId: this.ticketId, events: this.events };
  }

  private open(): void {
    const { dice } = this;
    const { categories, services } = this.rules.process;
    this.decide(this.requester, {
      name: 'open',
      ticketId: this.ticketId,
      channel: dice.pick(['portal', 'portal', 'email', 'phone', 'chat']),
      type: dice.weighted([
        [3, 'incident'],
        [1, 'service_request'],
      ]),
      category: dice.roll() < 0.8 ? dice.pick(Object.keys(categories)) : null,
      service: dice.roll() < 0.5 ? dice.pick(services) : null,
      impact: dice.pick(['high', 'medium', 'medium', 'low', 'low']),
      urgency: dice.pick(['high', 'medium', 'medium', 'low']),
      requesterId: this.requester.id,
      requesterTier: dice.roll() < 0.05 ? 'vip' : 'standard',
    });
  }

  private work(): void {
    const state = this.state as TicketState;
    this.wait(state.priority === 'p1' ? 20 * minuteMs : 3 * hourMs);
    if (!isOpen(this.state as TicketState)) return;
    if (state.assignee === null) this.findAgent();
    else this.act(this.dice.weighted(steps), { kind: 'agent', id: state.assignee });
  }

  private findAgent(): void {
    const { group } = this.state as TicketState;
    const assignee = `acc-${group}-${Math.floor(this.dice.roll() * 6)}`;
    const decisionId = `decision-${this.actionCount}`;
    const candidates = [{ agent: assignee, load: 1, capacity: 8, verdict: 'chosen' as const }];
    const strategy = 'least_loaded';
    const allocator: Actor = { kind: 'system', id: 'allocator' };
    this.does(allocator, 'takeAssignment', { decisionId, assignee, group, strategy, candidates });
  }

  private act(step: Step, agent: Actor): void {
    const { dice } = this;
    const state = this.state as TicketState;
    const escalation = openEscalation(state);
    if (escalation && dice.roll() < 0.6) {
      if (dice.roll() < 0.8) this.does(agent, 'acceptEscalation', { n: escalation.n });
      else this.does(agent, 'refuseEscalation', { n: escalation.n });
      return;
    }
    if (state.pending && dice.roll() < 0.5) {
      this.message(this.requester, 'public');
      return;
    }
    switch (step) {
      case 'reply':
        return this.message(agent, 'public');
      case 'write':
        return this.message(this.requester, 'public');
      case 'note':
        return this.message(agent, 'internal');
      case 'diagnose': {
        const kind = dice.pick(['information', 'test', 'reproduction'] as const);
        const stepId = `step-${this.actionCount}`;
        return this.does(agent, 'addDiagnosticStep', { stepId, kind, hasRuledOut: true });
      }
      case 'escalate':
        return this.does(agent, 'escalate', { kind: 'functional', reason: this.reason() });
      case 'rest': {
        const reason = dice.pick(['requester', 'requester', 'supplier', 'change'] as const);
        return this.does(agent, 'setPending', { reason });
      }
      case 'classify':
        return this.does(agent, 'classify', { urgency: dice.pick(['high', 'medium', 'low']) });
      case 'resolve': {
        const code = dice.pick(Object.keys(this.rules.process.resolutionCodes));
        const text = { noteId: 'note', articleId: 'article', rootCauseId: 'cause' };
        return this.does(agent, 'resolve', { code, ...text });
      }
    }
  }

  /** @returns true where nobody does anything more */
  private afterResolution(): boolean {
    this.wait(20 * hourMs);
    const fate = this.dice.roll();
    if (fate < 0.3) this.does(this.requester, 'recordSatisfaction', { score: 4 });
    if (fate < 0.1) this.message(this.requester, 'public');
    return fate >= 0.1;
  }

  private message(actor: Actor, visibility: 'public' | 'internal'): void {
    this.does(actor, 'addMessage', { messageId: `message-${this.actionCount}`, visibility });
  }

  private reason(): string {
    return this.dice.pick(this.rules.process.escalationReasons);
  }

  private wait(meanMs: number): void {
    this.now += Math.ceil(-Math.log(1 - this.dice.roll()) * meanMs);
  }

  private does<N extends CommandName>(actor: Actor, name: N, payload: CommandPayload[N]): void {
    this.decide(actor, { name, ...payload });
  }

  private decide(actor: Actor, step: object): void {
    this.actionCount += 1;
    const commandId = `${this.ticketId}-${this.actionCount}`;
    const action = { ...step, actor, commandId } as Action;
    const decision = decide(this.state, action, this.now, this.rules);
    if (decision.kind === 'refusal') return;
    this.state = decision.state;
    this.events.push(...decision.events);
  }
}
