import test from 'ava';
import { deadlinesOf } from '../../workflows/domain/deadlines.ts';
import type {
  EscalationRule,
  Expression,
  ProcessSnapshot,
  Rules,
} from '../../workflows/domain/process.ts';
import type { ClockName } from '../../workflows/domain/ticket.ts';
import { at, command, hour, lea, marc, minute, process, requester, rules, Ticket } from './desk.ts';

const everywhere: Expression = { all: [] };
const solved = { code: 'solved', noteId: 'note-1' };
const said = (messageId: string) => ({ messageId, visibility: 'public' as const });

function desk(changes: Partial<ProcessSnapshot>): Rules {
  return { ...rules, process: { ...process, ...changes } };
}

/** A desk that promises a resolution alone, so long where a condition holds, counted around the clock. */
function promising(...targets: [when: Expression, hours: number][]): Rules {
  return desk({
    warnings: [],
    escalationRules: [],
    gates: [],
    targets: targets.map(([when, hours]) => ({
      clock: 'resolution',
      when,
      targetMinutes: hours * 60,
      calendar: 'always',
    })),
  });
}

const isVpn: Expression = { field: 'category', in: ['vpn'] };
const inTier = (tier: number): Expression => ({
  field: 'tier',
  in: [process.tiers[tier - 1] ?? ''],
});

function running(ticket: Ticket): ClockName[] {
  return ticket.state.clocks
    .filter(({ runningSince }) => runningSince !== null)
    .map((clock) => clock.name);
}

function warnings(ticket: Ticket): number[] {
  return ticket.events.filter(({ type }) => type === 'sla_warning').map((event) => event.at);
}

test('a promise made when the category is set counts from the opening', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, promising([isVpn, 4]));
  t.deepEqual(ticket.state.clocks, []);
  ticket.does(at(0, '10:30'), lea, 'classify', { category: 'vpn' });
  const { startedAt, dueAt, elapsedMs } = ticket.clock('resolution');
  t.is(startedAt, at(0, '09:00'));
  t.is(elapsedMs, 1.5 * hour);
  t.is(dueAt, at(0, '13:00'));
});

test('a promise made late does not count the pauses before it', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, promising([isVpn, 4]));
  ticket
    .does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' })
    .does(at(0, '12:00'), lea, 'endPending')
    .does(at(0, '12:30'), lea, 'classify', { category: 'vpn' });
  t.is(ticket.clock('resolution').dueAt, at(0, '15:00'));
});

test('a promise made while the ticket is pending waits with it', (t) => {
  const ticket = new Ticket(at(0, '09:00'), {}, promising([isVpn, 4]));
  ticket
    .does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' })
    .does(at(0, '11:00'), lea, 'classify', { category: 'vpn' });
  t.is(ticket.clock('resolution').dueAt, null);
  ticket.does(at(0, '16:00'), lea, 'endPending');
  t.is(ticket.clock('resolution').dueAt, at(0, '19:00'));
});

test('a category that is changed and changed back voids no promise and moves no due date', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, promising([isVpn, 4]));
  ticket.does(at(0, '10:00'), lea, 'classify', { category: 'printer' });
  t.is(ticket.clock('resolution').outcome, 'cancelled');
  ticket.does(at(0, '12:00'), lea, 'classify', { category: 'vpn' });
  const { cycle, startedAt, outcome, dueAt } = ticket.clock('resolution');
  t.deepEqual([cycle, startedAt, outcome], [1, at(0, '09:00'), null]);
  t.is(dueAt, at(0, '13:00'));
  t.is(ticket.record().clocks.length, 1);
});

test('what was broken before the promise went and came back stays broken, and is met by nobody', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, promising([isVpn, 1]));
  ticket
    .does(at(0, '11:00'), lea, 'classify', { category: 'printer' })
    .does(at(0, '11:30'), lea, 'classify', { category: 'vpn' })
    .does(at(0, '12:00'), lea, 'resolve', solved);
  const { breachedAt, outcome } = ticket.clock('resolution');
  t.deepEqual([breachedAt, outcome], [at(0, '10:00'), 'breached']);
  t.is(ticket.types().filter((type) => type === 'sla_breach').length, 1);
});

test('a target of a tier applies when the ticket climbs, with start and time used kept', (t) => {
  const tiered = promising([inTier(1), 8], [inTier(2), 4]);
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, tiered);
  ticket.does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  t.is(ticket.state.tier, 2);
  t.is(ticket.clock('resolution').startedAt, at(0, '09:00'));
  t.is(ticket.clock('resolution').dueAt, at(0, '13:00'));
});

test('a target of a group applies when the ticket is moved there', (t) => {
  const ofNetwork: Expression = { field: 'group', in: ['network'] };
  const ticket = new Ticket(at(0, '09:00'), {}, promising([ofNetwork, 4]));
  t.deepEqual(running(ticket), []);
  ticket.does(at(0, '10:00'), lea, 'assign', { group: 'network' });
  t.is(ticket.clock('resolution').dueAt, at(0, '13:00'));
});

test('who writes that it is still broken, and never got an answer, is owed the first one', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:30'), lea, 'accept').does(at(0, '10:00'), lea, 'resolve', solved);
  t.is(ticket.clock('first_response').outcome, null, 'nobody has answered');
  t.deepEqual(running(ticket), []);
  ticket.does(at(1, '09:00'), requester, 'addMessage', said('still broken'));
  t.deepEqual(running(ticket), ['first_response', 'total_resolution']);
  t.is(ticket.clock('first_response').dueAt, at(1, '10:00'), 'of two hours one was used');
});

test('who writes again after an answer and a resolution is owed the next one', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket
    .does(at(0, '09:30'), lea, 'addMessage', said('answer'))
    .does(at(0, '10:00'), lea, 'resolve', solved)
    .does(at(1, '09:00'), requester, 'addMessage', said('still broken'));
  t.is(ticket.clock('next_response').startedAt, at(1, '09:00'));
  t.is(ticket.clock('next_response').dueAt, at(1, '14:00'));
});

test('an answer that was owed and never given is neither met nor missed', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket
    .does(at(0, '09:30'), lea, 'accept')
    .does(at(0, '10:00'), lea, 'resolve', solved)
    .does(at(0, '11:00'), requester, 'close');
  t.is(ticket.state.firstResponseAt, null);
  t.is(ticket.clock('first_response').outcome, 'cancelled');
  t.is(ticket.clock('resolution').outcome, 'met');
  t.is(ticket.clock('total_resolution').outcome, 'met');
});

test('what the requester opened and resolved alone is neither met nor missed', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:30'), requester, 'resolve', { code: 'solved_by_requester' });
  t.deepEqual(running(ticket), []);
  ticket.does(at(0, '10:00'), requester, 'close');
  t.deepEqual(
    ticket.record().clocks.map(({ outcome }) => outcome),
    ['cancelled', 'cancelled', 'cancelled'],
  );
});

test('what the requester resolved alone and reopened is promised as before', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket
    .does(at(0, '10:00'), requester, 'resolve', { code: 'solved_by_requester' })
    .does(at(1, '09:00'), requester, 'reopen');
  t.deepEqual(running(ticket), ['first_response', 'resolution', 'total_resolution']);
  t.is(ticket.clock('first_response').dueAt, at(1, '10:00'));
  t.is(ticket.clock('resolution').elapsedMs, hour);
});

test('what the requester resolves after an answer was solved with our help: it is met', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket
    .does(at(0, '09:30'), lea, 'addMessage', said('try this'))
    .does(at(0, '10:00'), requester, 'resolve', { code: 'solved_by_requester' });
  t.is(ticket.clock('resolution').outcome, 'met');
});

test('nobody is warned of what has been missed, however long the target becomes', (t) => {
  const early = desk({
    warnings: [{ clock: 'resolution', beforeMinutes: 180 }],
    escalationRules: [],
    targets: [
      {
        clock: 'resolution',
        when: { field: 'priority', in: ['p1'] },
        targetMinutes: 120,
        calendar: 'always',
      },
      { clock: 'resolution', when: everywhere, targetMinutes: 3 * 24 * 60, calendar: 'always' },
    ],
  });
  const ticket = new Ticket(at(0, '09:00'), { impact: 'high', urgency: 'high' }, early);
  ticket
    .waitUntil(at(0, '12:00'))
    .does(at(0, '12:30'), lea, 'classify', { priority: 'p3' })
    .waitUntil(at(7, '00:00'));
  t.is(ticket.clock('resolution').breachedAt, at(0, '11:00'));
  t.deepEqual(warnings(ticket), []);
});

test('a target that becomes longer warns again at its own moment', (t) => {
  const ticket = new Ticket(
    at(0, '09:00'),
    { impact: 'high', urgency: 'high' },
    desk({
      escalationRules: [],
      warnings: [{ clock: 'resolution', percent: 50 }],
    }),
  );
  ticket.does(at(0, '11:30'), lea, 'classify', { priority: 'p3' }).waitUntil(at(3, '00:00'));
  // Half of four hours, then half of fourteen.
  t.deepEqual(warnings(ticket), [at(0, '11:00'), at(0, '17:00')]);
});

const halfWay = (when: Expression, then: EscalationRule['then']): EscalationRule => ({
  name: 'half_way',
  clock: 'resolution',
  atPercent: 50,
  when,
  then,
});
const toManagement = { hierarchical: 1 } as const;
const isP2: Expression = { field: 'priority', in: ['p2'] };

test('a rule whose percentage has passed acts when its condition becomes true, once', (t) => {
  const ticket = new Ticket(
    at(0, '09:00'),
    {},
    desk({
      escalationRules: [halfWay(isP2, toManagement)],
    }),
  );
  ticket.waitUntil(at(1, '11:00'));
  t.is(ticket.state.hierarchyLevel, 0);
  ticket.does(at(1, '11:30'), lea, 'classify', { priority: 'p2' });
  t.is(ticket.state.hierarchyLevel, 1);
  t.is(ticket.last('escalated').at, at(1, '11:30'));
  ticket
    .does(at(1, '11:40'), lea, 'classify', { priority: 'p3' })
    .does(at(1, '11:50'), lea, 'classify', { priority: 'p2' });
  t.is(ticket.types().filter((type) => type === 'escalation_rule_applied').length, 1);
});

test('a rule whose percentage lies ahead waits for it', (t) => {
  const ticket = new Ticket(
    at(0, '09:00'),
    {},
    desk({
      escalationRules: [halfWay(isP2, toManagement)],
    }),
  );
  ticket.does(at(0, '10:00'), lea, 'classify', { priority: 'p2' });
  t.is(ticket.state.hierarchyLevel, 0);
  ticket.waitUntil(at(1, '09:00'));
  t.is(ticket.last('escalated').at, at(0, '17:00'));
});

test('what was sent back down is not sent up again by a rule whose time had passed before', (t) => {
  const ticket = new Ticket(
    at(0, '09:00'),
    { category: 'vpn' },
    desk({
      gates: [],
      escalationRules: [halfWay(inTier(1), { functional: true })],
    }),
  );
  ticket
    .does(at(0, '10:00'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' })
    .does(at(0, '10:10'), marc, 'accept')
    .waitUntil(at(1, '10:00'))
    .does(at(1, '10:00'), marc, 'escalate', { kind: 'downward', noteId: 'note' });
  t.is(ticket.state.tier, 1);
});

test('at night a ticket that is promised around the clock waits for an agent by that clock', (t) => {
  const night = at(0, '22:00');
  const ticket = new Ticket(night, { impact: 'high', urgency: 'high' });
  t.is(ticket.state.waitingForAgent?.dueAt, night + hour);
  const calm = new Ticket(night);
  t.is(calm.state.waitingForAgent?.dueAt, at(1, '10:00'));
  calm.does(night + 10 * minute, lea, 'classify', { priority: 'p1' });
  t.is(calm.state.waitingForAgent?.dueAt, night + hour, 'from when it began to wait');
  t.is(calm.state.waitingForAgent?.since, night);
});

test('what comes first of promise and attention is the next deadline', (t) => {
  const ticket = new Ticket(at(0, '22:00'), { impact: 'high', urgency: 'high' });
  ticket.waitUntil(at(0, '23:30'));
  const [next] = deadlinesOf(ticket.state);
  t.is(next?.kind, 'warning');
  t.true((next?.at ?? 0) <= (ticket.clock('resolution').dueAt ?? 0));
});

test('an agent who answers a ticket that nobody has takes it', (t) => {
  const ticket = new Ticket(at(0, '09:00'));
  ticket.does(at(0, '09:10'), marc, 'addMessage', said('m1'));
  t.deepEqual(
    [ticket.state.assignee, ticket.state.status, ticket.state.waitingForAgent],
    [marc.id, 'in_progress', null],
  );
  ticket.does(at(0, '09:20'), lea, 'addMessage', said('m2'));
  t.is(ticket.state.assignee, marc.id);
});

test('a note inside, an automatic reply and the process’s word take nothing', (t) => {
  const inside = new Ticket(at(0, '09:00'));
  inside.does(at(0, '09:10'), marc, 'addMessage', { messageId: 'm', visibility: 'internal' });
  t.is(inside.state.assignee, null);
  const automatic = new Ticket(at(0, '09:00'));
  automatic.does(at(0, '09:10'), marc, 'addMessage', { ...said('m'), isAutomatic: true });
  t.is(automatic.state.assignee, null);
  const shared = new Ticket(at(0, '09:00'), {}, desk({ answerTakesTicket: false }));
  shared.act(at(0, '09:10'), command('addMessage', marc, said('m')));
  t.is(shared.state.assignee, null);
  t.is(shared.clock('first_response').outcome, 'met');
});
