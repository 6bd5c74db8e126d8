import test from 'ava';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { at, command, lea, process, requester, rules, Ticket } from './desk.ts';

function asking(requiredFields: NonNullable<ProcessSnapshot['requiredFields']>): Rules {
  return { ...rules, process: { ...process, gates: [], requiredFields } };
}

const everywhere = { all: [] };
const asksBoth = asking([
  { before: ['escalate', 'resolve'], fields: ['category', 'service'], when: everywhere },
]);
const resolves = command('resolve', lea, { code: 'solved', noteId: 'n' });
const climbs = command('escalate', lea, { kind: 'functional', reason: 'more_skill' });
const holds = command('setPending', lea, { reason: 'supplier' });

function opened(deskRules: Rules, fields: { category?: string; service?: string } = {}): Ticket {
  return new Ticket(at(0, '09:00'), fields, deskRules).does(at(0, '09:05'), lea, 'accept');
}

test('what must be known before a step is listed when it is missing', (t) => {
  const ticket = opened(asksBoth);
  t.deepEqual(ticket.refusalOf(at(0, '09:10'), resolves), {
    code: 'field_required',
    parameters: { step: 'resolve', missing: ['category', 'service'] },
  });
  ticket.does(at(0, '09:15'), lea, 'classify', { category: 'vpn' });
  t.like(ticket.refusalOf(at(0, '09:20'), climbs), { parameters: { missing: ['service'] } });
  t.is(ticket.refusalOf(at(0, '09:20'), holds), undefined, 'a step that asks nothing');
});

test('once it is known the step is taken', (t) => {
  const ticket = opened(asksBoth, { category: 'vpn', service: 'intranet' });
  t.is(ticket.refusalOf(at(0, '09:10'), climbs), undefined);
  t.is(
    opened(asksBoth, { category: 'vpn', service: 'intranet' }).act(at(0, '09:10'), resolves).state
      .status,
    'resolved',
  );
});

test('a field may be asked of some tickets only', (t) => {
  const ofUrgent = asking([
    { before: ['setPending'], fields: ['service'], when: { field: 'priority', in: ['p1'] } },
  ]);
  t.is(opened(ofUrgent).refusalOf(at(0, '09:10'), holds), undefined);
  const urgent = opened(ofUrgent).does(at(0, '09:06'), lea, 'classify', { priority: 'p1' });
  t.deepEqual(urgent.refusalOf(at(0, '09:10'), holds), {
    code: 'field_required',
    parameters: { step: 'setPending', missing: ['service'] },
  });
});

test('management is told, the requester gives up and rules escalate whatever is missing', (t) => {
  const ticket = opened(asksBoth);
  ticket.does(at(0, '09:10'), lea, 'escalate', { kind: 'hierarchical', reason: 'more_skill' });
  ticket.waitUntil(at(1, '13:40'));
  t.is(ticket.state.group, 'network', 'the time of the first line was up');
  ticket.does(at(1, '13:45'), requester, 'resolve', { code: 'solved_by_requester' });
  t.is(ticket.state.status, 'resolved');
});
