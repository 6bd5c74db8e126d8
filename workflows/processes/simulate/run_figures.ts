import { hourMs } from '../../domain/durations.ts';
import type { EventType, TicketEvent } from '../../domain/events.ts';
import type {
  ClockName,
  Escalation,
  Priority,
  Status,
  TicketState,
  Tier,
} from '../../domain/ticket.ts';
import { hoursOfWeek, LoadMeter } from './group_load.ts';

/** What became of the clocks of one name on tickets of one priority. */
export interface Attainment {
  priority: Priority;
  clock: ClockName;
  metCount: number;
  /** Clocks that passed their target, whether they still run or not. */
  breachedCount: number;
  /** Cancelled, or running and not due yet. */
  otherCount: number;
  /** met / (met + breached); null where no clock was decided. */
  attainment: number | null;
}

export interface EscalationCounts {
  functionalByPeople: number;
  functionalByRule: number;
  hierarchicalByPeople: number;
  hierarchicalByRule: number;
  refused: number;
  lapsed: number;
}

/** Wall-clock time tickets lay open at a tier; a ticket that was never there does not count. */
export interface TierTime {
  tier: Tier;
  ticketCount: number;
  meanHours: number;
}

export interface GroupLoad {
  group: string;
  /** Mean number of open tickets, over all hours of the period. */
  mean: number;
  /** The same by hour of the week, from Monday 00:00 in the zone of the period. */
  byHourOfWeek: number[];
}

export interface RunReport {
  attainment: Attainment[];
  escalations: EscalationCounts;
  tiers: TierTime[];
  loads: GroupLoad[];
  /** Tickets by the status they were in at the end of the history. */
  statuses: Partial<Record<Status, number>>;
  reopenedCount: number;
  eventCount: number;
}

export interface Period {
  fromMs: number;
  toMs: number;
  /** IANA zone of the hours of the week. */
  zone: string;
}

/** Measures tickets one after another while they are lived: `add` their events, then `end`. */
export class RunFigures {
  private readonly period: Period;
  private readonly attainment = new Map<string, Attainment>();
  private readonly tiers = new Map<Tier, { ticketCount: number; totalMs: number }>();
  private readonly loads = new Map<string, LoadMeter>();
  private readonly statuses: Partial<Record<Status, number>> = {};
  private readonly escalations: EscalationCounts = {
    functionalByPeople: 0,
    functionalByRule: 0,
    hierarchicalByPeople: 0,
    hierarchicalByRule: 0,
    refused: 0,
    lapsed: 0,
  };
  private reopenedCount = 0;
  private eventCount = 0;
  /** Where the ticket being measured lies; null while nobody has to work on it. */
  private stay: { group: string; tier: Tier; since: number } | null = null;
  private readonly msByTier = new Map<Tier, number>();
  /** The clocks of the ticket being measured, by name and cycle. */
  private readonly clocks = new Map<string, ClockFate>();
  private place: { group: string; tier: Tier } = { group: '', tier: 1 };

  constructor(period: Period) {
    this.period = period;
  }

  add(events: readonly TicketEvent[]): void {
    this.eventCount += events.length;
    for (const event of events) {
      if (event.type === 'ticket_routed') {
        this.leave(event.at);
        this.place = event.data;
        this.enter(event.at);
      } else if (event.type === 'ticket_reopened') {
        this.reopenedCount += 1;
        this.enter(event.at);
      } else if (event.type === 'ticket_unmerged') this.enter(event.at);
      else if (endings.has(event.type)) this.leave(event.at);
      else if (event.type === 'escalated') this.countEscalation(event.data.escalation);
      else if (event.type === 'escalation_refused') this.escalations.refused += 1;
      else if (event.type === 'escalation_lapsed') this.escalations.lapsed += 1;
      else this.followClock(event);
    }
  }

  /** The ticket has come to the end of the history. */
  end(state: TicketState): void {
    this.leave(this.period.toMs);
    this.msByTier.forEach((ms, tier) => {
      if (ms === 0) return;
      const time = this.tiers.get(tier) ?? { ticketCount: 0, totalMs: 0 };
      time.ticketCount += 1;
      time.totalMs += ms;
      this.tiers.set(tier, time);
    });
    this.msByTier.clear();
    this.statuses[state.status] = (this.statuses[state.status] ?? 0) + 1;
    this.countClocks(state);
  }

  report(): RunReport {
    const { period, escalations, statuses, reopenedCount, eventCount } = this;
    const hours = hoursOfWeek(period.fromMs, period.toMs, period.zone);
    const attainment = [...this.attainment.entries()].sort(byKey).map(([, row]) => row);
    for (const row of attainment) {
      const decided = row.metCount + row.breachedCount;
      row.attainment = decided === 0 ? null : row.metCount / decided;
    }
    return {
      attainment,
      escalations,
      tiers: [...this.tiers.entries()].sort(byKey).map(([tier, { ticketCount, totalMs }]) => ({
        tier,
        ticketCount,
        meanHours: totalMs / ticketCount / hourMs,
      })),
      loads: [...this.loads.entries()].sort(byKey).map(([group, meter]) => {
        const { mean, byHourOfWeek } = meter.means(hours);
        return { group, mean, byHourOfWeek };
      }),
      statuses,
      reopenedCount,
      eventCount,
    };
  }

  private enter(at: number): void {
    this.stay = { ...this.place, since: at };
  }

  private leave(at: number): void {
    if (this.stay === null) return;
    const { group, tier, since } = this.stay;
    this.stay = null;
    this.msByTier.set(tier, (this.msByTier.get(tier) ?? 0) + at - since);
    let load = this.loads.get(group);
    if (!load) {
      load = new LoadMeter(this.period.fromMs, this.period.toMs);
      this.loads.set(group, load);
    }
    load.add(since, at);
  }

  private followClock(event: TicketEvent): void {
    if (event.type === 'clock_started') {
      const { name, cycle } = event.data.clock;
      this.clocks.set(`${name} ${cycle}`, { name, isBreached: false, isMet: false });
    }
    if (event.type !== 'sla_breach' && event.type !== 'clock_stopped') return;
    const fate = this.clocks.get(`${event.data.name} ${event.data.cycle}`);
    if (!fate) return;
    if (event.type === 'sla_breach') fate.isBreached = true;
    else fate.isMet = event.data.outcome === 'met';
  }

  private countClocks({ priority }: TicketState): void {
    for (const { name: clock, isBreached, isMet } of this.clocks.values()) {
      const key = `${priority} ${clock}`;
      let row = this.attainment.get(key);
      if (!row) {
        row = { priority, clock, metCount: 0, breachedCount: 0, otherCount: 0, attainment: null };
        this.attainment.set(key, row);
      }
      if (isBreached) row.breachedCount += 1;
      else if (isMet) row.metCount += 1;
      else row.otherCount += 1;
    }
    this.clocks.clear();
  }

  private countEscalation({ kind, by }: Escalation): void {
    const isByRule = by.kind === 'system' && by.id.startsWith('rule:');
    if (kind === 'functional') {
      this.escalations[isByRule ? 'functionalByRule' : 'functionalByPeople'] += 1;
    } else this.escalations[isByRule ? 'hierarchicalByRule' : 'hierarchicalByPeople'] += 1;
  }
}

interface ClockFate {
  name: ClockName;
  isBreached: boolean;
  isMet: boolean;
}

const endings: ReadonlySet<EventType> = new Set<EventType>([
  'ticket_resolved',
  'ticket_closed',
  'ticket_cancelled',
  'ticket_merged',
]);

function byKey([a]: [string | number, unknown], [b]: [string | number, unknown]): number {
  return a < b ? -1 : 1;
}
