import test from 'ava';
import type { ProcessSnapshot, Rules } from '../../workflows/domain/process.ts';
import type { ActingRule } from '../../workflows/domain/rules/rule.ts';
import { planCalendarEdit, planMigration } from '../../workflows/processes/migration.ts';
import { at, command, hour, lea, marc, office, rules, Ticket, ungated } from '../domain/desk.ts';

function version2(change: Partial<ProcessSnapshot>, calendars = rules.calendars): Rules {
  return { calendars, process: { ...rules.process, version: 2, hash: 'small-2', ...change } };
}

const shorter = version2({
  targets: rules.process.targets.map((target) =>
    target.clock === 'resolution' ? { ...target, targetMinutes: target.targetMinutes / 2 } : target,
  ),
});

/** Resolution is promised within 14 office hours: by Tuesday evening. */
const openedOnMonday = () => new Ticket(at(0, '09:00'), { category: 'printer' });

test('the plan says which promise moves, from when to when', (t) => {
  const plan = planMigration(openedOnMonday().state, { from: rules, to: shorter }, at(0, '10:00'));
  t.deepEqual(plan, {
    kind: 'migrates',
    moves: [
      {
        clock: 'resolution',
        cycle: 1,
        oldDueAt: at(1, '17:00'),
        newDueAt: at(0, '17:00'),
        oldTargetMs: 14 * hour,
        newTargetMs: 7 * hour,
        oldCalendar: 'office',
        newCalendar: 'office',
        isCancelled: false,
      },
    ],
    // All of it follows from the target: its warnings, and the rules that wait for them.
    changes: [
      {
        subject: 'warning of resolution at 50 %',
        before: at(0, '17:00'),
        after: at(0, '13:30'),
      },
      {
        subject: 'warning of resolution at 75 %',
        before: at(1, '13:30'),
        after: at(0, '15:15'),
      },
      {
        subject: 'rule first_line_time, to more skill',
        before: at(1, '13:30'),
        after: at(0, '15:15'),
      },
      {
        subject: 'rule resolution_breach, to level 1',
        before: at(1, '17:00'),
        after: at(0, '17:00'),
      },
    ],
    atOnce: [],
  });
});

test('the live ticket then does what the plan said', (t) => {
  const ticket = openedOnMonday();
  const plan = planMigration(ticket.state, { from: rules, to: shorter }, at(0, '10:00'));
  ticket.act(at(0, '10:00'), command('migrateProcess', marc, shorter));
  t.is(ticket.state.processVersion, 2);
  t.true(plan.kind === 'migrates');
  if (plan.kind !== 'migrates') return;
  t.is(ticket.clock('resolution').dueAt, plan.moves[0]?.newDueAt as number);
  t.like(ticket.last('process_migrated').data, { fromVersion: 1, toVersion: 2, hash: 'small-2' });
});

test('a version with the same promises moves nothing', (t) => {
  const to = version2({ bounceLimit: 5 });
  const plan = planMigration(openedOnMonday().state, { from: rules, to }, at(0, '10:00'));
  t.deepEqual(plan, { kind: 'migrates', moves: [], changes: [], atOnce: [] });
});

test('what time has done until then is no effect of the migration', (t) => {
  const plan = planMigration(openedOnMonday().state, { from: rules, to: shorter }, at(9, '10:00'));
  t.true(plan.kind === 'migrates');
  if (plan.kind !== 'migrates') return;
  t.deepEqual(
    plan.moves.map(({ clock, oldDueAt, newDueAt }) => [clock, oldDueAt, newDueAt]),
    [['resolution', at(1, '17:00'), at(1, '17:00')]],
    'a promise that was broken stays broken when it was',
  );
});

test('a promise the new version does not make is cancelled', (t) => {
  const targets = rules.process.targets.filter(({ clock }) => clock !== 'first_response');
  const plan = planMigration(
    openedOnMonday().state,
    { from: rules, to: version2({ targets }) },
    at(0, '10:00'),
  );
  t.like(plan, { moves: [{ clock: 'first_response', isCancelled: true }] });
});

test('a paused promise has no due date before or after, and another target', (t) => {
  const ticket = openedOnMonday().does(at(0, '10:00'), lea, 'setPending', { reason: 'requester' });
  const plan = planMigration(ticket.state, { from: rules, to: shorter }, at(0, '11:00'));
  t.like(plan, { moves: [{ oldDueAt: null, newDueAt: null, newTargetMs: 7 * hour }] });
});

test('working time used is carried over to hours that are called otherwise', (t) => {
  const evenings = { ...office, id: 'shop' };
  const to = version2(
    {
      calendars: ['shop', 'always'],
      targets: rules.process.targets.map((target) => ({ ...target, calendar: 'shop' })),
      attention: { ...rules.process.attention, calendar: 'shop' },
    },
    { shop: evenings, always: rules.calendars.always as never },
  );
  const ticket = openedOnMonday().act(at(0, '12:00'), command('migrateProcess', marc, to));
  const clock = ticket.clock('resolution');
  t.is(clock.calendar, 'shop');
  t.is(clock.elapsedMs, 3 * hour);
  t.is(clock.dueAt, at(1, '17:00'));
});

test('a version without the ticket’s group is refused', (t) => {
  const { desk: _, ...groups } = rules.process.groups;
  const plan = planMigration(
    openedOnMonday().state,
    { from: rules, to: version2({ groups }) },
    at(0, '10:00'),
  );
  t.deepEqual(plan, {
    kind: 'refused',
    refusal: {
      code: 'not_in_version',
      parameters: { process: 'small_desk', version: 2, missing: [{ what: 'group', word: 'desk' }] },
    },
  });
});

test('hours that nobody defines any more leave the outcome open', (t) => {
  const { office: _, ...calendars } = rules.calendars;
  const plan = planMigration(
    openedOnMonday().state,
    { from: { ...rules, calendars }, to: shorter },
    at(0, '10:00'),
  );
  t.deepEqual(plan, { kind: 'unknown_hours', calendars: ['office'] });
});

/** What the dry run says will be otherwise, beside the clocks. */
function changesOf(ticket: Ticket, to: Rules, from = ticket.rules): [string, unknown, unknown][] {
  const plan = planMigration(ticket.state, { from, to }, ticket.state.updatedAt);
  if (plan.kind !== 'migrates') throw new Error(plan.kind);
  return plan.changes.map(({ subject, before, after }) => [subject, before, after]);
}

function migrate(ticket: Ticket, when: number, to: Rules): Ticket {
  return ticket.act(when, command('migrateProcess', marc, to));
}

test('everything that has no place is said at once', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn', service: 'intranet' }, ungated);
  ticket.does(at(0, '09:30'), lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  const { core } = rules.process.groups;
  const { routing } = rules.process.categories;
  if (!core || !routing) throw new Error('another desk');
  const to = version2({ groups: { core }, categories: { routing }, services: [] });
  const refusal = ticket.refusalOf(at(0, '10:00'), command('migrateProcess', marc, to));
  t.deepEqual(refusal?.code === 'not_in_version' && refusal.parameters.missing, [
    { what: 'group', word: 'network' },
    { what: 'category', word: 'vpn' },
    { what: 'service', word: 'intranet' },
    { what: 'handed_over_by', word: 'desk' },
  ]);
});

test('a ticket keeps a priority that people chose, and what it is derived from', (t) => {
  const ticket = openedOnMonday();
  const { priorities, impacts, urgencies } = rules.process;
  const without = version2({
    priorities: priorities.filter((one) => one !== 'p2'),
    impacts: impacts.filter((one) => one !== 'medium'),
    urgencies: urgencies.filter((one) => one !== 'medium'),
  });
  ticket.does(at(0, '10:00'), lea, 'classify', { priority: 'p2' });
  const refusal = ticket.refusalOf(at(0, '11:00'), command('migrateProcess', marc, without));
  t.deepEqual(refusal?.code === 'not_in_version' && refusal.parameters.missing, [
    { what: 'impact', word: 'medium' },
    { what: 'urgency', word: 'medium' },
    { what: 'priority', word: 'p2' },
  ]);
});

test('what was paused runs again once the version no longer pauses it', (t) => {
  const { change } = rules.process.pending;
  const to = version2({ pending: { ...rules.process.pending, change: { ...change, pauses: [] } } });
  const ticket = openedOnMonday()
    .does(at(0, '10:00'), lea, 'setPending', { reason: 'change' })
    .act(at(0, '11:00'), command('migrateProcess', marc, to));
  const { dueAt } = ticket.clock('resolution');
  t.is(dueAt, at(2, '10:00'), 'an hour later than promised: the hour it rested');
  ticket.does(at(0, '12:00'), lea, 'endPending');
  t.is(ticket.clock('resolution').dueAt, dueAt);
});

const asked = {
  name: 'manager',
  when: { all: [] },
  approverGroup: 'core',
  refusedCode: 'no_answer',
};
const approving: Rules = {
  ...rules,
  process: {
    ...rules.process,
    approvals: [asked],
    pending: { ...rules.process.pending, approval: rules.process.pending.change },
  },
};
const waiting = () => new Ticket(at(0, '09:00'), { category: 'printer' }, approving);

test('who waits for an approval that the version does not ask goes to work', (t) => {
  const to = version2({});
  t.deepEqual(
    changesOf(waiting(), to).filter(([subject]) => subject.startsWith('approval')),
    [['approval manager', 'asked of core', 'withdrawn']],
  );
  const ticket = migrate(waiting(), at(0, '10:00'), to);
  t.is(ticket.state.pending, null);
  t.not(ticket.state.waitingForAgent, null);
  const late = command('approve', marc, { n: 1 });
  t.is(ticket.refusalOf(at(0, '10:01'), late)?.code, 'already_withdrawn');
});

test('an approval that the version asks of others is asked of them', (t) => {
  const approvals = [{ ...asked, approverGroup: 'network' }];
  const to = version2({ ...approving.process, version: 2, hash: 'small-2', approvals });
  const ticket = migrate(waiting(), at(0, '10:00'), to);
  t.like(ticket.state.approvals[0], { n: 2, approverGroup: 'network', outcome: 'open' });
  t.is(ticket.state.pending?.reason, 'approval');
});

test('an approval that only the version asks is asked', (t) => {
  const to = version2({ ...approving.process, version: 2, hash: 'small-2' });
  const plan = planMigration(openedOnMonday().state, { from: rules, to }, at(0, '10:00'));
  t.like(plan, { atOnce: [{ event: 'approval_requested', about: 'manager, by core' }] });
  t.is(migrate(openedOnMonday(), at(0, '10:00'), to).state.pending?.reason, 'approval');
});

test('the version’s own warnings are given, and a rule whose moment has passed acts at once', (t) => {
  const [rule] = rules.process.escalationRules;
  if (!rule) throw new Error('no rule');
  const to = version2({
    warnings: [...rules.process.warnings, { clock: 'resolution', percent: 90 }],
    escalationRules: [{ ...rule, name: 'early', atPercent: 20, then: { hierarchical: 1 } }],
  });
  const plan = planMigration(openedOnMonday().state, { from: rules, to }, at(0, '12:00'));
  t.like(plan, {
    atOnce: [
      { event: 'sla_warning', about: 'resolution' },
      { event: 'escalated', about: 'early, to level 1 of management' },
    ],
  });
  const ticket = migrate(openedOnMonday(), at(0, '12:00'), to).waitUntil(at(0, '12:00'));
  t.is(ticket.state.hierarchyLevel, 1);
  const moments = ticket.clock('resolution').warnings.map(({ percent }) => percent);
  t.deepEqual(moments, [20, 50, 90]);
});

test('a clock that only the version promises counts from when it is owed', (t) => {
  const without = {
    ...rules,
    process: {
      ...rules.process,
      targets: rules.process.targets.filter(({ clock }) => clock !== 'total_resolution'),
    },
  };
  const ticket = new Ticket(at(0, '09:00'), { category: 'printer' }, without);
  const plan = planMigration(ticket.state, { from: without, to: version2({}) }, at(0, '11:00'));
  t.like(plan, {
    moves: [{ clock: 'total_resolution', oldTargetMs: null, newTargetMs: 28 * hour }],
  });
  const clock = migrate(ticket, at(0, '11:00'), version2({})).clock('total_resolution');
  t.is(clock.startedAt, at(0, '09:00'));
  t.is(clock.elapsedMs, 2 * hour);
});

test('tier and priority are what the version makes of the ticket', (t) => {
  const { desk } = rules.process.groups;
  const { priorityMatrix: matrix } = rules.process;
  if (!desk) throw new Error('no desk');
  const to = version2({
    groups: { ...rules.process.groups, desk: { ...desk, tier: 2, escalatesTo: 'core' } },
    priorityMatrix: { ...matrix, medium: { ...matrix.medium, medium: 'p2' } },
  });
  t.deepEqual(changesOf(openedOnMonday(), to).slice(0, 3), [
    ['priority', 'p3', 'p2'],
    ['tier of desk', 'first_line', 'second_line'],
    ['climbs to', 'network', 'core'],
  ]);
  const { state } = migrate(openedOnMonday(), at(0, '10:00'), to);
  t.is(state.tier, 2);
  t.is(state.priority, 'p2');
});

test('what the version asks for before a step, and the ticket lacks, is said', (t) => {
  const requiredFields = [
    { before: ['resolve' as const], fields: ['service' as const], when: { all: [] } },
  ];
  t.deepEqual(changesOf(openedOnMonday(), version2({ requiredFields, gates: [] })), [
    ['before it climbs', '1 × information, 2 × test', null],
    ['before it is resolved', null, 'service'],
  ]);
});

test('how a wait ends that the ticket is in is said', (t) => {
  const { supplier } = rules.process.pending;
  const ticket = openedOnMonday().does(at(0, '10:00'), lea, 'setPending', { reason: 'supplier' });
  const to = version2({
    pending: {
      ...rules.process.pending,
      supplier: { ...supplier, then: { resolve: 'no_answer' } },
    },
  });
  t.deepEqual(changesOf(ticket, to), [['after the wait', 'work goes on', 'it is no_answer']]);
});

/** A process with rules of its own. */
function acting(version: number, acting: Omit<ActingRule, 'when'>[], calendars = rules.calendars) {
  const of = acting.map((rule): ActingRule => ({ when: { all: [] }, ...rule }));
  const process = { ...ungated.process, version, hash: `small-${version}`, rules: of };
  return { process, calendars };
}

const tags = (word: string) => [{ do: 'tag' as const, add: [word] }];

test('rules that wait follow the version: sooner, in another state, or not at all, and the plan says so', (t) => {
  const always = { calendar: 'always' };
  const one = acting(1, [
    { name: 'old', on: { in: 'open', afterMinutes: 60 * 60, ...always }, do: tags('old') },
    { name: 'alone', on: { in: 'unassigned', afterMinutes: 60 * 50, ...always }, do: tags('a') },
    { name: 'gone', on: { in: 'new', afterMinutes: 60 * 40, ...always }, do: tags('gone') },
    { name: 'told', on: { event: 'opened' }, do: tags('told') },
  ]);
  const two = acting(2, [
    { name: 'old', on: { in: 'open', afterMinutes: 60 * 30, ...always }, do: tags('old') },
    { name: 'alone', on: { in: 'new', afterMinutes: 60 * 50, ...always }, do: tags('a') },
    { name: 'more', on: { in: 'open', afterMinutes: 60 * 2, ...always }, do: tags('more') },
  ]);
  const ticket = new Ticket(at(0, '09:00'), {}, one);
  const plan = planMigration(ticket.state, { from: one, to: two }, at(0, '10:00'));
  t.like(plan, { kind: 'migrates', atOnce: [{ event: 'process_migrated' }] });
  if (plan.kind !== 'migrates') return;
  const changes = plan.changes.filter(({ subject }) => subject.startsWith('rule '));
  t.deepEqual(
    changes.map(({ subject, before, after }) => [subject, before, after]),
    [
      ['rule old, tag it old', at(2, '21:00'), at(1, '15:00')],
      ['rule alone, tag it a', at(2, '11:00'), at(2, '12:00')],
      ['rule gone, tag it gone', at(2, '01:00'), null],
      ['rule told, tag it told', 'on opened, for every ticket', null],
      ['rule more, tag it more', null, at(0, '11:00')],
    ],
  );
  t.regex(plan.atOnce[0]?.about ?? '', /^gone, told: /);
  ticket.act(at(0, '10:00'), command('migrateProcess', marc, two));
  t.deepEqual(Object.keys(ticket.state.ruleStandings ?? {}).sort(), ['alone', 'more', 'old']);
  t.deepEqual(ticket.last('process_migrated').data.droppedRules, ['gone', 'told']);
  ticket.waitUntil(at(4, '09:00'));
  t.deepEqual(ticket.state.tags, ['told', 'more', 'old', 'a']);
});

test('rules that wait follow edited hours, and what has come by them takes place', (t) => {
  const one = acting(1, [
    { name: 'old', on: { in: 'open', afterMinutes: 600, calendar: 'office' }, do: tags('old') },
    { name: 'opens', on: { opens: 'office' }, do: tags('morning') },
  ]);
  const longer = { ...office, version: 'office-2', minutes: [...office.minutes] };
  // No lunch on the first day.
  longer.minutes.splice(1, 2);
  const calendars = { ...one.calendars, office: longer };
  const ticket = new Ticket(at(0, '09:00'), {}, one);
  t.is(ticket.state.ruleStandings?.old?.dueAt, at(1, '12:00'));
  const edited = { ...one, calendars };
  const { changes } = planCalendarEdit(ticket.state, { from: one, to: edited }, at(0, '10:00'));
  t.deepEqual(
    changes.filter(({ subject }) => subject.includes('tag it')),
    [
      { subject: 'rule old, tag it old', before: at(1, '12:00'), after: at(1, '11:00') },
      { subject: 'rule opens, tag it morning', before: at(0, '13:00'), after: at(1, '09:00') },
    ],
  );
  ticket.act(at(0, '10:00'), { name: 'replaceCalendars', calendars, cause: 'calendar' });
  ticket.rules = edited;
  ticket.waitUntil(at(1, '11:00'));
  t.deepEqual(ticket.state.tags, ['morning', 'old']);
});
