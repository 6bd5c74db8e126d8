import test from 'ava';
import fc from 'fast-check';
import type { EscalationRule, ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { hoursOfWeek, LoadMeter } from '../../workflows/processes/simulate/group_load.ts';
import { simulationReport } from '../../workflows/processes/simulate/report.ts';
import { type Simulation, Simulator } from '../../workflows/processes/simulate/simulate.ts';
import {
  allocator,
  at,
  day,
  hour,
  lea,
  marc,
  requester,
  rules,
  Ticket,
  ungated,
} from '../domain/desk.ts';
import { lives } from './recorded_lives.ts';

const period = { fromMs: at(0, '00:00'), toMs: at(28, '00:00'), zone: 'UTC' };

function changed(change: Partial<ProcessSnapshot>): Rules {
  return { ...rules, process: { ...rules.process, version: 2, ...change } };
}

function simulated(candidate: Rules, tickets: Ticket[], toMs = period.toMs): Simulation {
  const simulator = new Simulator(
    { current: { rules }, candidate: { rules: candidate } },
    { ...period, toMs },
  );
  for (const { state, events } of tickets) simulator.add({ ticketId: state.ticketId, events });
  return simulator.finish();
}

/** Taken at 10:00, answered at 11:00, resolved on Tuesday at 12:00. */
function solvedInTwoDays(): Ticket {
  return new Ticket(at(0, '09:00'), { category: 'printer' })
    .does(at(0, '10:00'), lea, 'accept')
    .does(at(0, '11:00'), lea, 'addMessage', { messageId: 'm', visibility: 'public' })
    .does(at(1, '12:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
}

function attainmentOf(simulation: Simulation, side: 'current' | 'candidate', clock: string) {
  return simulation[side].attainment.find((row) => row.clock === clock);
}

test('the process a history was lived under does to it what it did then', (t) => {
  fc.assert(
    fc.property(lives, (ticket) => {
      const { current, candidate } = simulated(rules, [ticket], ticket.state.updatedAt);
      t.deepEqual(current, candidate);
      t.is(current.eventCount, ticket.events.length);
      t.deepEqual(current.statuses, { [ticket.state.status]: 1 });
      t.deepEqual(current.refused, []);
    }),
    { numRuns: 200 },
  );
});

test('a target that is shorter than the work took is kept before and broken after', (t) => {
  // From Monday 09:00 to Tuesday 12:00 the office works ten hours.
  const targets = rules.process.targets.map((target) =>
    target.clock === 'resolution' ? { ...target, targetMinutes: 9 * 60 } : target,
  );
  const simulation = simulated(changed({ targets }), [solvedInTwoDays()]);
  const expected = { priority: 'p3', clock: 'resolution', otherCount: 0 };
  t.deepEqual(attainmentOf(simulation, 'current', 'resolution'), {
    ...expected,
    metCount: 1,
    breachedCount: 0,
    attainment: 1,
  } as never);
  t.deepEqual(attainmentOf(simulation, 'candidate', 'resolution'), {
    ...expected,
    metCount: 0,
    breachedCount: 1,
    attainment: 0,
  } as never);
  t.is(simulation.candidate.escalations.hierarchicalByRule, 1, 'and its breach is escalated');
});

test('a ticket’s hours are counted at the tier and in the group where it lay open', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'printer' }, ungated)
    .does(at(0, '12:00'), lea, 'assign', { group: 'network' })
    .does(at(0, '12:00'), marc, 'accept')
    .does(at(1, '12:00'), marc, 'resolve', { code: 'solved', noteId: 'note' })
    .does(at(1, '18:00'), requester, 'reopen')
    .does(at(1, '20:00'), requester, 'cancel');
  const { candidate: current } = simulated(ungated, [ticket]);
  t.deepEqual(current.tiers, [
    { tier: 1, ticketCount: 1, meanHours: 3 },
    { tier: 2, ticketCount: 1, meanHours: 26 },
  ]);
  const [desk, network] = current.loads;
  t.is(desk?.group, 'desk');
  // Four Mondays in the period, and one of them had the ticket from nine to twelve.
  t.deepEqual(desk?.byHourOfWeek.slice(8, 13), [0, 0.25, 0.25, 0.25, 0]);
  t.is(network?.mean, 26 / (28 * 24));
  t.is(current.reopenedCount, 1);
});

test('a ticket that is still open at the end of the history lies there until then', (t) => {
  const { current } = simulated(rules, [new Ticket(at(0, '09:00'))], at(0, '19:00'));
  t.deepEqual(current.tiers, [{ tier: 1, ticketCount: 1, meanHours: 10 }]);
  t.deepEqual(current.statuses, { new: 1 });
});

test('an escalation the candidate’s gate does not allow is counted and does not take place', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' })
    .does(at(0, '10:00'), lea, 'accept')
    .does(at(0, '10:10'), lea, 'addDiagnosticStep', {
      stepId: 's',
      kind: 'information',
      hasRuledOut: false,
    });
  const open = changed({ gates: [] });
  const lived = new Ticket(at(0, '09:00'), { category: 'vpn' }, open)
    .does(at(0, '10:00'), lea, 'accept')
    .does(at(0, '10:20'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.is(lived.state.tier, 2);
  const { candidate } = simulated(rules, [ticket, lived]);
  t.like(candidate.refused, [
    { code: 'gate_not_met', command: 'escalate', count: 1, adaptedCount: 0 },
  ]);
  t.is(candidate.escalations.functionalByPeople, 0);
});

test('a hand-off is accepted on the candidate though it is another one there', (t) => {
  // At 75 % of the resolution target, on Tuesday at 13:30, the rule hands it over.
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' })
    .waitUntil(at(1, '13:30'))
    .does(at(1, '14:00'), marc, 'acceptEscalation', { n: 1 });
  const half: EscalationRule = {
    name: 'half_of_the_time',
    clock: 'resolution',
    atPercent: 50,
    when: { all: [] },
    then: { hierarchical: 1 },
  };
  const candidate = changed({ escalationRules: [half, ...rules.process.escalationRules] });
  const { current, candidate: after } = simulated(candidate, [ticket], at(1, '15:00'));
  t.is(current.escalations.hierarchicalByRule, 0);
  t.is(after.escalations.hierarchicalByRule, 1, 'the first escalation is now another one');
  t.is(after.escalations.lapsed, 0);
  t.deepEqual(after.refused, []);
});

test('names the candidate does not have are left out, and codes it does not have replaced', (t) => {
  const ticket = solvedInTwoDays();
  const { printer: _, ...categories } = rules.process.categories;
  const candidate = changed({ categories, resolutionCodes: { done: { requires: ['article'] } } });
  const simulation = simulated(candidate, [ticket]);
  t.like(simulation.candidate.refused, [
    { code: 'category_unknown', command: 'open', count: 1, adaptedCount: 1 },
    { code: 'code_unknown', command: 'resolve', count: 1, adaptedCount: 1 },
  ]);
  t.deepEqual(simulation.candidate.statuses, { closed: 1 });
});

test('text facts of the candidate are looked for where the text is known', (t) => {
  const { state, events } = new Ticket(at(0, '09:00'));
  const findFacts = (subject: string) => (subject.includes('outage') ? ['outage'] : []);
  const simulator = new Simulator({ current: { rules }, candidate: { rules, findFacts } }, period);
  const text = { subject: 'outage in Lyon', description: '' };
  simulator.add({ ticketId: state.ticketId, events, text });
  const { current, candidate } = simulator.finish();
  t.is(current.attainment[0]?.priority, 'p3');
  t.is(candidate.attainment[0]?.priority, 'p1');
});

test('the report names both sides, every figure and every refusal', (t) => {
  const ticket = solvedInTwoDays();
  const { printer: _, ...categories } = rules.process.categories;
  const report = simulationReport(simulated(changed({ categories }), [ticket]));
  for (const words of [
    'small_desk@1',
    'small_desk@2',
    'p3 resolution',
    '100.0 % of 1',
    'functional, by rule',
    'tier first line',
    'Open tickets of desk by hour',
    'Refused by the candidate process',
    '1 × open: category_unknown, 1 done in its way instead',
  ]) {
    t.true(report.includes(words), `${words} in\n${report}`);
  }
  t.true(report.split('\n').every((line) => line.length <= 100));
});

test('the hours of the week are those of the zone, across a change of clocks', (t) => {
  // In Paris 2026-03-29 has no two o’clock: the hour after 01:00 is 03:00 on Sunday.
  const from = Date.UTC(2026, 2, 29, 0);
  t.deepEqual(hoursOfWeek(from, from + 3 * hour, 'Europe/Paris'), [
    6 * 24 + 1,
    6 * 24 + 3,
    6 * 24 + 4,
  ]);
});

test('load by hour adds up to the hours tickets lay there', (t) => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 21 * day }), fc.integer({ min: 0, max: 21 * day }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(fc.array(span), (spans) => {
      const start = at(0, '00:00');
      const meter = new LoadMeter(start, start + 21 * day);
      for (const [from, to] of spans) meter.add(start + from, start + to);
      const { mean, byHourOfWeek } = meter.means(hoursOfWeek(start, start + 21 * day, 'UTC'));
      const hours = spans.reduce((sum, [from, to]) => sum + (to - from) / hour, 0);
      t.true(Math.abs(mean * 21 * 24 - hours) < 1e-6);
      const weekly = byHourOfWeek.reduce((sum, load) => sum + load, 0);
      t.true(Math.abs(weekly * 3 - hours) < 1e-6);
    }),
  );
});

test('what the allocator did is done on the candidate in the group where the ticket waits', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'printer' }).does(
    at(0, '09:10'),
    allocator,
    'takeAssignment',
    {
      decisionId: 'd',
      assignee: lea.id,
      group: 'desk',
      strategy: 'least_loaded',
      candidates: [],
    },
  );
  const printer = { group: 'network', skills: [], escalation: {}, runbook: [] };
  const candidate = changed({ categories: { ...rules.process.categories, printer } });
  const simulation = simulated(candidate, [ticket], at(0, '10:00'));
  t.deepEqual(simulation.candidate.statuses, { assigned: 1 });
  t.deepEqual(simulation.candidate.refused, []);
});
