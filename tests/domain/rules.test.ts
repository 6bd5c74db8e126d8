import test from 'ava';
import type { Expression, ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import { nextClosing, nextOpening } from '../../workflows/domain/rules/hours.ts';
import {
  type ActingRule,
  ruleActsPerMinuteMax,
  ruleActsPerStepMax,
} from '../../workflows/domain/rules/rule.ts';
import { allocator, at, day, hour, lea, marc, office, requester, Ticket, ungated } from './desk.ts';

const everything: Expression = { all: [] };
const isP1: Expression = { field: 'priority', in: ['p1'] };

/** The small desk with rules that act; each is for every ticket, where it does not say otherwise. */
function desk(
  rules: (Omit<ActingRule, 'when'> & { when?: Expression })[],
  changes: Partial<ProcessSnapshot> = {},
): Rules {
  const acting = rules.map((rule) => ({ when: everything, ...rule }));
  return { ...ungated, process: { ...ungated.process, ...changes, rules: acting } };
}

const actsOf = (ticket: Ticket) =>
  ticket.events.flatMap(({ type, data, at: when }) =>
    type === 'rule_acted' ? [`${data.rule} ${(when - at(0, '00:00')) / hour}`] : [],
  );

test('a rule acts on an event of which its condition holds, as itself', (t) => {
  const rules = desk([
    { name: 'outage', on: { event: 'opened' }, when: isP1, do: [{ do: 'tag', add: ['outage'] }] },
  ]);
  const ordinary = new Ticket(at(0, '10:00'), {}, rules);
  t.deepEqual(actsOf(ordinary), []);
  const urgent = new Ticket(at(0, '10:00'), { facts: ['outage'] }, rules);
  t.deepEqual(urgent.state.tags, ['outage']);
  t.deepEqual(urgent.last('ticket_tagged').actor, { kind: 'system', id: 'rule:outage' });
  t.is(urgent.types().at(-1), 'ticket_tagged', 'what it did follows on that it acted');
});

test('a rule adds a task of the process, to whose group it goes, and another hears that it is done', (t) => {
  const tasks = {
    badge: { group: 'network', withinMinutes: 60, calendar: 'office', itemCount: 0, form: {} },
  };
  const rules = desk(
    [
      { name: 'needs_a_badge', on: { event: 'opened' }, do: [{ do: 'addTask', task: 'badge' }] },
      { name: 'badge_is_there', on: { event: 'task_done' }, do: [{ do: 'tag', add: ['ready'] }] },
      { name: 'badge_is_late', on: { event: 'task_overdue' }, do: [{ do: 'tag', add: ['late'] }] },
      { name: 'no_such_task', on: { event: 'opened' }, do: [{ do: 'addTask', task: 'cake' }] },
    ],
    { tasks },
  );
  const ticket = new Ticket(at(0, '10:00'), {}, rules);
  const added = ticket.last('task_added');
  t.deepEqual([added.data.group, added.actor.id], ['network', 'rule:needs_a_badge']);
  t.is(ticket.last('rule_refused').data.refusal.code, 'task_unknown');
  ticket.waitUntil(at(0, '11:30'));
  t.deepEqual(ticket.state.tags, ['late']);
  ticket.does(at(0, '11:40'), marc, 'completeTask', { n: 1 });
  t.deepEqual(ticket.state.tags, ['late', 'ready']);
});

test('what one rule does another is on, and each sees what the ones before left', (t) => {
  const rules = desk([
    {
      name: 'all_is_late',
      on: { event: 'classified' },
      when: isP1,
      do: [{ do: 'escalate', hierarchical: 1 }],
    },
    {
      name: 'a_note_makes_it_urgent',
      on: { event: 'note_added' },
      do: [{ do: 'set', priority: 'p1' }],
    },
  ]);
  const ticket = new Ticket(at(0, '10:00'), {}, rules);
  ticket.does(at(0, '11:00'), lea, 'addMessage', { messageId: 'one', visibility: 'internal' });
  t.deepEqual(actsOf(ticket), ['a_note_makes_it_urgent 11', 'all_is_late 11']);
  t.is(ticket.state.hierarchyLevel, 1);
  ticket.does(at(0, '11:30'), lea, 'addMessage', { messageId: 'two', visibility: 'internal' });
  t.deepEqual(
    actsOf(ticket).slice(2),
    ['a_note_makes_it_urgent 11.5'],
    'what is so already is done without a word, and no rule is on that',
  );
});

test('what a command would refuse is refused to a rule, said, and the next is done', (t) => {
  const { gates } = new Ticket(at(0, '10:00')).rules.process;
  const rules = desk(
    [
      {
        name: 'up_with_it',
        on: { event: 'opened' },
        do: [
          { do: 'assign', group: 'core' },
          { do: 'tag', add: ['up'] },
        ],
      },
    ],
    { gates },
  );
  const ticket = new Ticket(at(0, '10:00'), {}, rules);
  t.like(ticket.last('rule_refused').data, {
    rule: 'up_with_it',
    action: 'assign',
    refusal: { code: 'gate_not_met' },
  });
  t.is(ticket.state.group, 'desk', 'nothing of it was done');
  t.deepEqual(ticket.state.tags, ['up']);
});

test('a rule acts once on a ticket where it says so, and by each event where it does not', (t) => {
  const rules = desk([
    {
      name: 'once',
      on: { event: 'requester_wrote' },
      do: [{ do: 'tag', add: ['a'] }],
      once: 'ticket',
    },
    { name: 'each', on: { event: 'requester_wrote' }, do: [{ do: 'tag', add: ['b'] }] },
  ]);
  const ticket = new Ticket(at(0, '10:00'), {}, rules);
  for (const time of ['11:00', '14:00']) {
    ticket.does(at(0, time), requester, 'addMessage', { messageId: time, visibility: 'public' });
  }
  t.deepEqual(actsOf(ticket), ['once 11', 'each 11', 'each 14']);
  t.deepEqual(ticket.state.ruleStandings, { once: { count: 1 }, each: { count: 2 } });
});

test('a rule acts once for each clock, when its time has passed and its condition holds', (t) => {
  const rules = desk([
    {
      name: 'half',
      on: { clock: 'resolution', atPercent: 50 },
      when: isP1,
      do: [{ do: 'notify', recipients: ['assignee', 'group'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.waitUntil(at(1, '09:30'));
  t.deepEqual(actsOf(ticket), [], 'at the half, seven hours, it is not p1');
  ticket.does(at(1, '10:00'), lea, 'classify', { priority: 'p1' });
  t.deepEqual(actsOf(ticket), ['half 34'], 'once it is');
  ticket.does(at(1, '10:10'), lea, 'classify', { priority: 'p2' });
  ticket.does(at(1, '10:20'), lea, 'classify', { priority: 'p1' });
  t.is(actsOf(ticket).length, 1);
  t.deepEqual(ticket.last('notification_requested').data.recipients, ['assignee', 'group']);
});

test('a rule is on each warning of a clock', (t) => {
  const rules = desk(
    [
      {
        name: 'warned',
        on: { clock: 'resolution', warning: true },
        do: [{ do: 'notify', recipients: ['group'] }],
      },
    ],
    {
      escalationRules: [],
      warnings: [
        { clock: 'resolution', percent: 50 },
        { clock: 'resolution', beforeMinutes: 60 },
      ],
    },
  );
  const ticket = new Ticket(at(0, '09:00'), {}, rules).waitUntil(at(2, '09:00'));
  t.deepEqual(actsOf(ticket), ['warned 17', 'warned 40']);
});

test('a rule acts once in each stay in a state, so long after it began', (t) => {
  const rules = desk([
    {
      name: 'forgotten',
      on: { in: 'pending', afterMinutes: 120, calendar: 'office' },
      do: [{ do: 'resume' }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' });
  t.is(ticket.state.ruleStandings?.forgotten?.dueAt, at(0, '12:00'));
  ticket.does(at(0, '10:30'), lea, 'endPending');
  t.deepEqual(ticket.state.ruleStandings, {}, 'whoever ends it before waits for nothing');
  ticket.does(at(0, '11:00'), lea, 'setPending', { reason: 'supplier' });
  ticket.waitUntil(at(0, '16:00'));
  t.deepEqual(actsOf(ticket), ['forgotten 14'], 'lunch is not counted');
  t.is(ticket.state.pending, null);
  ticket.does(at(1, '09:00'), lea, 'setPending', { reason: 'supplier' });
  ticket.waitUntil(at(1, '16:00'));
  t.deepEqual(actsOf(ticket), ['forgotten 14', 'forgotten 35']);
});

test('so long in a state and then its condition: whichever comes later', (t) => {
  const rules = desk([
    {
      name: 'p1_has_nobody',
      on: { in: 'unassigned', afterMinutes: 60, calendar: 'always' },
      when: isP1,
      do: [{ do: 'escalate', hierarchical: 1 }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules).waitUntil(at(0, '11:00'));
  t.deepEqual(actsOf(ticket), []);
  ticket.does(at(0, '11:30'), marc, 'classify', { priority: 'p1' });
  t.deepEqual(actsOf(ticket), ['p1_has_nobody 11.5']);
});

test('a rule acts at each opening of a calendar of an open ticket for which its condition holds', (t) => {
  const rules = desk([
    {
      name: 'in_the_morning',
      on: { opens: 'office' },
      when: isP1,
      do: [{ do: 'notify', recipients: ['group'] }],
    },
  ]);
  const other = new Ticket(at(0, '10:00'), {}, rules);
  t.false(other.types().includes('rule_timed'), 'nobody waits for what would come to nothing');
  const ticket = new Ticket(at(0, '10:00'), { facts: ['outage'] }, rules).waitUntil(at(2, '08:00'));
  t.deepEqual(actsOf(ticket), ['in_the_morning 13', 'in_the_morning 33', 'in_the_morning 37']);
  t.is(nextOpening(office, at(4, '17:00')), at(7, '09:00'));
  t.is(nextClosing(office, at(0, '12:00')), at(0, '17:00'));
});

test('a rule at the opening of some hours looks at what holds then, not at the next opening', (t) => {
  const morning = { ...office, id: 'morning', version: 'morning-1' };
  const hours = (from: string, to: string) =>
    Array.from({ length: 300 }, (_, number) => [
      at(number, from) / 60_000,
      at(number, to) / 60_000,
    ]).flat();
  const mornings = { ...morning, minutes: hours('09:00', '10:00') };
  const rules = desk([
    {
      name: 'first_thing',
      on: { opens: 'office' },
      when: { within: 'morning' },
      do: [{ do: 'tag', add: ['morning'] }],
    },
  ]);
  const withMornings = { ...rules, calendars: { ...rules.calendars, morning: mornings } };
  const ticket = new Ticket(at(0, '14:00'), {}, withMornings);
  ticket.waitUntil(at(1, '09:30'));
  t.deepEqual(actsOf(ticket), ['first_thing 33'], 'at nine, and not at one');
  ticket.waitUntil(at(2, '17:00'));
  t.deepEqual(actsOf(ticket), ['first_thing 33', 'first_thing 57']);
});

test('so long in progress is counted from when it came to be so, and open from a reopening', (t) => {
  const rules = desk([
    {
      name: 'four_hours',
      on: { in: 'in_progress', afterMinutes: 240, calendar: 'always' },
      do: [{ do: 'tag', add: ['long'] }],
    },
    {
      name: 'five_days',
      on: { in: 'open', afterMinutes: 5 * 24 * 60, calendar: 'always' },
      do: [{ do: 'tag', add: ['old'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '09:30'), lea, 'accept');
  ticket.does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' });
  ticket.does(at(0, '16:00'), lea, 'endPending').waitUntil(at(0, '16:30'));
  t.deepEqual(actsOf(ticket), []);
  ticket.waitUntil(at(0, '20:00'));
  t.deepEqual(actsOf(ticket), ['four_hours 20']);
  ticket.does(at(1, '09:00'), lea, 'resolve', { code: 'solved', noteId: 'note' });
  ticket.does(at(2, '09:00'), requester, 'reopen').waitUntil(at(6, '12:00'));
  t.false(actsOf(ticket).some((one) => one.startsWith('five_days')));
});

test('an outage of the desk changes nothing of what rules do', (t) => {
  const rules = desk([
    {
      name: 'ping',
      on: { in: 'unassigned', afterMinutes: 90, calendar: 'office' },
      do: [{ do: 'hold', reason: 'supplier', forMinutes: 30, calendar: 'office' }],
    },
    {
      name: 'pong',
      on: { event: 'resumed' },
      do: [{ do: 'notify', recipients: ['group'] }],
    },
  ]);
  const late = new Ticket(at(0, '09:00'), {}, rules).waitUntil(at(9, '09:00'));
  const live = new Ticket(at(0, '09:00'), {}, rules);
  for (let when = at(0, '09:00'); when <= at(9, '09:00'); when += hour / 2) live.waitUntil(when);
  t.deepEqual(live.events, late.events);
  t.true(actsOf(late).length > 1);
});

test('rules that feed each other are stopped, and that is told', (t) => {
  const rules = desk([
    {
      name: 'urgent',
      on: { event: 'classified' },
      do: [{ do: 'set', priority: 'p2' }],
      when: { not: { field: 'priority', in: ['p2'] } },
    },
    {
      name: 'not_so_urgent',
      on: { event: 'classified' },
      do: [{ do: 'set', priority: 'p3' }],
      when: { field: 'priority', in: ['p2'] },
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '10:00'), lea, 'classify', { priority: 'p1' });
  t.is(actsOf(ticket).length, ruleActsPerStepMax);
  t.is(ticket.last('rules_stopped').data.limit, ruleActsPerStepMax);
  t.notThrows(() =>
    ticket.does(at(0, '11:00'), lea, 'addMessage', { messageId: 'm', visibility: 'public' }),
  );
});

test('a rule gives a ticket to the queue of a group, for whoever has the skills it names', (t) => {
  const rules = desk([
    {
      name: 'to_a_linguist',
      on: { event: 'opened' },
      do: [{ do: 'assign', skills: ['french'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, rules);
  t.deepEqual(ticket.last('assignment_requested').data.skills, ['vpn', 'french']);
  ticket.does(at(0, '09:10'), allocator, 'takeAssignment', {
    ...{ decisionId: 'd', assignee: lea.id, group: 'desk', strategy: 'least_loaded' },
    candidates: [],
  });
  t.is(ticket.state.assignee, lea.id);
});

test('a rule asks for an approval that stands whatever its own condition says', (t) => {
  const rules = desk(
    [
      {
        name: 'ask_the_core',
        on: { event: 'tagged' },
        do: [{ do: 'askApproval', approval: 'risky' }],
      },
    ],
    {
      approvals: [
        { name: 'risky', when: { any: [] }, approverGroup: 'core', refusedCode: 'no_answer' },
      ],
      pending: {
        ...ungated.process.pending,
        approval: { pauses: [], reminderMinutes: [], limitMinutes: 600, calendar: 'office' },
      },
    },
  );
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '09:10'), lea, 'tag', { add: ['risk'] });
  t.is(ticket.state.pending?.reason, 'approval');
  ticket.does(at(0, '09:20'), lea, 'addMessage', { messageId: 'm', visibility: 'internal' });
  t.is(ticket.state.approvals[0]?.outcome, 'open');
  ticket.does(at(0, '09:30'), marc, 'approve', { n: 1 });
  t.is(ticket.state.approvals[0]?.outcome, 'granted');
  t.is(ticket.state.status, 'new');
});

test('a rule notes a text by its template, and calls a webhook by its name', (t) => {
  const rules = desk([
    {
      name: 'say',
      on: { event: 'opened' },
      do: [
        { do: 'note', template: 'hello', visibility: 'public', parameters: ['group', 'service'] },
        { do: 'webhook', webhook: 'pager' },
      ],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  t.deepEqual(ticket.last('rule_note_added').data, {
    rule: 'say',
    visibility: 'public',
    text: { template: 'hello', parameters: { group: 'desk' } },
  });
  t.deepEqual(ticket.last('webhook_called').data, { rule: 'say', webhook: 'pager' });
});

test('no rule of time acts on a ticket that is over, and events of its end are events', (t) => {
  const rules = desk([
    {
      name: 'old',
      on: { in: 'open', afterMinutes: 60, calendar: 'always' },
      do: [{ do: 'tag', add: ['old'] }],
    },
    {
      name: 'gone',
      on: { event: 'cancelled' },
      do: [
        { do: 'webhook', webhook: 'pager' },
        { do: 'hold', reason: 'supplier' },
      ],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules).does(at(0, '09:30'), requester, 'cancel');
  t.deepEqual(actsOf(ticket), ['gone 9.5']);
  t.is(ticket.last('rule_refused').data.refusal.code, 'ticket_over');
  t.deepEqual(
    ticket
      .waitUntil(at(0, '09:30') + day)
      .types()
      .includes('ticket_tagged'),
    false,
  );
});

test('time alone that makes a condition hold wakes a ticket, on a clock, in a state and at an opening', (t) => {
  const rules = desk([
    {
      name: 'half_and_old',
      on: { clock: 'resolution', atPercent: 50 },
      when: { span: 'age', atLeastMinutes: 30 * 60 },
      do: [{ do: 'tag', add: ['old'] }],
    },
    {
      name: 'unassigned_at_night',
      on: { in: 'unassigned', afterMinutes: 60, calendar: 'office' },
      when: { not: { within: 'office' } },
      do: [{ do: 'tag', add: ['night'] }],
    },
    {
      name: 'third_morning',
      on: { opens: 'office' },
      when: { span: 'age', atLeastMinutes: 40 * 60 },
      do: [{ do: 'tag', add: ['third'] }],
      once: 'ticket',
    },
    {
      name: 'p1_is_old',
      on: { clock: 'resolution', atPercent: 50 },
      when: { all: [isP1, { span: 'age', atLeastMinutes: 30 * 60 }] },
      do: [{ do: 'tag', add: ['never'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  t.is(ticket.state.ruleStandings?.third_morning?.dueAt, at(2, '09:00'));
  ticket.waitUntil(at(0, '17:00'));
  t.is(ticket.state.ruleStandings?.half_and_old?.looksAt, at(1, '15:00'));
  t.is(ticket.state.ruleStandings?.p1_is_old, undefined, 'time alone does not make it p1');
  ticket.waitUntil(at(2, '09:00'));
  t.deepEqual(actsOf(ticket), ['unassigned_at_night 12', 'half_and_old 39', 'third_morning 57']);
  t.deepEqual(ticket.state.ruleStandings?.half_and_old, { count: 1 }, 'it looks no more');
});

test('a rule on the breach of a hand-off acts before the hand-off lapses', (t) => {
  const rules = desk([
    {
      name: 'nobody_accepted',
      on: { clock: 'acknowledgement', atPercent: 100 },
      do: [{ do: 'tag', add: ['late'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.waitUntil(at(0, '11:00'));
  t.deepEqual(actsOf(ticket), ['nobody_accepted 10.5']);
  const types = ticket.types();
  t.true(types.indexOf('rule_acted') < types.indexOf('escalation_lapsed'));
  t.is(ticket.state.group, 'desk');
});

test('a rule on the breach of a hand-off may hand it on, which then does not lapse', (t) => {
  const rules = desk([
    {
      name: 'further_up',
      on: { clock: 'acknowledgement', atPercent: 100 },
      when: { field: 'group', in: ['network'] },
      do: [{ do: 'escalate', functional: true }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  ticket.waitUntil(at(0, '11:00'));
  t.is(ticket.state.group, 'core');
  t.false(ticket.types().includes('escalation_lapsed'));
});

test('whoever has a ticket is told of a warning once no rule acts on it any more', (t) => {
  const rules = desk(
    [
      {
        name: 'once',
        on: { clock: 'resolution', warning: true },
        do: [{ do: 'notify', recipients: ['group'] }],
        once: 'ticket',
      },
    ],
    {
      escalationRules: [],
      warnings: [
        { clock: 'resolution', percent: 25 },
        { clock: 'resolution', percent: 50 },
      ],
    },
  );
  const ticket = new Ticket(at(0, '09:00'), {}, rules).waitUntil(at(1, '09:00'));
  const warnings = ticket.events.flatMap((event) =>
    event.type === 'sla_warning' && event.data.name === 'resolution'
      ? [event.data.isLeftToRules ?? false]
      : [],
  );
  t.deepEqual(warnings, [true, false]);
});

test('rules that feed each other from step to step in no time are stopped, named, and the ticket goes on', (t) => {
  const rules = desk([{ name: 'not_me', on: { event: 'assigned' }, do: [{ do: 'assign' }] }]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  const give = (when: number) =>
    ticket.does(when, allocator, 'takeAssignment', {
      ...{ decisionId: 'd', assignee: lea.id, group: 'desk', strategy: 'least_loaded' },
      candidates: [],
    });
  let given = 0;
  for (; ticket.state.waitingForAgent && given < 1000; given++) give(at(0, '10:00'));
  t.is(given, ruleActsPerMinuteMax + 1);
  t.like(ticket.last('rules_stopped').data, { rule: 'not_me', limit: ruleActsPerMinuteMax });
  t.is(ticket.state.assignee, lea.id, 'who was given it last has it');
  ticket.does(at(0, '11:00'), lea, 'accept');
  ticket.does(at(0, '11:10'), marc, 'assign', { group: 'desk', assignee: marc.id });
  t.is(ticket.state.waitingForAgent !== null, true, 'later they act as before');
});

const another = 'tkt-00000000000000000000000009';

test('a rule links a ticket to one by its id, or as it was linked, and says it once', (t) => {
  const rules = desk(
    [
      {
        name: 'to_the_outage',
        on: { event: 'tagged' },
        do: [{ do: 'link', kind: 'related', to: { ticketId: another } }],
      },
      {
        name: 'caused_by_it',
        on: { event: 'linked' },
        do: [{ do: 'link', kind: 'caused_by', to: 'event' }],
      },
    ],
    { links: { caused_by: 'cause_of', cause_of: 'caused_by' } },
  );
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  ticket.does(at(0, '09:10'), lea, 'tag', { add: ['outage'] });
  ticket.does(at(0, '09:20'), lea, 'tag', { add: ['again'] });
  t.deepEqual(ticket.state.links, [
    { kind: 'related', id: another },
    { kind: 'caused_by', id: another, inverse: 'cause_of' },
  ]);
  t.false(ticket.types().includes('rule_refused'));
});

test('a rule begins a playbook, and no other while that one is under way, tried again or not', (t) => {
  const rules = desk([
    {
      name: 'bring_it_up',
      on: { event: 'tagged' },
      do: [{ do: 'startPlaybook', playbook: 'restart_host' }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, rules);
  const tag = (time: string) => ticket.does(at(0, time), lea, 'tag', { add: [time] });
  tag('09:10');
  const { data, actor } = ticket.last('playbook_started');
  t.like(data, { n: 1, playbook: 'restart_host', rule: 'bring_it_up' });
  t.is(actor.id, 'rule:bring_it_up');
  tag('09:20');
  t.is(ticket.state.playbookCount, 1);
  const parked = { runId: data.runId, step: 'ping', place: null };
  ticket.does(at(0, '09:30'), { kind: 'system', id: 'playbook' }, 'parkPlaybook', parked);
  ticket.does(at(0, '09:40'), lea, 'retryPlaybook', { runId: data.runId });
  tag('09:50');
  t.is(ticket.state.playbookCount, 2, 'what is tried again is the rule’s still');
  const [run] = ticket.state.playbooks ?? [];
  const ended = { runId: run?.runId ?? '', outcome: 'done' } as const;
  ticket.does(at(0, '10:00'), { kind: 'system', id: 'playbook' }, 'endPlaybook', ended);
  tag('10:10');
  t.is(ticket.state.playbookCount, 3);
  ticket.does(at(0, '10:20'), lea, 'startPlaybook', { playbook: 'restart_host' });
  t.is(ticket.state.playbookCount, 4, 'people begin what they like');
});

test('a rule checks the network once at a time, and others act on what is heard', (t) => {
  const subject = { kind: 'tcp', host: 'vpn.example.org', port: 443 } as const;
  const rules = desk([
    { name: 'ask', on: { event: 'tagged' }, do: [{ do: 'check', subject, runbookStep: 'ping' }] },
    { name: 'is_up', on: { event: 'check_met' }, do: [{ do: 'tag', add: ['up'] }] },
    {
      name: 'is_down',
      on: { event: 'check_failed' },
      do: [{ do: 'notify', recipients: ['group'] }],
    },
  ]);
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, rules);
  ticket.does(at(0, '09:10'), lea, 'tag', { add: ['one'] });
  ticket.does(at(0, '09:11'), lea, 'tag', { add: ['two'] });
  t.deepEqual(ticket.state.checks, [{ n: 1, subject, runbookStep: 'ping', by: 'rule:ask' }]);
  const heard = (outcome: 'met' | 'no_answer', n: number) =>
    ticket.does(at(0, '09:20'), { kind: 'system', id: 'rule:ask' }, 'recordCheck', {
      ...{ stepId: `step-${n}`, runbookStep: 'ping' },
      check: { kind: 'tcp', outcome, elapsedMs: 12, n },
    });
  heard('no_answer', 1);
  t.is(ticket.last('notification_requested').data.rule, 'is_down');
  t.false(actsOf(ticket).some((one) => one.startsWith('is_up')));
  ticket.does(at(0, '09:20'), lea, 'tag', { remove: ['one'] });
  heard('met', 2);
  t.true(ticket.state.tags?.includes('up'));
});
