import test from 'ava';
import { Conformance, conformanceText } from '../../workflows/processes/conform/conformance.ts';
import { Simulator } from '../../workflows/processes/simulate/simulate.ts';
import { at, lea, rules, Ticket, ungated } from '../domain/desk.ts';

/** Tickets as they were lived without gates, against the process that has one. */
function against(tickets: Ticket[]) {
  const conformance = new Conformance();
  const simulator = new Simulator(
    {
      current: { rules: ungated },
      candidate: { rules, onRefused: (refused) => conformance.add(refused) },
    },
    { fromMs: at(0, '00:00'), toMs: at(10, '00:00'), zone: 'UTC' },
  );
  for (const { state, events } of tickets) simulator.add({ ticketId: state.ticketId, events });
  return conformance.finish(rules.process, tickets.length);
}

let count = 0;
function accepted(): Ticket {
  count += 1;
  const ticketId = `tkt-${String(count).padStart(26, '0')}`;
  const ticket = new Ticket(at(0, '09:00'), { ticketId, category: 'vpn' }, ungated);
  return ticket.does(at(0, '09:30'), lea, 'accept');
}

const solved = () =>
  accepted().does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });

/** Sent up with nothing done, and down again: what follows the first impossible step is not counted. */
const sentUp = () =>
  accepted()
    .does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .does(at(0, '10:30'), lea, 'acceptEscalation', { n: 1 });

test('a case that a gate would have held up could not have happened, and at which step', (t) => {
  const report = against([solved(), sentUp(), solved(), solved()]);
  t.is(report.caseCount, 4);
  t.is(report.conformingCount, 3);
  const [one, ...others] = report.nonConformities;
  t.deepEqual(others, []);
  t.like(one, { command: 'escalate', code: 'gate_not_met', caseCount: 1, share: 0.25 });
  t.is(one?.cases[0]?.at, new Date(at(0, '10:00')).toISOString());
  t.deepEqual(
    [one?.lowShare, one?.highShare].map((share) => Math.round(Number(share) * 1000)),
    [46, 699],
  );
});

test('the report says it in the words of the process', (t) => {
  const text = conformanceText(against([solved(), sentUp()]));
  t.regex(text, /1 ticket of 2 could have happened under it/);
  t.regex(text, /escalate: Before a ticket leaves ‘first_line’, record/);
});

test('a history that a process allows conforms to it', (t) => {
  const report = against([solved(), solved()]);
  t.deepEqual(report.nonConformities, []);
  t.is(report.conformingCount, 2);
});
