import type { Action } from '../../domain/actions.ts';
import { allocate } from '../../domain/allocation.ts';
import { addWorkingMs } from '../../domain/calendar.ts';
import type { CommandName, OnCallFound } from '../../domain/commands.ts';
import { decide } from '../../domain/decide.ts';
import { dayMs } from '../../domain/durations.ts';
import type { TicketEvent } from '../../domain/events.ts';
import { evolve } from '../../domain/evolve.ts';
import { pageToPlace } from '../../domain/paging.ts';
import type { Rules } from '../../domain/process.ts';
import { recipientsOf } from '../../domain/recipients.ts';
import { recordOf } from '../../domain/record.ts';
import type { Refusal, RefusalCode } from '../../domain/refusals.ts';
import type { Actor, TicketState } from '../../domain/ticket.ts';
import { advance } from '../../domain/timeline.ts';
import { compileCalendar } from '../calendars/compiler.ts';
import { compileProcess } from '../compile.ts';
import type { ProcessDefinition } from '../define.ts';
import { type Duration, minutesOf } from '../durations.ts';
import { instant, type LedgerWords } from '../ledger_table.ts';
import { refusalText } from '../refusal_words.ts';
import { findFacts } from '../text_facts.ts';
import { addresseeName, type Expectation, mismatchesOf } from './expectation.ts';
import { firstDate, instantAfter } from './instants.ts';
import { type NamesUnder, payloadOf, type Saying } from './names.ts';
import { RehearsalError } from './rehearsal_error.ts';

/** Somebody of a rehearsal. Whoever works in a group is an agent. */
export interface RehearsedPerson<Definition> {
  /** Support groups and roles of the process. */
  groups?: readonly (NamesUnder<Definition, 'groups'> | NamesUnder<Definition, 'roles'>)[];
  skills?: readonly string[];
}

export interface RehearsalOptions<Definition> {
  /** IANA zone in which moments are read and told; that of the process's first hours where absent. */
  zone?: string;
  /** By the names they act under. Of those who work in its group one gets a ticket that waits. */
  people?: Readonly<Record<string, RehearsedPerson<Definition>>>;
  /**
   * Who of a group is paged, one after the other, ten minutes each: nobody by an empty list. A page of a
   * group that is not named finds nobody yet, and waits.
   */
  onCall?: Readonly<Partial<Record<NamesUnder<Definition, 'groups'>, readonly string[]>>>;
}

/** How a ticket is opened. What is not said is as the process's defaults have it. */
export type RehearsedOpening<Definition> = Partial<
  Pick<
    Extract<Action, { name: 'open' }>,
    | 'type'
    | 'channel'
    | 'requesterTier'
    | 'requesterFacts'
    | 'requesterManager'
    | 'fields'
    | 'affected'
  >
> & {
  /** Who asks, `requester` where absent. */
  by?: string;
  category?: NamesUnder<Definition, 'categories'>;
  service?: NamesUnder<Definition, 'services'>;
  impact?: string;
  urgency?: string;
  /** What the process's text facts are found in. */
  subject?: string;
  description?: string;
};

/** So far calendars are known: a rehearsal lasts no longer. */
const horizonMs = 800 * dayMs;
/** Within this an agent on shift has a ticket that waits: the desk's own is quicker. */
const allocator: Actor = { kind: 'system', id: 'allocator' };
/** Who says who is on call. */
const onCallActor: Actor = { kind: 'system', id: 'on_call' };
const pageWaitMinutes = 10;

/**
 * Plays a ticket under a process, in plain steps, on the same core as the live desk and in no time:
 *
 * ```ts
 * rehearse(hospital, { people: { lea: { groups: ['service_desk'] } } })
 *   .at('Sat 03:00')
 *   .open({ category: 'imaging', impact: 'site', urgency: 'now' })
 *   .expect({ priority: 'critical', due: { resolution: 'Sat 07:00' } })
 *   .after(hours(5))
 *   .expect({ clocks: { resolution: 'breached' }, told: ['management 1'] });
 * ```
 *
 * @throws ProcessDefinitionError with everything that is wrong in the definition
 */
export function rehearse<const Definition extends { id: string; calendars: object }>(
  definition: Definition,
  options: RehearsalOptions<Definition> = {},
): Rehearsal<Definition> {
  return new Rehearsal(definition, options);
}

/** One ticket in the hands of a test. Each step gives the rehearsal back. */
export class Rehearsal<Definition extends object> {
  private readonly definition: ProcessDefinition;
  private readonly people: Readonly<Record<string, RehearsedPerson<Definition>>>;
  private readonly onCall: Readonly<Partial<Record<string, readonly string[]>>>;
  private readonly words: LedgerWords;
  private readonly rules: Rules;
  private readonly told: string[] = [];
  private now: number;
  private ticket: TicketState | null = null;
  private happened: TicketEvent[] = [];
  /** How many events the last expectation had seen. */
  private seenCount = 0;
  private actionCount = 0;

  constructor(definition: Definition, { zone, people = {}, onCall }: RehearsalOptions<Definition>) {
    // Its names are of no interest here, and a definition of names is no definition of any.
    this.definition = definition as object as ProcessDefinition;
    this.people = people;
    this.onCall = onCall ?? {};
    const ownZone = zone ?? zoneOf(this.definition);
    this.words = {
      zone: ownZone,
      causeTitle: (cause) => cause.replaceAll('_', ' '),
      calendarTitle: (calendar) => calendar.replaceAll('_', ' '),
    };
    this.now = instantAfter(`${firstDate} 00:00`, 0, ownZone);
    const process = compileProcess(this.definition);
    for (const [name, { groups = [] }] of Object.entries(people)) {
      const known = [...Object.keys(process.groups), ...Object.keys(this.definition.roles ?? {})];
      const unknown = groups.find((group) => !known.includes(group));
      if (unknown === undefined) continue;
      throw new Error(`people.${name}: '${unknown}'; expected one of ${known.join(', ')}`);
    }
    this.rules = { process, calendars: this.calendarsFrom(this.now) };
  }

  /** The ticket as it is. @throws Error before it was opened */
  get state(): TicketState {
    if (this.ticket) return this.ticket;
    throw new RehearsalError(['No ticket: open it first'], this.story());
  }

  /** All that happened to it. */
  get events(): readonly TicketEvent[] {
    return this.happened;
  }

  /**
   * Time passes until a moment: `Sat 03:00` (the first from now on), `03:00`, `2026-12-24 03:00`.
   * What is due until then happens.
   */
  at(when: string): this {
    return this.passTo(instantAfter(when, this.now, this.words.zone));
  }

  /** So much time passes, by the clock on the wall; working days by the hours of a calendar. */
  after(duration: Duration, calendar?: NamesUnder<Definition, 'calendars'>): this {
    if (calendar === undefined) {
      if ('minutes' in duration) return this.passTo(this.now + duration.minutes * 60_000);
      throw new Error('Working days: name the calendar that they are counted in');
    }
    const hours = this.rules.calendars[calendar];
    const written = this.definition.calendars[calendar];
    if (!hours || !written) throw new Error(`Calendar '${calendar}': the process has none`);
    return this.passTo(addWorkingMs(hours, this.now, minutesOf(duration, written) * 60_000));
  }

  /** Somebody asks for something: one ticket a rehearsal. */
  open(opening: RehearsedOpening<Definition> = {}): this {
    if (this.ticket) throw new Error('The ticket was opened already: rehearse another for another');
    const { by = 'requester', subject = '', description = '', ...asked } = opening;
    const action = {
      name: 'open',
      actor: this.actorOf(by, 'requester'),
      commandId: 'open',
      ticketId: 'tkt-00000000000000000000000000',
      channel: 'portal',
      requesterId: by,
      requesterTier: 'standard',
      facts: findFacts(this.definition, subject, description),
      ...asked,
    } as Extract<Action, { name: 'open' }>;
    return this.mustAct(by, 'open', action);
  }

  /** Somebody does something with the ticket. @throws RehearsalError where the desk refuses it */
  does<Name extends CommandName>(
    who: string,
    command: Name,
    ...[saying]: Record<never, never> extends Saying<Definition, Name>
      ? [Saying<Definition, Name>?]
      : [Saying<Definition, Name>]
  ): this {
    return this.mustAct(who, command, this.commandOf(who, command, saying ?? {}));
  }

  /** The same, which the desk must refuse, for this reason where one is named. */
  refuses<Name extends CommandName>(
    who: string,
    command: Name,
    saying: Saying<Definition, Name>,
    code?: RefusalCode,
  ): this {
    const refusal = this.refusalOf(this.commandOf(who, command, saying));
    if (!refusal) return this.fail([`${who} may ${command}, and was expected to be refused`]);
    if (code === undefined || refusal.code === code) return this;
    const text = refusalText(refusal, 'en');
    return this.fail([`${who} ${command}: expected refusal ${code}, is ${refusal.code}: ${text}`]);
  }

  /** @throws RehearsalError with all that is not so, what happened, and the ledger of each clock */
  expect(expected: Expectation<Definition>): this {
    const mismatches = mismatchesOf(expected, {
      state: this.state,
      clocks: recordOf(this.happened).clocks,
      events: this.happened.slice(this.seenCount),
      told: this.told,
      zone: this.words.zone,
      tiers: this.rules.process.tiers,
    });
    if (mismatches.length > 0) this.fail(mismatches);
    this.seenCount = this.happened.length;
    this.told.length = 0;
    return this;
  }

  private passTo(until: number): this {
    while (this.ticket && this.now < until) {
      const shiftAt = this.nextShift(until);
      const later = advance(this.ticket, shiftAt, this.rules);
      this.now = shiftAt;
      this.take(later.state, later.events);
    }
    this.now = until;
    if (!this.ticket) this.rules.calendars = this.calendarsFrom(until);
    return this;
  }

  /** When somebody begins to work for whom the ticket waits, or `until`, whichever comes first. */
  private nextShift(until: number): number {
    const { waitingForAgent, group } = this.state;
    const calendar = this.rules.calendars[this.rules.process.groups[group]?.calendar ?? ''];
    if (!waitingForAgent || !calendar || this.rosterOf(group).length === 0) return until;
    const opensAt = addWorkingMs(calendar, this.now + 1, 1) - 1;
    return Math.min(until, opensAt);
  }

  private mustAct(who: string, command: string, action: Action): this {
    const refusal = this.refusalOf(action);
    if (!refusal) return this;
    const text = refusalText(refusal, 'en');
    return this.fail([`${who} ${command}: refused, ${refusal.code}: ${text}`]);
  }

  private refusalOf(action: Action): Refusal | null {
    const decision = decide(this.ticket, action, this.now, this.rules);
    if (decision.kind === 'refusal') return decision.refusal;
    this.take(decision.state, decision.events);
    return null;
  }

  /** Takes what was decided, notes who is told of it, and finds whoever the ticket waits for. */
  private take(state: TicketState, events: readonly TicketEvent[]): void {
    let before = this.ticket;
    for (const event of events) {
      before = evolve(before, event);
      this.told.push(...recipientsOf(event, before).map(({ to }) => addresseeName(to)));
    }
    this.ticket = state;
    this.happened = [...this.happened, ...events];
    if (state.waitingForAgent) this.allocate(state);
    this.placePage();
  }

  private placePage(): void {
    const page = this.ticket && pageToPlace(this.ticket);
    const chain = page && this.onCall[page.group];
    if (!page || !chain) return;
    const { n, level, round } = page;
    const person = chain[level - 1];
    const found: OnCallFound =
      person === undefined
        ? { kind: 'nobody', reason: 'no_rotation' }
        : { kind: 'person', person, layer: null, cause: 'named', waitMinutes: pageWaitMinutes };
    const commandId = this.nextCommandId();
    this.refusalOf({
      ...{ name: 'placePage', actor: onCallActor, commandId, n, level, round, found },
      next: level < chain.length ? { level: level + 1, round } : null,
    });
  }

  private allocate({ group, ticketId, priority, waitingForAgent: waiting }: TicketState): void {
    const strategy = this.rules.process.groups[group]?.strategy;
    const request = this.happened.findLast(({ type }) => type === 'assignment_requested');
    if (!waiting || !strategy || request?.type !== 'assignment_requested') return;
    const { skills, preferredAgent, excludedAgents, dueAt: _ } = request.data;
    const [decision] = allocate({
      waiting: [
        {
          ...{ ticketId, waitingSince: waiting.since, skills, preferredAgent, excludedAgents },
          priorityRank: this.rules.process.priorities.indexOf(priority) + 1,
        },
      ],
      roster: this.rosterOf(group),
      strategy,
      loads: {},
      lastAgent: null,
      now: this.now,
    });
    if (!decision) return;
    const { agent, strategy: chosenBy, candidates } = decision;
    this.refusalOf({
      name: 'takeAssignment',
      actor: allocator,
      commandId: this.nextCommandId(),
      decisionId: 'decision',
      assignee: agent,
      group,
      strategy: chosenBy,
      candidates,
    });
  }

  private rosterOf(group: string) {
    const shift = this.rules.calendars[this.rules.process.groups[group]?.calendar ?? ''];
    return Object.entries(this.people).flatMap(([agent, { groups = [], skills = [] }]) =>
      shift && (groups as readonly string[]).includes(group)
        ? [{ agent, capacity: 1, skills: [...skills], isAbsent: false, deputy: null, shift }]
        : [],
    );
  }

  private commandOf(who: string, name: CommandName, saying: object): Action {
    const actor = this.actorOf(who, 'requester');
    const groups = this.people[who]?.groups as readonly string[] | undefined;
    return {
      name,
      actor,
      commandId: this.nextCommandId(),
      ...(groups && { memberships: { [this.definition.id]: groups } }),
      ...payloadOf(name, saying as Record<string, unknown>),
    } as Action;
  }

  private actorOf(who: string, otherwise: Actor['kind']): Actor {
    return { kind: this.people[who]?.groups ? 'agent' : otherwise, id: who };
  }

  private nextCommandId(): string {
    this.actionCount += 1;
    return `cmd-${this.actionCount}`;
  }

  private calendarsFrom(from: number): Rules['calendars'] {
    return Object.fromEntries(
      Object.entries(this.definition.calendars).map(([id, hours]) => [
        id,
        compileCalendar(id, hours, from - 7 * dayMs, from + horizonMs),
      ]),
    );
  }

  private fail(mismatches: readonly string[]): never {
    const at = instant(this.now, this.words.zone);
    throw new RehearsalError(
      mismatches.map((mismatch) => `${at}: ${mismatch}`),
      this.story(),
    );
  }

  private story() {
    return { events: this.happened, rules: this.rules, now: this.now, words: this.words };
  }
}

function zoneOf({ calendars }: ProcessDefinition): string {
  const hours = Object.values(calendars).find((one) => typeof one === 'object');
  return hours?.zone ?? 'UTC';
}
