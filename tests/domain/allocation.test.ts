import test from 'ava';
import fc from 'fast-check';
import {
  type AllocationPool,
  allocate,
  type RosterMember,
  type WaitingTicket,
} from '../../workflows/domain/allocation.ts';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';

const now = Date.UTC(2026, 0, 5, 10);
const hour = 3_600_000;

function calendar(id: string, minutes: number[]): CompiledCalendar {
  return { id, version: 'test', fromMinute: 0, toMinute: 60_000_000, minutes };
}

const onDuty = calendar('on_duty', [0, 60_000_000]);
const offDuty = calendar('off_duty', []);

function agent(name: string, changes: Partial<RosterMember> = {}): RosterMember {
  return {
    agent: name,
    capacity: 2,
    skills: [],
    isAbsent: false,
    deputy: null,
    shift: onDuty,
    ...changes,
  };
}

function waiting(ticketId: string, changes: Partial<WaitingTicket> = {}): WaitingTicket {
  return {
    ticketId,
    priorityRank: 3,
    waitingSince: now - hour,
    skills: [],
    preferredAgent: null,
    excludedAgents: [],
    ...changes,
  };
}

function pool(changes: Partial<AllocationPool>): AllocationPool {
  return {
    waiting: [waiting('tkt-1')],
    roster: [agent('acc-a')],
    strategy: 'least_loaded',
    loads: {},
    lastAgent: null,
    now,
    ...changes,
  };
}

function agentsChosen(changes: Partial<AllocationPool>): string[] {
  return allocate(pool(changes)).map((decision) => decision.agent);
}

const threeTickets = [waiting('tkt-1'), waiting('tkt-2'), waiting('tkt-3')];
const busy = (count: number, lastAssignedAt: number | null = null) => ({ count, lastAssignedAt });

test('the least loaded agent is the one with the smallest share of capacity in use', (t) => {
  const roster = [agent('acc-a', { capacity: 2 }), agent('acc-b', { capacity: 10 })];
  t.deepEqual(agentsChosen({ roster, loads: { 'acc-a': busy(1), 'acc-b': busy(3) } }), ['acc-b']);
});

test('round robin goes on after the agent who had the last decision, and around', (t) => {
  const roster = [agent('acc-c'), agent('acc-a'), agent('acc-b')];
  const chosen = agentsChosen({
    roster,
    strategy: 'round_robin',
    waiting: threeTickets,
    lastAgent: 'acc-b',
  });
  t.deepEqual(chosen, ['acc-c', 'acc-a', 'acc-b']);
});

test('round robin passes over a full agent without giving the next one a double share', (t) => {
  const roster = [agent('acc-a', { capacity: 1 }), agent('acc-b'), agent('acc-c')];
  const chosen = agentsChosen({
    roster,
    strategy: 'round_robin',
    waiting: threeTickets,
    loads: { 'acc-a': busy(1) },
  });
  t.deepEqual(chosen, ['acc-b', 'acc-c', 'acc-b']);
});

test('the longest idle agent is the one assigned a ticket longest ago, if ever', (t) => {
  const roster = [agent('acc-a'), agent('acc-b'), agent('acc-c')];
  const loads = { 'acc-a': busy(0, now - hour), 'acc-b': busy(1, now - 2 * hour) };
  const chosen = agentsChosen({ roster, strategy: 'longest_idle', waiting: threeTickets, loads });
  t.deepEqual(chosen, ['acc-c', 'acc-b', 'acc-a']);
});

test('the preferred agent comes before the strategy, but only while eligible', (t) => {
  const roster = [agent('acc-a'), agent('acc-b')];
  const ticket = waiting('tkt-1', { preferredAgent: 'acc-b' });
  t.deepEqual(agentsChosen({ roster, waiting: [ticket] }), ['acc-b']);

  const offShift = [agent('acc-a'), agent('acc-b', { shift: offDuty })];
  t.deepEqual(agentsChosen({ roster: offShift, waiting: [ticket] }), ['acc-a']);
});

test('each decision says of the whole roster who was taken and why the others were not', (t) => {
  const roster = [
    agent('acc-absent', { isAbsent: true, skills: ['vpn'] }),
    agent('acc-away', { shift: offDuty, skills: ['vpn'] }),
    agent('acc-excluded', { skills: ['vpn'] }),
    agent('acc-free', { skills: ['vpn'] }),
    agent('acc-full', { capacity: 1, skills: ['vpn'] }),
    agent('acc-new', { skills: [] }),
    agent('acc-spare', { skills: ['vpn'] }),
  ];
  const ticket = waiting('tkt-1', { skills: ['vpn'], excludedAgents: ['acc-excluded'] });
  const [decision] = allocate(pool({ roster, waiting: [ticket], loads: { 'acc-full': busy(1) } }));

  t.deepEqual(
    decision?.candidates.map(({ agent, verdict }) => [agent, verdict]),
    [
      ['acc-absent', 'absent'],
      ['acc-away', 'off_shift'],
      ['acc-excluded', 'excluded'],
      ['acc-free', 'chosen'],
      ['acc-full', 'full'],
      ['acc-new', 'lacks_skill'],
      ['acc-spare', 'eligible'],
    ],
  );
});

test('a ticket nobody can take does not hold up the ones behind it', (t) => {
  const decisions = allocate(
    pool({ waiting: [waiting('tkt-1', { priorityRank: 1, skills: ['sap'] }), waiting('tkt-2')] }),
  );
  t.deepEqual(
    decisions.map((decision) => decision.ticketId),
    ['tkt-2'],
  );
});

test('what somebody absent would get goes to their deputy, and theirs, before the group', (t) => {
  const away = { isAbsent: true };
  const roster = [
    agent('acc-a'),
    agent('acc-b', { ...away, deputy: 'acc-c' }),
    agent('acc-c', { ...away, deputy: 'acc-d' }),
    agent('acc-d'),
  ];
  const tickets = [waiting('tkt-1', { preferredAgent: 'acc-b' })];
  t.deepEqual(agentsChosen({ roster, waiting: tickets }), ['acc-d']);
  t.deepEqual(
    agentsChosen({ roster, waiting: tickets, loads: { 'acc-d': busy(2) } }),
    ['acc-a'],
    'to the group where the deputy has no room',
  );
  const circle = [agent('acc-a'), agent('acc-b', { ...away, deputy: 'acc-b' })];
  t.deepEqual(agentsChosen({ roster: circle, waiting: tickets }), ['acc-a']);
  const present = [
    agent('acc-a'),
    agent('acc-b', { capacity: 1, deputy: 'acc-c' }),
    agent('acc-c'),
  ];
  t.deepEqual(
    agentsChosen({ roster: present, waiting: tickets, loads: { 'acc-b': busy(1) } }),
    ['acc-a'],
    'nobody stands in for who is there',
  );
});

// Properties -------------------------------------------------------------------------------------

const skills = fc.subarray(['vpn', 'sap', 'print']);
const agentName = fc.constantFrom('acc-a', 'acc-b', 'acc-c', 'acc-d', 'acc-e');

const anyRoster = fc.uniqueArray(
  fc.record({
    agent: agentName,
    capacity: fc.integer({ min: 1, max: 6 }),
    skills,
    isAbsent: fc.boolean(),
    deputy: fc.option(agentName),
    shift: fc.constantFrom(onDuty, onDuty, offDuty),
  }),
  { selector: (member) => member.agent },
);

const anyTicket = fc.record({
  ticketId: fc.integer({ min: 100, max: 999 }).map((n) => `tkt-${n}`),
  priorityRank: fc.integer({ min: 1, max: 8 }),
  waitingSince: fc.integer({ min: now - 5 * hour, max: now }),
  skills,
  preferredAgent: fc.option(agentName),
  excludedAgents: fc.uniqueArray(agentName, { maxLength: 2 }),
});

const anyPool: fc.Arbitrary<AllocationPool> = fc.record({
  waiting: fc.uniqueArray(anyTicket, { selector: (ticket) => ticket.ticketId, maxLength: 30 }),
  roster: anyRoster,
  strategy: fc.constantFrom('least_loaded', 'round_robin', 'longest_idle'),
  loads: fc.dictionary(
    agentName,
    fc.record({
      count: fc.integer({ min: 0, max: 8 }),
      lastAssignedAt: fc.option(fc.integer({ min: now - 9 * hour, max: now })),
    }),
  ),
  lastAgent: fc.option(agentName),
  now: fc.constant(now),
});

test('nobody is ever given more than capacity allows', (t) => {
  fc.assert(
    fc.property(anyPool, (anyone) => {
      const given = Map.groupBy(allocate(anyone), (decision) => decision.agent);
      for (const [name, decisions] of given) {
        const before = anyone.loads[name]?.count ?? 0;
        const member = anyone.roster.find(({ agent }) => agent === name) as RosterMember;
        if (before + decisions.length > member.capacity) return false;
      }
      return true;
    }),
  );
  t.pass();
});

test('whoever is given a ticket is present, on shift, skilled and not excluded', (t) => {
  fc.assert(
    fc.property(anyPool, (anyone) =>
      allocate(anyone).every((decision) => {
        const ticket = anyone.waiting.find(({ ticketId }) => ticketId === decision.ticketId);
        const member = anyone.roster.find(({ agent }) => agent === decision.agent);
        if (!ticket || !member) return false;
        return (
          !member.isAbsent &&
          member.shift === onDuty &&
          ticket.skills.every((skill) => member.skills.includes(skill)) &&
          !ticket.excludedAgents.includes(member.agent)
        );
      }),
    ),
  );
  t.pass();
});

test('no ticket is passed over for one of lower priority or shorter wait that needs no more', (t) => {
  fc.assert(
    fc.property(anyPool, (anyone) => {
      const plain = anyone.waiting.map((ticket) => ({ ...ticket, skills: [], excludedAgents: [] }));
      const taken = new Set(
        allocate({ ...anyone, waiting: plain }).map(({ ticketId }) => ticketId),
      );
      const rank = (ticket: WaitingTicket) =>
        `${ticket.priorityRank} ${String(ticket.waitingSince).padStart(15, '0')} ${ticket.ticketId}`;
      const inOrder = plain.map(rank).sort();
      const served = plain
        .filter(({ ticketId }) => taken.has(ticketId))
        .map(rank)
        .sort();
      t.deepEqual(served, inOrder.slice(0, served.length));
    }),
  );
});

test('a ticket is left waiting only where nobody eligible has room for it', (t) => {
  fc.assert(
    fc.property(anyPool, (anyone) => {
      const decisions = allocate(anyone);
      const loads = { ...anyone.loads };
      for (const { agent } of decisions) {
        loads[agent] = { count: (loads[agent]?.count ?? 0) + 1, lastAssignedAt: now };
      }
      const taken = new Set(decisions.map(({ ticketId }) => ticketId));
      const left = anyone.waiting.filter(({ ticketId }) => !taken.has(ticketId));
      return allocate({ ...anyone, waiting: left, loads }).length === 0;
    }),
  );
  t.pass();
});

test('the same pool gives the same decisions, in whatever order it was read', (t) => {
  fc.assert(
    fc.property(anyPool, (anyone) => {
      const shuffled = {
        ...anyone,
        waiting: anyone.waiting.toReversed(),
        roster: anyone.roster.toReversed(),
      };
      t.deepEqual(allocate(shuffled), allocate(anyone));
    }),
  );
});
