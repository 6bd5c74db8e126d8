import test from 'ava';
import type { HandOffGate, Rules } from '../../workflows/domain/process.ts';
import { refusalText } from '../../workflows/processes/refusal_words.ts';
import { at, command, lea, marc, process, rules, Ticket } from './desk.ts';

/** The small desk with these gates instead; VPN has a runbook of two steps. */
function gated(...gates: HandOffGate[]): Rules {
  const { vpn, ...categories } = process.categories;
  if (!vpn) throw new Error('no category vpn');
  return {
    ...rules,
    process: {
      ...process,
      gates,
      categories: { ...categories, vpn: { ...vpn, runbook: ['ping', 'renew_certificate'] } },
    },
  };
}

const up = { kind: 'functional', reason: 'more_skill' } as const;
const step = { stepId: 'step', hasRuledOut: false } as const;
const test1 = { fromTier: 'first_line', requires: [{ kind: 'test', min: 1 }] } as const;
const oneTest: HandOffGate = { ...test1, requires: [...test1.requires] };

function vpnTicket(desk: Rules): Ticket {
  return new Ticket(at(0, '09:00'), { category: 'vpn' }, desk).does(at(0, '09:05'), lea, 'accept');
}

/** What a gate asks for before the ticket may be escalated. */
function missing(ticket: Ticket): unknown {
  const refusal = ticket.refusalOf(at(0, '10:00'), command('escalate', lea, up));
  return refusal?.code === 'gate_not_met' ? refusal.parameters.missing : refusal?.code;
}

test('a step of the runbook is asked for by its name: another of any kind does not pass', (t) => {
  const ticket = vpnTicket(gated({ fromTier: 'first_line', requires: [], runbook: ['ping'] }));
  for (const kind of ['information', 'test', 'workaround'] as const) {
    ticket.does(at(0, '09:10'), lea, 'addDiagnosticStep', { ...step, kind });
  }
  ticket.does(at(0, '09:11'), lea, 'addDiagnosticStep', {
    ...step,
    kind: 'test',
    runbookStep: 'made_coffee',
  });
  t.deepEqual(missing(ticket), [{ runbookStep: 'ping' }]);
  ticket.does(at(0, '09:12'), lea, 'addDiagnosticStep', {
    ...step,
    kind: 'test',
    runbookStep: 'ping',
  });
  t.is(missing(ticket), undefined);
  t.is(ticket.state.group, 'network');
});

test('all of the runbook is that of the category the ticket has now', (t) => {
  const ticket = vpnTicket(gated({ fromTier: 'first_line', requires: [], runbook: 'all' }));
  t.deepEqual(missing(ticket), [{ runbookStep: 'ping' }, { runbookStep: 'renew_certificate' }]);
  ticket.does(at(0, '09:20'), lea, 'classify', { category: 'printer' });
  t.is(missing(ticket), undefined, 'printers have no runbook');
});

test('a gate may be for some tickets only, and all that hold for one count', (t) => {
  const desk = gated(oneTest, {
    fromTier: 'first_line',
    when: { field: 'priority', in: ['p1'] },
    requires: [{ kind: 'reproduction', min: 1 }],
  });
  const ticket = vpnTicket(desk);
  t.deepEqual(missing(ticket), [{ kind: 'test', count: 1 }]);
  ticket.does(at(0, '09:20'), lea, 'classify', { impact: 'high', urgency: 'high' });
  t.deepEqual(missing(ticket), [
    { kind: 'test', count: 1 },
    { kind: 'reproduction', count: 1 },
  ]);
});

test('what a gate asks for is said in words', (t) => {
  const parameters = { tier: 'first_line', missing: [{ runbookStep: 'ping' }] };
  t.is(
    refusalText({ code: 'gate_not_met', parameters }, 'en'),
    "Before a ticket leaves ‘first_line’, carry out step 'ping' of the runbook and record it as such.",
  );
});

test('who assigns a ticket to a group above passes the same gate', (t) => {
  const ticket = vpnTicket(gated(oneTest));
  for (const to of [{ group: 'network' }, { group: 'core', assignee: marc.id }]) {
    const move = command('assign', lea, to);
    t.is(ticket.refusalOf(at(0, '09:10'), move)?.code, 'gate_not_met', to.group);
  }
  t.is(ticket.state.group, 'desk');
});

test('and says what must be known, as before an escalation', (t) => {
  const desk = gated();
  const requiredFields = [
    { before: ['escalate' as const], fields: ['service' as const], when: { all: [] } },
  ];
  const ticket = vpnTicket({ ...desk, process: { ...desk.process, requiredFields } });
  const move = command('assign', lea, { group: 'network' });
  t.is(ticket.refusalOf(at(0, '09:10'), move)?.code, 'field_required');
});

test('and hands it over: the group above owes its acknowledgement', (t) => {
  const ticket = vpnTicket(gated(oneTest))
    .does(at(0, '09:10'), lea, 'addDiagnosticStep', { ...step, kind: 'test' })
    .does(at(0, '09:20'), lea, 'assign', { group: 'core', noteId: 'note-why' });
  t.like(ticket.last('escalated').data.escalation, {
    fromGroup: 'desk',
    toGroup: 'core',
    reason: 'assignment',
    handOff: { noteId: 'note-why', stepCount: 1, missing: [] },
  });
  t.is(ticket.clock('acknowledgement').dueAt, at(0, '10:20'));
  t.is(ticket.types().filter((type) => type === 'assignment_requested').length, 2);
});

test('assigned to somebody above, it is theirs, and is acknowledged when they begin', (t) => {
  const ticket = vpnTicket(gated()).does(at(0, '09:20'), lea, 'assign', {
    group: 'network',
    assignee: marc.id,
  });
  t.is(ticket.state.assignee, marc.id);
  t.is(ticket.clock('acknowledgement').stoppedAt, null);
  ticket.does(at(0, '09:40'), marc, 'accept');
  t.is(ticket.clock('acknowledgement').outcome, 'met');
});

test('within a tier, and down, a ticket moves as it is', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'routing' });
  ticket.does(at(0, '09:10'), lea, 'assign', { group: 'desk' });
  t.is(ticket.state.escalationCount, 0);
});

test('those it was handed to refuse it by assigning it below, and the bounce counts', (t) => {
  const ticket = vpnTicket(gated())
    .does(at(0, '09:10'), lea, 'escalate', up)
    .does(at(0, '09:20'), marc, 'assign', { group: 'desk' });
  t.is(ticket.state.bounceCount, 1);
  t.is(ticket.record().escalations[0]?.outcome, 'refused');
  ticket
    .does(at(0, '09:30'), lea, 'escalate', up)
    .does(at(0, '09:40'), marc, 'assign', { group: 'desk' });
  t.is(ticket.state.hierarchyLevel, 1, 'as often as the process allows, and management is told');
});
