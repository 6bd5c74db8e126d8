import type { EventData, EventSource, EventType, TicketEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Memberships, Skills } from './membership.ts';
import type { Rules } from './process.ts';
import { type Refusal, refusalOf } from './refusals.ts';
import type { Actor, RequesterManager, TicketState } from './ticket.ts';

/** One decision while it is being made: events are applied as they are emitted. */
export interface Draft {
  readonly at: number;
  /** Those the ticket follows: a migration replaces them. */
  readonly rules: Rules;
  readonly actor: Actor;
  /** Where the actor works; undefined where nobody knows. */
  readonly memberships: Memberships | undefined;
  /** What the actor can; undefined where nobody knows. */
  readonly skills: Skills | undefined;
  /** Who manages the requester, where whoever acts knows it. */
  readonly requesterManager: RequesterManager | undefined;
  /** The ticket that it is meant for, where this one stands for it. */
  readonly forTicketId: string | undefined;
  readonly events: TicketEvent[];
  /** The ticket with everything emitted so far. */
  readonly state: TicketState;
  /** `actor` replaces the draft's own, for what the process does by itself. */
  emit<T extends EventType>(type: T, data: EventData[T], actor?: Actor): void;
  /** From here on the ticket follows other rules. */
  follow(rules: Rules): void;
}

export function startDraft(
  initial: TicketState | null,
  at: number,
  rules: Rules,
  by: {
    actor: Actor;
    memberships?: Memberships;
    skills?: Skills;
    requesterManager?: RequesterManager;
    commandId: string | null;
    standingFor?: string;
    source?: EventSource;
  },
): Draft {
  let current = initial;
  let followed = rules;
  const events: TicketEvent[] = [];
  return {
    at,
    get rules() {
      return followed;
    },
    actor: by.actor,
    memberships: by.memberships,
    skills: by.skills,
    requesterManager: by.requesterManager,
    forTicketId: by.standingFor === initial?.ticketId ? undefined : by.standingFor,
    events,
    get state(): TicketState {
      if (current === null) throw new Error('The ticket was not opened yet');
      return current;
    },
    emit(type, data, actor = by.actor) {
      const seq = (current?.seq ?? 0) + 1;
      const event = { seq, type, at, actor, commandId: by.commandId, data } as TicketEvent;
      if (by.source) event.source = by.source;
      current = evolve(current, event);
      events.push(event);
    },
    follow(others) {
      followed = others;
    },
  };
}

export type Decision =
  | { kind: 'events'; events: TicketEvent[]; state: TicketState }
  | { kind: 'refusal'; refusal: Refusal };

/** Runs the rules of one action and gives their refusal back as a value. */
export function settle(draft: Draft, run: () => void): Decision {
  try {
    run();
    return { kind: 'events', events: draft.events, state: draft.state };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { kind: 'refusal', refusal };
  }
}
