import path from 'node:path';
import test from 'ava';
import { compileProcess, snapshotHash } from '../../workflows/processes/compile.ts';
import { always, is, not, tierAtLeast } from '../../workflows/processes/conditions.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { type Duration, hours, minutes, workingDays } from '../../workflows/processes/durations.ts';
import {
  definitionOf,
  fileOf,
  processDefinitions,
  rulesAt,
  snapshotOf,
  titleOf,
} from '../../workflows/processes/index.ts';
import { smallProcess } from './small_process.ts';

const base = {
  ...(smallProcess as ProcessDefinition),
  pending: smallProcess.pending,
} satisfies ProcessDefinition;
type Change = Partial<ProcessDefinition>;

/** More steps than a ticket remembers. */
const longRunbook = Object.fromEntries(
  Array.from({ length: 51 }, (_, n) => [`step_${n}`, { kind: 'test', text: base.title } as const]),
);

test('a clock of its own may be for some priorities alone, another is for each that is promised', (t) => {
  const target = { when: is('priority', 'p1'), within: hours(1), calendar: 'office' } as const;
  const clocks = { rescue: { title: base.title, measures: 'resolution' } } as const;
  const targets = [...base.targets, { clock: 'rescue', ...target }];
  t.notThrows(() => compileProcess({ ...base, clocks, targets }));
  const holed = { ...base, targets: [{ clock: 'resolution', ...target }], warnings: {} } as const;
  const { problems } = t.throws(() => compileProcess(holed), {
    instanceOf: ProcessDefinitionError,
  }) ?? {
    problems: [],
  };
  t.true(problems.some(({ value }) => value === 'resolution of p2'));
});

test('a compiled process is plain JSON', (t) => {
  const snapshot = compileProcess(base);
  t.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
});

test('lengths of time are compiled to minutes of their calendar', (t) => {
  const snapshot = compileProcess(base);
  t.is(snapshot.targets[0]?.targetMinutes, 480);
  t.deepEqual(snapshot.pending.requester?.reminderMinutes, [480]);
  t.is(snapshot.assignmentMinutes, 30);
});

test('what a process does not use is not in it, so that its hash stays', (t) => {
  t.false('requiredFields' in compileProcess(base));
  const asking = compileProcess({
    ...base,
    warnings: { resolution: [75, { beforeDue: minutes(30) }] },
    requiredFields: [{ before: ['resolve'], fields: ['service'] }],
  });
  t.deepEqual(asking.warnings, [
    { clock: 'resolution', percent: 75 },
    { clock: 'resolution', beforeMinutes: 30 },
  ]);
  t.deepEqual(asking.requiredFields, [
    { before: ['resolve'], fields: ['service'], when: { all: [] } },
  ]);
});

test('equal processes have equal hashes, in whatever order they are written', (t) => {
  const reversed = Object.fromEntries(Object.entries(base).reverse()) as unknown;
  t.is(compileProcess(reversed as ProcessDefinition).hash, compileProcess(base).hash);
  t.is(compileProcess(base).hash, snapshotHash(compileProcess(base)));
});

test('the hash of a known process never changes, so that snapshots stay comparable', (t) => {
  t.is(
    compileProcess(base).hash,
    'e34bc94ea317d9120107cac72faa28fa5699cff0df037c101ab14e5721b97570',
  );
});

test('any change that a ticket could notice changes the hash', (t) => {
  const { hash } = compileProcess(base);
  const changes: Change[] = [
    { version: 2 },
    { bounceLimit: 3 },
    { warnings: { resolution: [80] } },
    { messageReopens: false },
    { assignment: minutes(31) },
  ];
  for (const change of changes) t.not(compileProcess({ ...base, ...change }).hash, hash);
});

test('texts may change without a new hash: tickets do not carry them', (t) => {
  const title = { en: 'Another title', fr: 'Un autre titre' };
  t.is(compileProcess({ ...base, title }).hash, compileProcess(base).hash);
});

const refused = test.macro({
  title: (_given, change: Change, path: string) => `refused: ${path} (${JSON.stringify(change)})`,
  exec(t, change: Change, path: string) {
    const error = t.throws(() => compileProcess({ ...base, ...change }), {
      instanceOf: ProcessDefinitionError,
    });
    t.deepEqual(
      error?.problems.map((problem) => problem.path),
      [path],
    );
    t.true(error?.message.includes(`'${change.id ?? 'small'}'`));
    t.truthy(error?.problems[0]?.expected);
  },
});

const title = { en: 'Title', fr: 'Titre' };
const { desk, experts } = base.groups as Record<
  'desk' | 'experts',
  ProcessDefinition['groups'][string]
>;
const target = base.targets[0] as ProcessDefinition['targets'][number];
const rule = { name: 'late', clock: 'resolution', atPercent: 100, when: always } as const;
const office = base.calendars.office as object;

test(refused, { id: 'Small Desk' }, 'id');
test(refused, { version: 0 }, 'version');
test(refused, { entryGroup: 'nowhere' }, 'entryGroup');
test(
  refused,
  { groups: { desk: { ...desk, calendar: 'nights' }, experts } },
  'groups.desk.calendar',
);
test(
  refused,
  { groups: { desk, experts: { ...experts, escalatesTo: 'desk' } } },
  'groups.experts.escalatesTo',
);
test(
  refused,
  { services: { printing: { title: { en: 'x', fr: ' ' } } } },
  'services.printing.title.fr',
);
test(refused, { categories: { printer: { title, group: 'nowhere' } } }, 'categories.printer.group');
test(
  refused,
  { categories: { printer: { title, group: 'desk', escalation: { third_line: 'experts' } } } },
  'categories.printer.escalation.third_line',
);
test(
  refused,
  { triage: [{ name: 'one', when: is('category', 'plotter'), set: {} }] },
  'triage.0.when.category',
);
test(
  refused,
  { triage: [{ name: 'one', when: { not: { any: [{ fact: 'fire' }] } }, set: {} }] },
  'triage.0.when.not.any.0.fact',
);
test(
  refused,
  { triage: [{ name: 'one', when: { all: [] }, set: { category: 'plotter' } }] },
  'triage.0.category',
);
test(refused, { clocks: { resolution: { title, measures: 'resolution' } } }, 'clocks.resolution');
test(
  refused,
  { clocks: { 'Gold repair': { title, measures: 'resolution' } } },
  'clocks.Gold repair',
);
test(refused, { clocks: { mood: { title, measures: 'mood' } as never } }, 'clocks.mood.measures');
test(
  refused,
  { clocks: { work: { title, measures: 'tier_work', tier: 'moon' } } },
  'clocks.work.tier',
);
test(refused, { targets: [{ ...target, calendar: 'nights' }] }, 'targets.0.calendar');
test(refused, { targets: [{ ...target, within: minutes(0) }] }, 'targets.0.within');
test(refused, { targets: [{ ...target, when: is('priority', 'p1', 'p2', 'p3') }] }, 'targets');
test(refused, { targets: [] }, 'warnings.resolution');
test(refused, { warnings: { resolution: [100] } }, 'warnings.resolution.0');
test(
  refused,
  { escalationRules: [{ ...rule, atPercent: 90, escalate: 'functional' }] },
  'escalationRules.0.atPercent',
);
test(
  refused,
  { escalationRules: [{ ...rule, escalate: { hierarchical: 2 } }] },
  'escalationRules.0.escalate',
);
test(
  refused,
  { gates: [{ fromTier: 'first_line', requires: { test: 0 } }] },
  'gates.0.requires.test',
);
test(
  refused,
  { gates: [{ fromTier: 'first_line', requires: { test: 5000 } }] },
  'gates.0.requires.test',
);
test(
  refused,
  { categories: { printer: { title: base.title, group: 'desk', runbook: longRunbook } } },
  'categories.printer.runbook',
);
test(refused, { gates: [{ fromTier: 'first_line' }] }, 'gates.0');
test(refused, { gates: [{ fromTier: 'first_line', runbook: ['make_coffee'] }] }, 'gates.0.runbook');
test(refused, { gates: [{ fromTier: 'first_line', runbook: 'all' }] }, 'gates.0.runbook');
test(
  refused,
  {
    categories: {
      printer: {
        ...(base.categories.printer as ProcessDefinition['categories'][string]),
        runbook: { look: { kind: 'information', text: title } },
      },
    },
    gates: [{ fromTier: 'first_line', requires: { information: 1, workaround: 1 } }],
  },
  'gates.0.requires.workaround',
);
test(
  refused,
  {
    roles: { team_lead: { title } },
    escalationRules: [
      { ...rule, escalate: 'functional', notify: ['group', 'experts', 'team_lead', 'night_lead'] },
    ],
  },
  'escalationRules.0.notify.3',
);
test(
  refused,
  { pending: { ...base.pending, supplier: { ...base.pending.supplier, reminders: [hours(50)] } } },
  'pending.supplier.reminders.0',
);
test(
  refused,
  {
    pending: {
      ...base.pending,
      supplier: { ...base.pending.supplier, atLimit: { resolve: 'lost' } },
    },
  },
  'pending.supplier.atLimit.resolve',
);
test(refused, { bounceLimit: 0 }, 'bounceLimit');
test(
  refused,
  { warnings: { resolution: [{ beforeDue: minutes(0) }] } },
  'warnings.resolution.0.beforeDue',
);
test(
  refused,
  { warnings: { resolution: [{ beforeDue: workingDays(1) }] } },
  'warnings.resolution.0.beforeDue',
);
test(
  refused,
  { warnings: { resolution: [{ beforeDue: hours(8) }] } },
  'warnings.resolution.0.beforeDue',
);
test(
  refused,
  { requiredFields: [{ before: ['resolve'], fields: ['service'] }], services: {} },
  'requiredFields.0.fields',
);
test(refused, { requiredFields: [{ before: [], fields: ['service'] }] }, 'requiredFields.0.before');
test(
  refused,
  { requiredFields: [{ before: ['resolve'], fields: ['service'], when: is('group', 'nobody') }] },
  'requiredFields.0.when.group',
);
test(refused, { reopenWindow: { length: hours(40), calendar: 'nights' } }, 'reopenWindow.calendar');
test(refused, { textFacts: { smoke: ['smoke', ' '] } }, 'textFacts.smoke');

const calendarRefused = test.macro({
  title: (_given, change: object, path: string) =>
    `refused calendar: ${path} (${JSON.stringify(change)})`,
  exec(t, change: object, path: string) {
    const calendars = {
      office: { ...office, ...change },
    } as unknown as ProcessDefinition['calendars'];
    const error = t.throws(() => compileProcess({ ...base, calendars }), {
      instanceOf: ProcessDefinitionError,
    });
    t.true(
      error?.problems.some((problem) => problem.path === `calendars.office.${path}`),
      error?.message,
    );
  },
});

test(calendarRefused, { zone: 'Europe/Atlantis' }, 'zone');
test(calendarRefused, { zone: '+02:00' }, 'zone');
// What names no place knows nothing of summer time.
for (const zone of ['EST', 'CET', 'EST5EDT', 'GMT', 'Etc/GMT+2', 'etc/utc']) {
  test(calendarRefused, { zone }, 'zone');
}
test(calendarRefused, { week: {} }, 'week');
test(calendarRefused, { week: { monday: [] } }, 'week');
test(calendarRefused, { week: { someday: [['09:00', '12:00']] } }, 'week.someday');
test(calendarRefused, { week: { monday: [['17:00', '09:00']] } }, 'week.monday.0');
test(calendarRefused, { week: { monday: [['22:00', '06:00']] } }, 'week.monday.0');
test(calendarRefused, { week: { monday: [['9:00', '12:00']] } }, 'week.monday.0');
test(calendarRefused, { week: { monday: [['09:00', '24:30']] } }, 'week.monday.0');
test(
  calendarRefused,
  {
    week: {
      monday: [
        ['09:00', '13:00'],
        ['12:00', '17:00'],
      ],
    },
  },
  'week.monday.1',
);
test(calendarRefused, { closed: ['2026-02-30'] }, 'closed.0');
test(calendarRefused, { open: { '26-12-2026': [['09:00', '12:00']] } }, 'open.26-12-2026');
test(
  calendarRefused,
  { closed: ['2026-12-26'], open: { '2026-12-26': [['09:00', '12:00']] } },
  'open.2026-12-26',
);
test(calendarRefused, { holidays: { country: 'XX' } }, 'holidays.country');
test(calendarRefused, { holidays: { country: 'FR', state: '99' } }, 'holidays.state');

function everyPriority(within: Duration) {
  return { p1: within, p2: within, p3: within, p4: within };
}

test('a week without hours is one problem, whatever is counted in it', (t) => {
  const table = { calendar: 'office', byPriority: { resolution: everyPriority(workingDays(3)) } };
  const error = t.throws(() =>
    compileProcess({
      ...base,
      calendars: { office: { ...office, zone: 'Europe/Paris', week: {} } },
      targets: [table],
      attention: { after: workingDays(1), calendar: 'office' },
    }),
  );
  t.is(
    error?.message,
    "Process 'small' has 1 problem:\n" +
      '  calendars.office.week: {}; expected working time on some weekday',
  );
});

test('one wrong name that stands in many places is one problem, which names the places', (t) => {
  const when = (priority: string) => is('priority', priority);
  const promises = ['p1', 'p2', 'p3', 'p4'].flatMap((priority) => [
    {
      clock: 'first_response',
      when: when(priority),
      within: hours(1),
      calendar: 'nights',
    } as const,
    { clock: 'resolution', when: when(priority), within: hours(3), calendar: 'nights' } as const,
  ]);
  const error = t.throws(() =>
    compileProcess({
      ...base,
      targets: promises,
    }),
  );
  t.is(
    error?.message,
    "Process 'small' has 1 problem:\n" +
      '  targets.0.calendar (first response of priority p1): "nights"; expected one of office ' +
      '(and at targets.1.calendar (resolution of priority p1), ' +
      'targets.2.calendar (first response of priority p2), ' +
      'targets.3.calendar (resolution of priority p2), 4 more places)',
  );
});

test('a number that is none is shown as it is written', (t) => {
  const change: Change = {
    attention: { after: hours(Number.POSITIVE_INFINITY), calendar: 'office' },
  };
  t.throws(() => compileProcess({ ...base, ...change }), {
    message: /attention\.after: \{"minutes":Infinity\}; expected/,
  });
  t.throws(() => compileProcess({ ...base, bounceLimit: Number.NaN }), {
    message: /bounceLimit: NaN; expected/,
  });
});

const officeHours = office as { week: object };
const malformed: [change: object, path: string, expected: string][] = [
  [{ groups: undefined }, 'groups', 'an object'],
  [{ groups: { desk: null } }, 'groups.desk', 'an object'],
  [{ title: { en: 'Title', fr: 3 } }, 'title.fr', 'a text'],
  [{ targets: {} }, 'targets', 'a list'],
  [
    { targets: [{ ...target, when: 'p1' }] },
    'targets.0.when',
    'a condition: all(), any(), not(), is(), fact(), field(), fieldIsKnown() or fieldFrom()',
  ],
  [{ escaltionRules: [] }, 'escaltionRules', 'no such key'],
  [{ onLapse: 'wait' }, 'onLapse', 'one of return, tell'],
  [{ pending: { ...base.pending, change: undefined } }, 'pending.change', 'an object'],
  [
    { pending: { ...base.pending, change: { ...base.pending.change, atLimit: 'stop' } } },
    'pending.change.atLimit',
    "'resume', or { resolve: code }",
  ],
  [
    { pending: { ...base.pending, approval: base.pending.supplier } },
    'pending.approval.atLimit',
    'no such key',
  ],
  [{ calendars: { office: { ...officeHours, week: [] } } }, 'calendars.office.week', 'an object'],
  [
    { calendars: { office: { ...officeHours, week: { monday: [9] } } } },
    'calendars.office.week.monday.0',
    "a start and an end, such as ['09:00', '17:30']",
  ],
];
for (const [change, path, expected] of malformed) {
  test(`refused for its form: ${path} is not ${expected}`, (t) => {
    const error = t.throws(() => compileProcess({ ...base, ...change } as ProcessDefinition), {
      instanceOf: ProcessDefinitionError,
    });
    const problems = error?.problems.map((problem) => [problem.path, problem.expected]);
    t.deepEqual(problems, [[path, expected]]);
  });
}

/** The paths of every part of a value, from the whole to the leaves. */
function pathsIn(part: unknown, path: string[] = []): string[][] {
  if (typeof part !== 'object' || part === null) return [path];
  return [path, ...Object.entries(part).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function replaced(part: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(part) ? [...part] : { ...(part as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

test('whatever stands in the place of any part of a process, it compiles or says what is wrong', (t) => {
  const rich = snapshotable(definitionOf('service_requests'));
  const strangers = [undefined, null, 7, -1, '', 'nobody', true, [], {}, [null], { in: 3 }];
  for (const path of pathsIn(rich).slice(1)) {
    for (const stranger of strangers) {
      try {
        compileProcess(replaced(rich, path, stranger) as ProcessDefinition);
      } catch (error) {
        t.true(error instanceof ProcessDefinitionError, `${path.join('.')}: ${error}`);
      }
    }
  }
});

/** As it would come from a file. */
function snapshotable(definition: ProcessDefinition): unknown {
  return JSON.parse(JSON.stringify(definition));
}

test('each process of the desk is found in the file that it is said to be in', async (t) => {
  for (const definition of processDefinitions()) {
    const file = fileOf(definition);
    const exported = await import(path.resolve(import.meta.dirname, '../..', String(file)));
    t.true(Object.values(exported).includes(definition), file);
  }
  t.is(fileOf(base), undefined);
});

test('everything wrong is told at once, with its place, its value and what was expected', (t) => {
  const error = t.throws(
    () => compileProcess({ ...base, entryGroup: 'nowhere', version: 1.5, bounceLimit: 0 }),
    { instanceOf: ProcessDefinitionError },
  );
  t.deepEqual(
    error?.problems.map(({ path, value }) => [path, value]),
    [
      ['version', 1.5],
      ['entryGroup', 'nowhere'],
      ['bounceLimit', 0],
    ],
  );
  t.regex(error?.message ?? '', /entryGroup: "nowhere"; expected one of desk, experts/);
});

test('every process the desk ships compiles', (t) => {
  for (const definition of processDefinitions()) t.notThrows(() => snapshotOf(definition));
});

test('the rules of a day reach from before it to 180 days after it, and are compiled once', (t) => {
  const now = Date.parse('2026-11-24T13:00Z');
  const rules = rulesAt('it_support', now);
  t.is(rules, rulesAt('it_support', now + 3_600_000));
  t.not(rules, rulesAt('it_support', now + 86_400_000));
  for (const calendar of Object.values(rules.calendars)) {
    t.true(calendar.fromMinute * 60_000 < now);
    t.true(calendar.toMinute * 60_000 >= now + 180 * 86_400_000);
  }
});

test('an unknown process is an error that names the known ones', (t) => {
  t.throws(() => rulesAt('it_suport', 0), { message: /'it_suport': expected one of it_support/ });
});

test('titles come in both languages, and unknown keys as words', (t) => {
  t.is(titleOf('it_support', 'group', 'service_desk', 'fr'), 'Centre de services');
  t.is(titleOf('it_support', 'category', 'access'), 'Access and passwords');
  t.is(titleOf('it_support', 'pendingReason', 'change', 'fr'), 'En attente d’un changement');
  t.is(titleOf('gone', 'group', 'software_development', 'fr'), 'Software development');
});

const fourTiers = {
  ...base,
  tiers: {
    front: { title: base.title },
    shop: { title: base.title },
    maker: { title: base.title },
    vendor: { title: base.title },
  },
  groups: {
    desk: { ...desk, tier: 'front' },
    experts: { ...experts, tier: 'vendor' },
  },
  categories: {
    printer: { title: base.title, group: 'desk', escalation: { vendor: 'experts' } },
  },
  gates: [{ fromTier: 'front', requires: { test: 1 } }],
} satisfies ProcessDefinition;

test('a process has as many tiers as it names, and a group has the rank of its tier', (t) => {
  const { tiers, groups, gates } = compileProcess(fourTiers);
  t.deepEqual(tiers, ['front', 'shop', 'maker', 'vendor']);
  t.deepEqual([groups.desk?.tier, groups.experts?.tier], [1, 4]);
  t.is(gates[0]?.fromTier, 'front');
});

test('a condition on a tier and those above names each of them', (t) => {
  const rule = { name: 'up', clock: 'resolution', atPercent: 75, escalate: 'functional' } as const;
  const when = not(tierAtLeast('maker'));
  const { escalationRules } = compileProcess({
    ...fourTiers,
    escalationRules: [{ ...rule, when }],
  });
  t.deepEqual(escalationRules[0]?.when, { not: { field: 'tier', in: ['maker', 'vendor'] } });
});

test(refused, { groups: { ...base.groups, desk: { ...desk, tier: 'front' } } }, 'groups.desk.tier');
test(refused, { gates: [{ fromTier: 'third_line', requires: { test: 1 } }] }, 'gates.0.fromTier');
test(
  refused,
  {
    escalationRules: [
      {
        name: 'up',
        clock: 'resolution',
        atPercent: 75,
        when: tierAtLeast('maker'),
        escalate: 'functional',
      },
    ],
  },
  'escalationRules.0.when.tier',
);
