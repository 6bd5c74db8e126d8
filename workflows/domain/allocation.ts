import { type CompiledCalendar, isWorkingAt } from './calendar.ts';
import type { Candidate } from './events.ts';
import type { SupportGroup } from './process.ts';

/** A ticket in the queue of its group. */
export interface WaitingTicket {
  ticketId: string;
  /** 1 for the most urgent. */
  priorityRank: number;
  waitingSince: number;
  skills: string[];
  preferredAgent: string | null;
  excludedAgents: string[];
}

/** An agent's place in a group, and the hours in which the agent works there. */
export interface RosterMember {
  agent: string;
  /** Tickets the agent may carry at once; what people assign by hand may exceed it. */
  capacity: number;
  skills: string[];
  isAbsent: boolean;
  /** Who stands in for an agent who is absent. */
  deputy: string | null;
  shift: CompiledCalendar;
}

export interface AgentLoad {
  /** Tickets carried in all groups together, offers included. */
  count: number;
  lastAssignedAt: number | null;
}

/** Everything the allocator looks at, for one support group at one instant. */
export interface AllocationPool {
  waiting: WaitingTicket[];
  roster: RosterMember[];
  strategy: SupportGroup['strategy'];
  loads: Record<string, AgentLoad>;
  /** Whom the last round-robin decision went to. */
  lastAgent: string | null;
  now: number;
}

export interface AllocationDecision {
  ticketId: string;
  agent: string;
  /** The rule that chose. */
  strategy: SupportGroup['strategy'] | 'preferred_agent';
  /** The whole roster in order of agent id, each with why it was taken or not. */
  candidates: Candidate[];
}

/**
 * Gives waiting tickets to agents, highest priority first, then the one that waits longest. An
 * agent is eligible who is present, on shift, skilled and not excluded, and gets nothing beyond
 * capacity. Among the eligible the ticket's preferred agent wins, or whoever stands in for that one,
 * then the group's strategy, then the lower id, so that the same pool always gives the same decisions. Tickets that nobody can
 * take are left waiting.
 */
export function allocate(pool: AllocationPool): AllocationDecision[] {
  const seats = pool.roster
    .map((member) => seatOf(member, pool))
    .sort((a, b) => compareText(a.member.agent, b.member.agent));
  const decisions: AllocationDecision[] = [];
  let { lastAgent } = pool;
  for (const ticket of [...pool.waiting].sort(compareWaiting)) {
    if (!seats.some(isFree)) break;
    const eligible = seats.filter((seat) => verdictOn(seat, ticket) === 'eligible');
    const preferred = preferredAmong(eligible, seats, ticket.preferredAgent);
    const chosen = preferred ?? firstBy(pool.strategy, eligible, lastAgent);
    if (!chosen) continue;
    decisions.push({
      ticketId: ticket.ticketId,
      agent: chosen.member.agent,
      strategy: preferred ? 'preferred_agent' : pool.strategy,
      candidates: seats.map((seat) => candidate(seat, ticket, chosen)),
    });
    chosen.load += 1;
    chosen.lastAssignedAt = pool.now;
    if (!preferred) lastAgent = chosen.member.agent;
  }
  return decisions;
}

/** One agent while decisions are being made. */
interface Seat {
  member: RosterMember;
  isOnShift: boolean;
  load: number;
  lastAssignedAt: number;
}

function seatOf(member: RosterMember, pool: AllocationPool): Seat {
  const load = pool.loads[member.agent];
  return {
    member,
    isOnShift: isWorkingAt(member.shift, pool.now),
    load: load?.count ?? 0,
    lastAssignedAt: load?.lastAssignedAt ?? Number.NEGATIVE_INFINITY,
  };
}

/** The preferred agent; while that one is absent the deputy, or the deputy's own. */
function preferredAmong(
  eligible: Seat[],
  seats: Seat[],
  preferredAgent: string | null,
): Seat | undefined {
  const passed = new Set<string>();
  for (let agent = preferredAgent; agent !== null && !passed.has(agent); ) {
    passed.add(agent);
    const able = eligible.find(({ member }) => member.agent === agent);
    if (able) return able;
    const member = seats.find((seat) => seat.member.agent === agent)?.member;
    agent = member?.isAbsent ? member.deputy : null;
  }
  return undefined;
}

function isFree(seat: Seat): boolean {
  return seat.isOnShift && !seat.member.isAbsent && seat.load < seat.member.capacity;
}

function verdictOn(seat: Seat, ticket: WaitingTicket): Exclude<Candidate['verdict'], 'chosen'> {
  const { member } = seat;
  if (ticket.excludedAgents.includes(member.agent)) return 'excluded';
  if (ticket.skills.some((skill) => !member.skills.includes(skill))) return 'lacks_skill';
  if (member.isAbsent) return 'absent';
  if (!seat.isOnShift) return 'off_shift';
  return seat.load < member.capacity ? 'eligible' : 'full';
}

function candidate(seat: Seat, ticket: WaitingTicket, chosen: Seat): Candidate {
  const { agent, capacity } = seat.member;
  const verdict = seat === chosen ? 'chosen' : verdictOn(seat, ticket);
  return { agent, load: seat.load, capacity, verdict };
}

/** `eligible` is in order of agent id, which decides between equals. */
function firstBy(
  strategy: SupportGroup['strategy'],
  eligible: Seat[],
  lastAgent: string | null,
): Seat | undefined {
  switch (strategy) {
    case 'least_loaded':
      return smallest(eligible, (seat) => seat.load / seat.member.capacity);
    case 'longest_idle':
      return smallest(eligible, (seat) => seat.lastAssignedAt);
    case 'round_robin':
      return (
        eligible.find((seat) => lastAgent !== null && seat.member.agent > lastAgent) ?? eligible[0]
      );
  }
}

function smallest(seats: Seat[], measure: (seat: Seat) => number): Seat | undefined {
  let best: Seat | undefined;
  for (const seat of seats) if (!best || measure(seat) < measure(best)) best = seat;
  return best;
}

function compareWaiting(a: WaitingTicket, b: WaitingTicket): number {
  return (
    a.priorityRank - b.priorityRank ||
    a.waitingSince - b.waitingSince ||
    compareText(a.ticketId, b.ticketId)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
