import test, { type ExecutionContext } from 'ava';
import type {
  EscalationRule,
  Expression,
  ProcessSnapshot,
  Rules,
  ServiceLevelTarget,
} from '../../workflows/domain/process.ts';
import type { Priority } from '../../workflows/domain/ticket.ts';
import {
  type CheckReport,
  checkProcess,
  checkRules,
} from '../../workflows/processes/check/check.ts';
import { checkConditions } from '../../workflows/processes/check/conditions.ts';
import { Findings } from '../../workflows/processes/check/finding.ts';
import { checkPromises } from '../../workflows/processes/check/promises.ts';
import { hours } from '../../workflows/processes/durations.ts';
import { writtenPath } from '../../workflows/processes/target_rows.ts';
import { always, at, office, process, rules } from '../domain/desk.ts';
import { smallProcess } from './small_process.ts';

/** The small desk with a gate that one step meets, so that there is less to search. */
const gates = [{ fromTier: 'first_line', requires: [{ kind: 'test', min: 1 }] }] as const;
const base = { ...process, gates } as unknown as ProcessSnapshot;

function check(change: Partial<ProcessSnapshot>, more: Partial<Rules> = {}): CheckReport {
  return checkRules({ ...rules, process: { ...base, ...change }, ...more }, at(0, '08:00'));
}

/** One of the small desk's categories, changed. */
function category(name: string, change: Partial<ProcessSnapshot['categories'][string]>) {
  const before = process.categories[name] as ProcessSnapshot['categories'][string];
  return { categories: { ...process.categories, [name]: { ...before, ...change } } };
}

function requesterRest(then: 'resume' | { resolve: string }) {
  return { pending: { ...process.pending, requester: { ...process.pending.requester, then } } };
}

const { network, ...otherGroups } = process.groups as Required<typeof process.groups>;
const circle = {
  categories: {},
  groups: { ...otherGroups, network: { ...network, escalatesTo: 'desk' } },
} as Partial<ProcessSnapshot>;

function isViolated(
  t: ExecutionContext,
  change: Partial<ProcessSnapshot>,
  rule: string,
  message: string,
  path: string[],
): void {
  const { violations } = check(change);
  const found = violations.find((one) => one.rule === rule && one.message === message);
  t.truthy(found, JSON.stringify(violations, null, 2));
  t.deepEqual(found?.path, path);
}

const opensVpn = 'a requester opens an incident by portal: category vpn, impact high, urgency high';
const opensRouting = opensVpn.replace('vpn', 'routing');
const opensOther = opensVpn.replace('category vpn', 'no category');
const escalates = 'an agent escalates it to more skill';
const accepts = 'the receiving group accepts the escalation';
const refuses = 'the receiving group refuses the escalation';
const doesTest = 'an agent records a diagnostic step of kind test';

test(
  'a category without a group is shown by the opening it refuses',
  isViolated,
  category('vpn', { group: 'nobody' }),
  'opens',
  "A ticket cannot be opened: This process has no support group 'nobody': it has desk, network, and core.",
  [opensVpn],
);

test(
  'a category that climbs to no group is named',
  isViolated,
  category('vpn', { escalation: { second_line: 'nobody' } }),
  'category_has_group',
  "Category 'vpn' names 'nobody', which is no support group",
  [],
);

test(
  'a bounce limit at which nobody is told is shown by the bounces',
  isViolated,
  { hierarchyLevels: 0, escalationRules: [] },
  'bounces_are_told',
  'Handed back 2 times, and no management is told',
  [opensRouting, escalates, refuses, escalates, refuses],
);

test(
  'groups that escalate to each other are shown by going round once',
  isViolated,
  { ...circle, escalationRules: [] },
  'climbs_end',
  'Escalations lead from desk back to desk and no bounce is counted',
  [opensOther, doesTest, escalates, accepts, escalates],
);

test('rules that feed each other for ever are shown by what set them going', (t) => {
  const hurry: EscalationRule = {
    name: 'hurry',
    clock: 'acknowledgement',
    atPercent: 75,
    when: { all: [] },
    then: { functional: true },
  };
  const { violations } = check({ ...circle, onLapse: 'tell', escalationRules: [hurry] });
  const found = violations.find(({ rule }) => rule === 'time_settles');
  t.regex(found?.message ?? '', /^Time alone goes on for ever: .*escalated/);
  t.regex(found?.path[0] ?? '', /^a requester opens an incident by portal: no category/);
  t.deepEqual(found?.path.slice(1, -1), [doesTest, escalates]);
  t.regex(found?.path.at(-1) ?? '', /^time passes, \d+ deadlines in a row$/);
});

test('deadlines of one instant that feed each other break the desk, and are shown', (t) => {
  const { violations } = check({ attention: { minutes: 0, calendar: 'office' } });
  t.deepEqual(violations[0], {
    rule: 'core_holds',
    message:
      'The process breaks the desk: Ticket explored_ticket: 10000 deadlines at once, ' +
      'last assignment_overdue',
    path: [
      opensVpn.replace('urgency high', 'urgency medium'),
      'time passes until it has waited too long for an agent (1 h after it was opened)',
    ],
  });
});

test('a timeout that resolves with a code that is not there is shown by waiting for it', (t) => {
  const { violations } = check(requesterRest({ resolve: 'gone' }));
  t.is(violations.length, 1);
  t.is(violations[0]?.message, "A ticket is resolved as 'gone', which is no resolution code");
  t.true(violations[0]?.path.includes('an agent sets it to pending on requester'));
  t.regex(violations[0]?.path.at(-1) ?? '', /^time passes until it has been pending for too long/);
});

const approved: Partial<ProcessSnapshot> = {
  approvals: [
    { name: 'spending', when: { all: [] }, approverGroup: 'desk', refusedCode: 'not_approved' },
  ],
};

test(
  'an approval whose refusal has no code is shown by refusing it',
  isViolated,
  { ...approved, pending: { ...process.pending, approval: process.pending.supplier } },
  'knows_its_codes',
  "A ticket is resolved as 'not_approved', which is no resolution code",
  [opensVpn, 'it is not approved'],
);

test(
  'an approval that no rule lets rest breaks the desk at the opening',
  isViolated,
  approved,
  'core_holds',
  "The process breaks the desk: Process small_desk: no pending rule for 'approval'",
  [opensVpn],
);

test(
  'a warning that would come after the breach is shown by the breach',
  isViolated,
  { warnings: [{ clock: 'first_response', percent: 120 }] },
  'warns_before_breach',
  'The first response target is breached before its warning at 120 %',
  [opensVpn, 'time passes until the first response target is breached (0 h after it was opened)'],
);

test(
  'a process in which nothing can be resolved is shown by opening a ticket',
  isViolated,
  { ...requesterRest('resume'), resolutionCodes: {} },
  'can_end',
  'A ticket can only be cancelled or merged away from here, never solved',
  [opensVpn],
);

test('a target of a hundred working days, asked about each day, comes to an end', (t) => {
  const slow = { field: 'priority' as const, in: ['p1', 'p2', 'p3', 'p4'] };
  const change: Partial<ProcessSnapshot> = {
    targets: [{ clock: 'resolution', when: slow, targetMinutes: 100 * 8 * 60, calendar: 'office' }],
    warnings: [],
    escalationRules: [],
    attention: { minutes: 8 * 60, calendar: 'office' },
  };
  t.deepEqual(check(change).violations, []);
});

function target(
  priority: Priority,
  minutes: number,
  more: ServiceLevelTarget['when'][] = [],
): ServiceLevelTarget {
  const when = { all: [{ field: 'priority' as const, in: [priority] }, ...more] };
  return { clock: 'first_response', when, targetMinutes: minutes, calendar: 'office' };
}

function promisesOf(
  targets: ServiceLevelTarget[],
  warnings: ProcessSnapshot['warnings'] = [],
  unpromised: Priority[] = [],
) {
  const violations = new Findings();
  const notices = new Findings();
  checkPromises({ ...base, targets, warnings, unpromised }, { violations, notices });
  const messages = (findings: Findings) => findings.list().map(({ message }) => message);
  return { violations: messages(violations), notices: messages(notices) };
}

const vip = { field: 'requesterTier' as const, in: ['vip'] };
const [p1, p2, p3, p4] = [60, 120, 240, 480].map((minutes, index) =>
  target(`p${index + 1}` as Priority, minutes),
) as [ServiceLevelTarget, ServiceLevelTarget, ServiceLevelTarget, ServiceLevelTarget];

test('a promise made to a kind of ticket is made in each of its priorities', (t) => {
  t.deepEqual(promisesOf([p1, p2, p3, target('p4', 30, [vip])]).violations, [
    'No first response is promised for p4 of any other requester tier, but for p1, p2, p3',
  ]);
  t.deepEqual(promisesOf([target('p4', 30, [vip]), p1, p2, p3, p4]).violations, []);
});

test('a kind of ticket to which nothing is promised is named, and allowed', (t) => {
  const incidents = { field: 'type' as const, in: ['incident'] };
  const { violations, notices } = promisesOf([{ ...p1, when: incidents }]);
  t.deepEqual(violations, []);
  t.deepEqual(notices, ['Of any other type no first response is promised']);
});

test('what is promised nothing needs no target, and one that applies to it is named', (t) => {
  t.deepEqual(promisesOf([p1, p2, p3], [], ['p4']), { violations: [], notices: [] });
  const all = { ...p1, when: { all: [] } };
  t.deepEqual(promisesOf([p1, all], [], ['p4']).violations, [
    'Tickets of priority p4 are promised nothing, but first response of every ticket within 1 h of office',
  ]);
});

test('a target that those before it leave no ticket is named', (t) => {
  const all = { ...p1, when: { all: [] } };
  t.deepEqual(promisesOf([p1, all, p4]).violations, [
    'No ticket gets the target first response of priority p4 within 8 h of office: those before it take them all',
  ]);
  const halves = [vip, { not: vip }].map((who) => target('p1', 30, [who]));
  t.is(promisesOf([...halves, p1, p2, p3, p4]).violations.length, 1);
});

test('a notice that is not shorter than some target is named with it', (t) => {
  const warnings = [{ clock: 'first_response' as const, beforeMinutes: 120 }];
  t.deepEqual(promisesOf([p1, p2, p3, p4], warnings).violations, [
    'A warning 2 h before the first response is due never comes where the target is no longer ' +
      'than that: first response of priority p1 within 1 h of office; ' +
      'first response of priority p2 within 2 h of office',
  ]);
});

const nights = { ...office, id: 'nights', minutes: [] as number[] };
for (let i = 1; i + 1 < office.minutes.length; i += 2) {
  nights.minutes.push(...office.minutes.slice(i, i + 2));
}

function conditionsIn(change: Partial<ProcessSnapshot>) {
  const found = { violations: new Findings(), notices: new Findings() };
  const changed = { process: { ...base, ...change }, calendars: { office, always, nights } };
  checkConditions(changed, at(0, '09:00'), found);
  return found;
}

/** What is told of the rules of a process that are for no ticket. */
function idleIn(change: Partial<ProcessSnapshot>): string[] {
  return conditionsIn(change)
    .violations.list()
    .map(({ message }) => message);
}

function noticedIn(change: Partial<ProcessSnapshot>): string[] {
  return conditionsIn(change)
    .notices.list()
    .map(({ message }) => message);
}

const isP1 = { field: 'priority' as const, in: ['p1'] };
const isPrinter = { field: 'category' as const, in: ['printer'] };
const never = { all: [isP1, { not: isP1 }] };
const neverWords = 'priority p1 and (not priority p1)';

test('an approval that no ticket needs by itself waits for a playbook to ask for it', (t) => {
  const rule = { name: 'spending', approverGroup: 'core', refusedCode: 'solved' };
  t.deepEqual(idleIn({ approvals: [{ ...rule, when: { any: [] } }] }), []);
});

test('a rule for what no ticket can be is named in its place, once, whatever it does', (t) => {
  const rule = process.escalationRules[0] as EscalationRule;
  const approval = { name: 'spending', when: never, approverGroup: 'core', refusedCode: 'solved' };
  t.deepEqual(
    idleIn({
      triage: [{ name: 'outage', when: never, set: { priority: 'p1' } }],
      targets: [...process.targets, { ...p1, when: never }],
      escalationRules: [{ ...rule, name: 'late', when: never }],
      gates: [...base.gates, { fromTier: 'second_line', when: never, requires: [] }],
      approvals: [approval],
      requiredFields: [{ before: ['resolve'], fields: ['category'], when: never }],
    }),
    [
      `triage 'outage' is for ${neverWords}, and no ticket is that`,
      `targets.7, first response of ${neverWords} within 1 h of office is for ${neverWords}, and no ticket is that`,
      `escalationRules 'late' is for ${neverWords}, and no ticket is that`,
      `gates.1 is for tier second_line and (${neverWords}), and no ticket is that`,
      `approvals 'spending' is for ${neverWords}, and no ticket is that`,
      `requiredFields.0 is for ${neverWords}, and no ticket is that`,
    ],
  );
});

test('what cannot be at once is told: hours that never meet, less of it than of it, more than there can be', (t) => {
  const within = (id: string): Expression => ({ within: id });
  const bounced = (times: number): Expression => ({ count: 'bounces', atLeast: times });
  const waits = (atLeastMinutes: number): Expression => ({ span: 'waiting', atLeastMinutes });
  const gate = (...parts: Expression[]) =>
    idleIn({ gates: [{ fromTier: 'first_line', when: { all: parts }, requires: [] }] }).length;
  t.is(gate(within('office'), within('nights')), 1);
  t.is(gate(within('office'), within('always')), 0);
  t.is(gate({ not: within('always') }), 1);
  t.is(gate(waits(60), { not: waits(30) }), 1);
  t.is(gate(waits(30), { not: waits(60) }), 0);
  t.is(gate(bounced(3), { not: bounced(2) }), 1);
  t.is(gate({ count: 'affected', atLeast: 21 }), 1);
  t.is(gate({ count: 'affected', atLeast: 20 }), 0);
  t.is(gate({ assigneeHas: 'vpn' }, { span: 'unassigned', atLeastMinutes: 5 }), 1);
  const site = (...sites: string[]): Expression => ({ requester: 'site', in: sites });
  t.is(gate(site('Lyon'), site('Geneva')), 1, 'a person works at one site');
  const kind = (...kinds: string[]): Expression => ({ device: 'type', in: kinds });
  t.is(gate(kind('laptop'), kind('printer')), 0, 'a ticket is about several devices');
  t.is(gate(kind('laptop', 'printer'), { not: kind('laptop') }, { not: kind('printer') }), 1);
});

test('a ticket that is opened has no age, and nothing of it was counted', (t) => {
  const rule = (when: Expression) =>
    idleIn({ triage: [{ name: 'one', when, set: { priority: 'p1' } }] }).length;
  t.is(rule({ span: 'age', atLeastMinutes: 1 }), 1);
  t.is(rule({ count: 'reopenings', atLeast: 1 }), 1);
  t.is(rule({ assigneeHas: 'vpn' }), 1);
  t.is(rule({ count: 'affected', atLeast: 1 }), 0);
  t.is(rule({ not: { within: 'office' } }), 0);
});

test('where a promise, a rule or an approval turns on time, or on what always is, it is said', (t) => {
  const late: Expression = { span: 'age', atLeastMinutes: 60, calendar: 'office' };
  const rule = process.escalationRules[0] as EscalationRule;
  const told = noticedIn({
    targets: [{ ...p1, when: { all: [isP1, { within: 'office' }] } }],
    escalationRules: [{ ...rule, name: 'late', when: late }],
    gates: [{ fromTier: 'first_line', when: { any: [isP1, { not: isP1 }] }, requires: [] }],
  });
  const how =
    'it is looked up when something happens to the ticket, and not at the instant at which that becomes another';
  t.deepEqual(told, [
    'gates.0 is for priority p1 or (not priority p1), and every ticket is that',
    `targets.0 turns on time (within office): ${how}`,
    `escalationRules 'late' turns on time (age for 1 h of office or more): ${how}`,
  ]);
});

test('a group stands at one tier, and a ticket in one group', (t) => {
  const network = { field: 'group' as const, in: ['network'] };
  const gate = (when: Expression) =>
    idleIn({ gates: [{ fromTier: 'first_line', when, requires: [] }] }).length;
  t.is(gate(network), 1);
  t.is(gate({ not: network }), 0);
  t.is(gate({ field: 'group', in: ['desk', 'network'] }), 0);
  t.is(gate({ not: { field: 'group', in: ['desk'] } }), 1);
  const { core: _, ...others } = process.groups;
  const third = { field: 'tier' as const, in: ['third_line'] };
  const approval = { name: 'third', when: third, approverGroup: 'desk', refusedCode: 'solved' };
  t.deepEqual(idleIn({ approvals: [approval] }), []);
  t.is(idleIn({ approvals: [approval], groups: others }).length, 1);
});

test('every other kind of ticket can be, whatever it is together', (t) => {
  const all = [isP1, isPrinter, vip, { field: 'impact' as const, in: ['low'] }];
  const requiredFields = [
    { before: ['resolve' as const], fields: ['service' as const], when: { all } },
  ];
  t.deepEqual(idleIn({ requiredFields }), []);
});

test('triage comes before the group, and before anybody says how urgent it is', (t) => {
  const lowP1 = { all: [isP1, { field: 'impact' as const, in: ['low'] }] };
  const triage = (when: Expression, before: ProcessSnapshot['triage'] = []) =>
    idleIn({ triage: [...before, { name: 'late', when, set: {} }] });
  t.deepEqual(triage(lowP1), [
    "triage 'late' is for priority p1 and impact low, and no ticket is that when it is opened, before it has a group",
  ]);
  t.deepEqual(triage(lowP1, [{ name: 'vip', when: vip, set: { priority: 'p1' } }]), []);
  t.is(triage({ field: 'tier', in: ['second_line'] }).length, 1);
  t.is(triage({ field: 'group', in: ['desk'] }).length, 1);
  t.deepEqual(triage({ not: { field: 'tier', in: ['second_line'] } }), []);
});

test('a gate asks for steps that somebody it is for can carry out', (t) => {
  t.deepEqual(idleIn({ gates: [{ fromTier: 'first_line', requires: [], runbook: ['ping'] }] }), []);
  t.deepEqual(
    idleIn({
      gates: [{ fromTier: 'first_line', when: isPrinter, requires: [], runbook: ['ping'] }],
    }),
    ["gates.0 asks for step 'ping' of a runbook, and no ticket it is for has that"],
  );
  t.deepEqual(
    idleIn({ gates: [{ fromTier: 'first_line', when: isPrinter, requires: [], runbook: 'all' }] }),
    ['gates.0 asks for a step of a runbook, and no ticket it is for has that'],
  );
});

test('a field that every ticket has is not asked for', (t) => {
  const requiredFields: ProcessSnapshot['requiredFields'] = [
    { before: ['resolve'], fields: ['category', 'service'], when: isPrinter },
  ];
  t.deepEqual(idleIn({ requiredFields }), [
    'requiredFields.0 asks for the category, and every ticket it is for has one',
  ]);
});

test('a rule for no ticket is not told again as one that never acts, nor its target as one in the shadow', (t) => {
  const late = { ...(process.escalationRules[0] as EscalationRule), name: 'late', when: never };
  const { violations, notices } = check({
    escalationRules: [...process.escalationRules, late],
    targets: [...process.targets, { ...p1, when: never }],
  });
  t.deepEqual(
    violations.map(({ rule }) => rule),
    ['condition_can_hold', 'condition_can_hold'],
  );
  t.deepEqual(notices, []);
});

test('a limit of a thousand bounces is looked at as soon as one of three', (t) => {
  const [few, many] = [3, 1000].map((bounceLimit) => check({ bounceLimit }));
  t.deepEqual(many?.violations, []);
  t.deepEqual(many?.searches, few?.searches);
  const { violations } = check({ bounceLimit: 1000, hierarchyLevels: 0, escalationRules: [] });
  t.is(violations[0]?.message, 'Handed back 1000 times, and no management is told');
  const again = [escalates, refuses];
  t.deepEqual(violations[0]?.path, [
    opensRouting,
    ...[again, again, again].flat(),
    'and again, until it was handed back 1000 times',
  ]);
});

test('a calendar without working time is named, and so is a week without any', (t) => {
  const { violations } = check({}, { calendars: { always, office: { ...office, minutes: [] } } });
  t.deepEqual(violations, [
    {
      rule: 'calendar_works',
      message: "Calendar 'office' has no working time",
      path: [],
      about: ['calendars.office'],
    },
  ]);
  const secondWeek = (minute: number) =>
    minute >= at(7, '00:00') / 60_000 && minute < at(14, '00:00') / 60_000;
  const closed = { ...office, minutes: office.minutes.filter((minute) => !secondWeek(minute)) };
  const { notices } = check({}, { calendars: { always, office: closed } });
  t.deepEqual(notices, [
    {
      rule: 'calendar_works',
      message: "Calendar 'office' has no working time in the week from 2026-01-12",
      path: [],
      about: ['calendars.office'],
    },
  ]);
});

test('a group that only people send tickets to, and a rule that never matters, are named', (t) => {
  const spare = {
    tier: 2,
    calendar: 'office',
    strategy: 'least_loaded',
    escalatesTo: null,
  } as const;
  const never: EscalationRule = {
    name: 'never',
    clock: 'resolution',
    atPercent: 100,
    when: { field: 'tier', in: ['third_line'] },
    then: { functional: true },
  };
  const { violations, notices } = check({
    groups: { ...process.groups, spare },
    escalationRules: [...process.escalationRules, never],
  });
  t.deepEqual(violations, []);
  t.deepEqual(
    notices.map(({ message }) => message),
    [
      "Support group 'spare' is reached only when somebody moves a ticket there",
      "Escalation rule 'never' never changes anything",
    ],
  );
});

test('the small desk has nothing to find, in every view of it', (t) => {
  const { violations, notices, searches } = check({});
  t.deepEqual({ violations, notices }, { violations: [], notices: [] });
  t.deepEqual(
    searches.map(({ view }) => view),
    ['lifecycle', 'escalation', 'clocks'],
  );
  for (const { states } of searches) t.true(states > 50);
});

test('a definition is compiled and checked as it is', (t) => {
  t.deepEqual(checkProcess(smallProcess, at(0, '00:00')).violations, []);
});

test('what is found of warnings, targets and conditions says where in the definition it is', (t) => {
  const found = { violations: new Findings(), notices: new Findings() };
  const every: Expression = { all: [] };
  const resolution = { clock: 'resolution' as const };
  const nobody: Expression = { all: [{ field: 'priority', in: ['p1'] }, { not: every }] };
  const target = { ...resolution, when: every, targetMinutes: 60, calendar: 'office' };
  const named = {
    ...base,
    warnings: [
      { ...resolution, percent: 75 },
      { ...resolution, beforeMinutes: 90 },
    ],
  };
  const hidden = { ...named, targets: [target, { ...target, targetMinutes: 30 }] };
  checkPromises(hidden, found);
  const gone = { ...hidden, gates: [{ ...gates[0], when: nobody }] } as unknown as ProcessSnapshot;
  checkConditions({ ...rules, process: gone }, at(0, '08:00'), found);
  t.deepEqual(
    found.violations.list().map(({ rule, about }) => [rule, ...(about ?? [])]),
    [
      ['target_applies', 'targets.1'],
      ['warns_before_breach', 'warnings.resolution.1'],
      ['condition_can_hold', 'gates.0.when'],
    ],
  );
});

test('of targets that a table writes, each is told where the table has it', (t) => {
  const one = {
    clock: 'resolution' as const,
    when: { all: [] },
    within: hours(1),
    calendar: 'office' as const,
  };
  const table = {
    calendar: 'office' as const,
    byPriority: { first_response: { p1: hours(1) }, resolution: { p1: hours(2), p2: hours(3) } },
  };
  const definition = { targets: [one, table, one] } as never;
  const written = (path: string) => writtenPath(definition, path.split('.')).join('.');
  t.is(written('targets.0.when'), 'targets.0.when');
  t.is(written('targets.1'), 'targets.1.byPriority.first_response.p1');
  t.is(written('targets.3.when'), 'targets.1.byPriority.resolution.p2.when');
  t.is(written('targets.4'), 'targets.2');
  t.is(written('rules.urgent.do.1'), 'rules.urgent.do.1');
  t.is(written('bounceLimit'), 'bounceLimit');
});
