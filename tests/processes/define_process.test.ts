import test from 'ava';
import { compileProcess } from '../../workflows/processes/compile.ts';
import {
  all,
  always,
  any,
  assigneeHas,
  atLeast,
  device,
  fact,
  field,
  fieldFrom,
  fieldIsKnown,
  is,
  not,
  requester,
  tierAtLeast,
  within,
} from '../../workflows/processes/conditions.ts';
import { defineProcess, type ProcessDefinition } from '../../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { hours, minutesOf, workingDays } from '../../workflows/processes/durations.ts';
import { smallProcess } from './small_process.ts';

const title = { en: 'Title', fr: 'Titre' };
const length = hours(8);

// What is wrong must be red in the editor: `tsc` fails where one of these lines has no error.
const wrongProcesses = [
  defineProcess({
    ...smallProcess,
    // @ts-expect-error the group does not exist
    entryGroup: 'nowhere',
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error the group does not exist
    categories: { printer: { title, group: 'nowhere' } },
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error a category climbs to a group that exists
    categories: { printer: { title, group: 'desk', escalation: { second_line: 'nowhere' } } },
  }),
  defineProcess({
    ...smallProcess,
    groups: {
      // @ts-expect-error a group works in a calendar that exists
      desk: { title, tier: 'first_line', calendar: 'nights' },
      experts: smallProcess.groups.experts,
    },
  }),
  defineProcess({
    ...smallProcess,
    groups: {
      desk: smallProcess.groups.desk,
      // @ts-expect-error there is no such tier
      experts: { title, tier: 'fourth_line', calendar: 'office' },
    },
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error every title is in both languages
    services: { printing: { title: { en: 'Printing' } } },
  }),
  defineProcess({
    ...smallProcess,
    triage: [
      // @ts-expect-error the category in the condition does not exist
      { name: 'one', when: is('category', 'plotter'), set: { service: 'printing' } },
      // @ts-expect-error the fact, inside other conditions, does not exist
      { name: 'two', when: all(not(fact('fire')), is('priority', 'p1')), set: { impact: 'high' } },
      // @ts-expect-error the priority in the condition is none of the process's
      { name: 'four', when: is('priority', 'p3', 'p5'), set: {} },
      // @ts-expect-error nor is this impact
      { name: 'five', when: not(is('impact', 'huge')), set: {} },
      // @ts-expect-error nor this urgency
      { name: 'six', when: any(is('urgency', 'none'), is('priority', 'p1')), set: {} },
      // @ts-expect-error nor the priority that is set
      { name: 'seven', when: always, set: { priority: 'urgent' } },
      // @ts-expect-error the service that is set does not exist
      { name: 'three', when: fact('smoke'), set: { service: 'plotting' } },
      // @ts-expect-error there are no such hours
      { name: 'four', when: not(within('nights')), set: {} },
      // @ts-expect-error nor are there any to wait in
      { name: 'five', when: atLeast('waiting', hours(2), 'nights'), set: {} },
      // @ts-expect-error no category needs that skill
      { name: 'six', when: assigneeHas('juggling'), set: {} },
    ],
  }),
  defineProcess({
    ...smallProcess,
    clocks: {
      gold_repair: { title, measures: 'resolution' },
      desk_work: { title, measures: 'tier_work', tier: 'first_line' },
      // @ts-expect-error it counts at a tier that exists
      vendor_work: { title, measures: 'tier_work', tier: 'vendor' },
      // @ts-expect-error nobody measures that
      mood: { title, measures: 'mood' },
      // @ts-expect-error work at a tier is at one
      somewhere: { title, measures: 'tier_work' },
    },
    targets: [
      { clock: 'gold_repair', when: always, within: length, calendar: 'office' },
      // @ts-expect-error there is no such clock
      { clock: 'silver_repair', when: always, within: length, calendar: 'office' },
    ],
    warnings: { desk_work: [50] },
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error it warns of clocks that exist
    warnings: { desk_work: [50] },
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error a gate is of a tier that exists
    gates: [{ fromTier: 'fourth_line', requires: { test: 1 } }],
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error a category climbs at a tier that exists
    categories: { printer: { title, group: 'desk', escalation: { fourth_line: 'experts' } } },
  }),
  defineProcess({
    ...smallProcess,
    targets: [
      // @ts-expect-error the tier in the condition does not exist
      { clock: 'resolution', when: is('tier', 'vendor'), within: length, calendar: 'office' },
      // @ts-expect-error nor is there one above it
      { clock: 'resolution', when: tierAtLeast('vendor'), within: length, calendar: 'office' },
    ],
  }),
  defineProcess({
    ...smallProcess,
    targets: [
      // @ts-expect-error the group in the condition does not exist
      { clock: 'resolution', when: is('group', 'nowhere'), within: length, calendar: 'office' },
      // @ts-expect-error the calendar does not exist
      { clock: 'resolution', when: is('tier', 'first_line'), within: length, calendar: 'nights' },
      // @ts-expect-error a length of time has a unit
      { clock: 'resolution', when: is('tier', 'first_line'), within: 8, calendar: 'office' },
      // @ts-expect-error there is no such clock
      { clock: 'repair', when: is('tier', 'first_line'), within: length, calendar: 'office' },
    ],
  }),
  defineProcess({
    ...smallProcess,
    targets: [
      {
        calendar: 'office',
        byPriority: {
          resolution: {
            p1: length,
            // @ts-expect-error the table names a priority that does not exist
            p9: length,
          },
        },
      },
      {
        calendar: 'office',
        // @ts-expect-error the table names a clock that does not exist
        byPriority: { repair: { p1: length } },
      },
      {
        // @ts-expect-error the table names a calendar that does not exist
        calendar: 'nights',
        byPriority: { resolution: { p1: length } },
      },
      {
        calendar: {
          p1: 'office',
          // @ts-expect-error the calendar of this priority does not exist
          p2: 'nights',
        },
        byPriority: {
          resolution: {
            p1: length,
            // @ts-expect-error a length of time in a table has a unit
            p2: 8,
          },
        },
      },
    ],
  }),
  defineProcess({
    ...smallProcess,
    pending: {
      ...smallProcess.pending,
      // @ts-expect-error pending ends with a code that exists
      requester: { ...smallProcess.pending.requester, atLimit: { resolve: 'vanished' } },
    },
  }),
];

// A misspelt key is red where it stands, and nothing else is: not each condition above it.
const { bounceLimit: _limit, textFacts, ...others } = smallProcess;
const misspelt = [
  defineProcess({
    ...others,
    textFacts,
    triage: [{ name: 'one', when: fact('smoke'), set: { impact: 'high' } }],
    escalationRules: [
      {
        name: 'late',
        clock: 'resolution',
        atPercent: 100,
        when: is('category', 'printer'),
        escalate: 'functional',
        notify: ['group'],
      },
    ],
    // @ts-expect-error a process has a bounceLimit
    bounceLimt: 2,
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error a process has escalationRules
    escaltionRules: [],
  }),
];

const wait = { title, limit: length, calendar: 'office' } as const;
const { pending: _w, resolutionCodes: codes, ...withoutWaits } = smallProcess;
// A process has its own reasons to wait, and links.
const ownWaits = {
  ...withoutWaits,
  resolutionCodes: codes,
  pending: {
    guest: { ...wait, endsOn: 'requester_message', pauses: ['resolution'] },
    spare_part: { ...wait, atLimit: { resolve: 'silence' } },
  },
  links: {
    blocks: { title, inverse: 'blocked_by' },
    blocked_by: { title, inverse: 'blocks' },
  },
} as const;
const waiting2 = defineProcess({
  ...ownWaits,
  rules: { rest: { title, on: { event: 'opened' }, do: [{ hold: 'spare_part' }] } },
});
const wrongWaits = [
  defineProcess({
    ...ownWaits,
    rules: {
      rest: {
        title,
        on: { event: 'opened' },
        // @ts-expect-error nobody waits for that
        do: [{ hold: 'supplier' }],
      },
    },
  }),
  defineProcess({
    ...ownWaits,
    pending: {
      guest: {
        ...wait,
        // @ts-expect-error a wait ends with a code that exists
        atLimit: { resolve: 'vanished' },
      },
      spare_part: {
        ...wait,
        // @ts-expect-error it pauses clocks that exist
        pauses: ['repair'],
      },
    },
  }),
  defineProcess({
    ...ownWaits,
    links: {
      blocks: {
        title,
        // @ts-expect-error the other end has a name that exists
        inverse: 'stopped_by',
      },
      blocked_by: { title, inverse: 'blocks' },
    },
  }),
];

const wrongRole = defineProcess({
  ...smallProcess,
  escalationRules: [
    {
      name: 'late',
      clock: 'resolution',
      atPercent: 100,
      when: is('tier', 'first_line'),
      escalate: 'functional',
      // @ts-expect-error nobody can hold a role that the process does not have
      notify: ['night_manager'],
    },
  ],
});

const wrongConditions = [
  // @ts-expect-error a condition compares with at least one value
  is('category'),
  // @ts-expect-error nothing else is known of whoever asks
  requester('shoe_size', '43'),
  // @ts-expect-error the register says nothing of that
  device('colour', 'green'),
  // @ts-expect-error days are as long as those of some calendar
  atLeast('age', workingDays(2)),
  // @ts-expect-error what lasts is not counted
  atLeast('age', 2),
  // @ts-expect-error what is counted does not last
  atLeast('bounces', hours(2)),
];

// A process has its own priorities and scales, and then no others.
const { id, version, calendars, groups, entryGroup, categories, services } = smallProcess;
const { warnings, escalationReasons, onLapse, hierarchyLevels, pending } = smallProcess;
const { assignment, attention, reopenWindow, messageReopens, survey, resolutionCodes } =
  smallProcess;
const withoutScales = {
  ...{ id, version, title, calendars, groups, entryGroup, categories, services },
  ...{ warnings, escalationReasons, bounceLimit: 2, onLapse, hierarchyLevels, pending },
  ...{ assignment, attention, reopenWindow, messageReopens, survey, resolutionCodes },
  targets: [],
};
const scales = {
  priorities: { critical: { title }, normal: { title }, planned: { title, promise: false } },
  impacts: { everybody: { title }, one: { title } },
  urgencies: { now: { title }, today: { title }, later: { title } },
  priorityMatrix: {
    everybody: { now: 'critical', today: 'critical', later: 'normal' },
    one: { now: 'normal', today: 'normal', later: 'planned' },
  },
  defaults: { impact: 'one', urgency: 'today' },
} as const;
const ownWords = defineProcess({
  ...withoutScales,
  ...scales,
  triage: [
    { name: 'one', when: is('priority', 'critical'), set: { impact: 'everybody' } },
    { name: 'two', when: is('urgency', 'later'), set: { priority: 'planned' } },
  ],
  targets: [
    { calendar: 'office', byPriority: { resolution: { critical: length, normal: hours(20) } } },
  ],
});
const wrongScales = [
  defineProcess({
    ...withoutScales,
    ...scales,
    triage: [
      // @ts-expect-error the process has no p1
      { name: 'one', when: is('priority', 'p1'), set: {} },
      // @ts-expect-error nor such an impact
      { name: 'two', when: always, set: { impact: 'high' } },
    ],
  }),
  defineProcess({
    ...withoutScales,
    ...scales,
    priorityMatrix: {
      everybody: { now: 'critical', today: 'critical', later: 'normal' },
      // @ts-expect-error the matrix has each urgency
      one: { now: 'normal', today: 'normal' },
    },
  }),
  defineProcess({
    ...withoutScales,
    ...scales,
    priorityMatrix: {
      everybody: { now: 'critical', today: 'critical', later: 'normal' },
      one: {
        now: 'normal',
        today: 'normal',
        // @ts-expect-error the priority does not exist
        later: 'someday',
      },
    },
  }),
  defineProcess({
    ...withoutScales,
    ...scales,
    // @ts-expect-error the urgency does not exist
    defaults: { impact: 'one', urgency: 'soon' },
  }),
];

// Facts are the process's own: a process without any has none to ask for.
const { textFacts: _, ...withoutFacts } = smallProcess;
const factless = defineProcess({
  ...withoutFacts,
  // @ts-expect-error no fact is defined
  triage: [{ name: 'one', when: fact('smoke'), set: {} }],
});

const fields = {
  size: { title, kind: 'choice', options: { small: { title }, large: { title } } },
  why: { title, kind: 'text', shownWhen: field('size', 'large'), required: { at: 'opening' } },
  quantity: { title, kind: 'number', min: 1 },
  wanted: { title, kind: 'date' },
} as const;
const when = always;
const waiting = { title, pauses: [], reminders: [], limit: length, calendar: 'office' } as const;
const approvalOf = { name: 'budget', title, by: 'experts', refusedAs: 'silence' } as const;

// What is written so is right: no line of it is red.
const asking = defineProcess({
  ...smallProcess,
  fields,
  triage: [
    { name: 'one', when: all(field('size', 'large'), fieldFrom('quantity', { min: 2 })), set: {} },
    {
      name: 'two',
      when: any(fieldIsKnown('why'), fieldFrom('wanted', { max: '2026-05-01' })),
      set: {},
    },
  ],
  pending: { ...smallProcess.pending, approval: waiting },
  approvals: [{ ...approvalOf, when: fieldIsKnown('size'), givenFor: ['size', 'category'] }],
});

const wrongFields = [
  defineProcess({
    ...smallProcess,
    fields,
    triage: [
      // @ts-expect-error there is no such field
      { name: 'one', when: fieldIsKnown('colour'), set: {} },
      // @ts-expect-error the choice has no such option
      { name: 'two', when: not(field('size', 'small', 'huge')), set: {} },
      // @ts-expect-error a text has no options
      { name: 'three', when: field('why', 'small'), set: {} },
      // @ts-expect-error a choice has no bounds
      { name: 'four', when: fieldFrom('size', { min: 1 }), set: {} },
      // @ts-expect-error a number is not compared with a day
      { name: 'five', when: fieldFrom('quantity', { min: '2026-01-01' }), set: {} },
    ],
  }),
  defineProcess({
    ...smallProcess,
    fields: {
      // @ts-expect-error the category in its condition does not exist
      size: { title, kind: 'text', shownWhen: is('category', 'plotter') },
    },
  }),
  defineProcess({
    ...smallProcess,
    fields: {
      ...fields,
      // @ts-expect-error the field in its condition does not exist
      more: { title, kind: 'text', required: { at: 'opening', when: fieldIsKnown('colour') } },
    },
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error there is no such kind
    fields: { size: { title, kind: 'colour' } },
  }),
  defineProcess({
    ...smallProcess,
    fields,
    pending: { ...smallProcess.pending, approval: waiting },
    // @ts-expect-error an approval is given for what a ticket has
    approvals: [{ ...approvalOf, when, givenFor: ['colour'] }],
  }),
  defineProcess({
    ...smallProcess,
    // @ts-expect-error a process without fields has none to ask for
    triage: [{ name: 'one', when: fieldIsKnown('size'), set: {} }],
  }),
];

test('a process asks for fields, and its conditions read them by their names', (t) => {
  const { fields: compiled, triage } = compileProcess(asking as ProcessDefinition);
  t.deepEqual(compiled, {
    size: { position: 0, kind: 'choice', options: ['small', 'large'] },
    why: {
      position: 1,
      kind: 'text',
      maxLength: 2000,
      lines: 'one',
      shownWhen: { formField: 'size', in: ['large'] },
      required: { at: 'opening' },
    },
    quantity: { position: 2, kind: 'number', min: 1, decimals: 0 },
    wanted: { position: 3, kind: 'date' },
  });
  t.deepEqual(triage[0]?.when, {
    all: [
      { formField: 'size', in: ['large'] },
      { formField: 'quantity', min: 2 },
    ],
  });
});

test('a process orders its own priorities and scales, and says which are promised nothing', (t) => {
  const snapshot = compileProcess(ownWords as ProcessDefinition);
  t.deepEqual(snapshot.priorities, ['critical', 'normal', 'planned']);
  t.deepEqual(snapshot.unpromised, ['planned']);
  t.deepEqual(snapshot.impacts, ['everybody', 'one']);
  t.deepEqual(snapshot.urgencies, ['now', 'today', 'later']);
});

test('a process says what tickets wait for, and by what they are linked', (t) => {
  const { pending, links } = compileProcess(waiting2 as ProcessDefinition);
  t.deepEqual(Object.keys(pending), ['guest', 'spare_part']);
  t.like(pending, { guest: { endsOn: 'requester_message', then: 'resume', reminderMinutes: [] } });
  t.deepEqual(links, { blocked_by: 'blocks', blocks: 'blocked_by' });
});

test('what is red in the editor is refused by the compiler too', (t) => {
  const definitions = [
    ...wrongProcesses,
    ...misspelt,
    ...wrongFields,
    ...wrongScales,
    ...wrongWaits,
    wrongRole,
    factless,
    ...wrongConditions.map((when) => ({
      ...smallProcess,
      triage: [{ name: 'one', when, set: {} }],
    })),
  ];
  for (const definition of definitions) {
    t.throws(() => compileProcess(definition as ProcessDefinition), {
      instanceOf: ProcessDefinitionError,
    });
  }
});

test('conditions are plain data that say what they compare', (t) => {
  t.deepEqual(
    all(is('category', 'network', 'email'), not(fact('vpn')), is('tier', 'second_line')),
    {
      all: [
        { field: 'category', in: ['network', 'email'] },
        { not: { fact: 'vpn' } },
        { field: 'tier', in: ['second_line'] },
      ],
    },
  );
});

test('a working day is as long as the average day of its calendar', (t) => {
  const week = {
    monday: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    friday: [['09:00', '12:00']],
  } as const;
  t.is(minutesOf(workingDays(2), { zone: 'Europe/Paris', week }), 600);
  t.is(minutesOf(workingDays(2), 'always'), 2 * 1440);
});

test('a table of targets becomes one target for each promise', (t) => {
  const { targets } = compileProcess({
    ...smallProcess,
    targets: [
      {
        when: is('category', 'printer'),
        calendar: { p1: 'always', p2: 'office' },
        byPriority: { resolution: { p1: hours(1), p2: hours(2) } },
      },
      { calendar: 'office', byPriority: { resolution: { p3: hours(4), p4: workingDays(1) } } },
    ],
    calendars: { ...smallProcess.calendars, always: 'always' },
  } as ProcessDefinition);
  const of = (priority: string) => ({ field: 'priority', in: [priority] });
  const printer = { field: 'category', in: ['printer'] };
  const clock = 'resolution';
  t.deepEqual(targets, [
    { clock, when: { all: [printer, of('p1')] }, targetMinutes: 60, calendar: 'always' },
    { clock, when: { all: [printer, of('p2')] }, targetMinutes: 120, calendar: 'office' },
    { clock, when: of('p3'), targetMinutes: 240, calendar: 'office' },
    { clock, when: of('p4'), targetMinutes: 420, calendar: 'office' },
  ]);
});
