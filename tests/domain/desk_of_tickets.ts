import type { CommandName, CommandPayload } from '../../workflows/domain/commands.ts';
import {
  afterDelivery,
  type Delivery,
  nextCommands,
  type Outgoing,
  type OutgoingCommand,
  outcomeOfRefusal,
  outgoingCommandsOf,
  standingForOf,
} from '../../workflows/domain/outgoing_commands.ts';
import { onwardFrom } from '../../workflows/domain/standing.ts';
import type { Actor, SaidMessage, TicketState } from '../../workflows/domain/ticket.ts';
import { command, type OpenFields, type PayloadOf, Ticket } from './desk.ts';

interface Stretch {
  since: number;
  until: number;
}

/** How often everybody's word is carried on before a test says that they never agree. */
const roundsMax = 1_000;

/**
 * Tickets that command each other, as they do by their workflows: what each gives others is kept
 * until it is delivered, to whichever ticket stands for the one it was meant for.
 */
export class DeskOfTickets {
  readonly tickets = new Map<string, Ticket>();
  #outgoing = new Map<string, Outgoing[]>();
  #heard = new Map<string, number>();
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  /** `open(1)` is `tkt-…1`. */
  open(n: number, fields: OpenFields = {}): string {
    const ticketId = idOf(n);
    const ticket = new Ticket(this.#now, { ticketId, category: 'printer', ...fields });
    this.tickets.set(ticketId, ticket);
    this.#hear(ticketId);
    return ticketId;
  }

  /** A ticket with a past: whatever it told others then, they have heard. */
  takes({ state, events, rules }: Ticket): string {
    const { ticketId } = state;
    const ticket = new Ticket(state.openedAt, { ticketId }, rules);
    this.tickets.set(ticketId, Object.assign(ticket, { state, events }));
    this.#heard.set(ticketId, events.length);
    return ticketId;
  }

  opens<const N extends readonly number[]>(...numbers: N): { [K in keyof N]: string } {
    return numbers.map((n) => this.open(n)) as { [K in keyof N]: string };
  }

  of(ticketId: string): TicketState {
    return this.ticket(ticketId).state;
  }

  ticket(ticketId: string): Ticket {
    const ticket = this.tickets.get(ticketId);
    if (!ticket) throw new Error(`no ${ticketId}`);
    return ticket;
  }

  /** Somebody acts, and nothing of it is delivered yet. */
  does<N extends CommandName>(
    ticketId: string,
    actor: Actor,
    name: N,
    ...payload: PayloadOf<N>
  ): this {
    this.ticket(ticketId).does(this.#now, actor, name, ...payload);
    this.#hear(ticketId);
    return this;
  }

  /** Somebody writes on a ticket: where it was merged, to the one that stands for it. */
  says(ticketId: string, actor: Actor, message: CommandPayload['addMessage']): this {
    const standing = this.standing(ticketId);
    const said = command('addMessage', actor, message);
    const forIt = standing === ticketId ? said : { ...said, standingFor: ticketId };
    this.ticket(standing).act(this.#now, forIt as typeof said);
    this.#hear(standing);
    return this;
  }

  standing(ticketId: string): string {
    const { mergedInto } = this.of(ticketId);
    return mergedInto === null ? ticketId : this.standing(mergedInto);
  }

  wait(ms: number): this {
    this.#now += ms;
    for (const [ticketId, ticket] of this.tickets) {
      ticket.waitUntil(this.#now);
      this.#hear(ticketId);
    }
    return this;
  }

  /** Delivers everything, in turns, until nobody has anything to give. */
  settle(): this {
    for (let round = 0; round < roundsMax; round++) {
      const busy = [...this.#outgoing].filter(([, outgoing]) => outgoing.length > 0);
      if (busy.length === 0) return this;
      for (const [ticketId] of busy) this.#deliverNext(ticketId);
    }
    throw new Error('they command each other for ever');
  }

  #deliverNext(ticketId: string): void {
    const outgoing = this.#outgoing.get(ticketId) ?? [];
    const { commands, taken, rest } = nextCommands(outgoing, this.of(ticketId), 20);
    const deliveries = commands.map((one) => this.#deliver(one));
    // One that cannot be told yet is tried again, as its activity is.
    if (deliveries.includes(null)) return;
    const others = (this.#outgoing.get(ticketId) ?? []).filter((one) => !taken.includes(one));
    this.#outgoing.set(ticketId, [...rest, ...others]);
    for (const [index, one] of commands.entries()) {
      const next = afterDelivery(one, deliveries[index] as Delivery);
      if (next && this.ticket(ticketId).refusalOf(this.#now, next) === undefined) {
        this.#hear(ticketId);
      }
    }
  }

  #deliver(given: OutgoingCommand): Delivery | null {
    const passed: string[] = [];
    for (let receiver = given.ticketId; ; ) {
      const delivery = this.#give(receiver, given);
      passed.push(receiver);
      const { refusal } = delivery;
      const into = refusal?.code === 'ticket_over' ? refusal.parameters.mergedInto : null;
      const onward = onwardFrom(given, passed, delivery, into);
      if (onward === 'later') return null;
      if ('ends' in onward) return { ...onward.ends, ...this.#saidFor(given) };
      receiver = onward.to;
    }
  }

  /** As the rows tell it: what was said for a ticket on those that stood for it. */
  #saidFor({ regains, ticketId, fromTicketId, name }: OutgoingCommand): Pick<Delivery, 'said'> {
    if (!regains || name !== 'undoMerge' || fromTicketId === undefined) return {};
    const waiting = [fromTicketId, ...this.of(fromTicketId).mergedFrom.map((one) => one.ticketId)];
    const said = [...this.#stoodIn(ticketId, regains)].flatMap((one) =>
      this.ticket(one.ticketId).events.flatMap((event): SaidMessage[] => {
        if (event.type !== 'message_added') return [];
        const { at, actor, data } = event;
        const { messageId, isAutomatic, visibility, forTicketId } = data;
        const isForThem = forTicketId !== undefined && waiting.includes(forTicketId);
        const isAnswer = actor.kind === 'agent' && visibility === 'public';
        const isThen = at >= one.since && at <= one.until && data.saidAt === undefined;
        if (!isThen || !(isForThem || isAnswer)) return [];
        const said = { messageId, fromTicketId: one.ticketId, actor, at, isAutomatic, visibility };
        return [{ ...said, ...(forTicketId !== undefined && { forTicketId }) }];
      }),
    );
    return { said: said.toSorted((a, b) => a.at - b.at) };
  }

  /** The tickets that one was followed on in a stretch of time, one after another. */
  *#stoodIn(ticketId: string, within: Stretch): Generator<Stretch & { ticketId: string }> {
    if (!this.tickets.has(ticketId)) return;
    yield { ticketId, ...within };
    let merged: { into: string; since: number } | null = null;
    const { events } = this.ticket(ticketId);
    for (const event of [...events, null]) {
      const isMerge = event?.type === 'ticket_merged' || event?.type === 'merge_redirected';
      if (event !== null && !isMerge && event.type !== 'ticket_unmerged') continue;
      if (merged) {
        const since = Math.max(within.since, merged.since);
        const until = Math.min(within.until, event?.at ?? Number.POSITIVE_INFINITY);
        if (since <= until) yield* this.#stoodIn(merged.into, { since, until });
      }
      merged = event && isMerge ? { into: event.data.into, since: event.at } : null;
    }
  }

  #give(receiver: string, { name, actor, payload, ticketId }: OutgoingCommand): Delivery {
    const ticket = this.tickets.get(receiver);
    if (!ticket) return { outcome: 'gone', by: receiver };
    const forIt =
      name === 'link' && receiver !== ticketId ? { from: ticketId, ...payload } : payload;
    const given = { ...forIt, ...standingForOf({ name, ticketId }, receiver) };
    const refusal = ticket.refusalOf(this.#now, command(name, actor, given as never));
    if (refusal) return { outcome: outcomeOfRefusal(refusal), by: receiver, refusal };
    this.#hear(receiver);
    return { outcome: 'delivered', by: receiver };
  }

  #hear(ticketId: string): void {
    const { events } = this.ticket(ticketId);
    const heard = this.#heard.get(ticketId) ?? 0;
    let outgoing = this.#outgoing.get(ticketId) ?? [];
    for (const event of events.slice(heard)) {
      outgoing = [...outgoing, ...outgoingCommandsOf(event, this.of(ticketId))];
    }
    this.#heard.set(ticketId, events.length);
    this.#outgoing.set(ticketId, outgoing);
  }
}

export function idOf(n: number): string {
  return `tkt-${String(n).padStart(26, '0')}`;
}
