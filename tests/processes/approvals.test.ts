import test from 'ava';
import { managerOf, personIn, quorumOf, upTo } from '../../workflows/processes/approvals.ts';
import { checkProcess } from '../../workflows/processes/check/check.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { always, is } from '../../workflows/processes/conditions.ts';
import { defineProcess, type ProcessDefinition } from '../../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { diffProcesses } from '../../workflows/processes/diff/diff.ts';
import { hours } from '../../workflows/processes/durations.ts';
import { smallProcess } from './small_process.ts';

const title = { en: 'Title', fr: 'Titre' };
const waiting = {
  title,
  pauses: ['resolution'],
  reminders: [hours(8)],
  limit: hours(40),
  calendar: 'office',
} as const;
const fields = {
  price: { kind: 'number', title },
  buyer: { kind: 'person', title },
} as const;
const asking = {
  ...smallProcess,
  fields,
  roles: { director: { title } },
  pending: { ...smallProcess.pending, approval: waiting },
};
const end = { title, when: always, refusedAs: 'silence' } as const;

// What is wrong must be red in the editor: `tsc` fails where one of these lines has no error.
const red = [
  defineProcess({
    ...asking,
    approvals: [
      { ...end, name: 'one', by: 'desk' },
      // @ts-expect-error nobody is called that
      { ...end, name: 'two', by: 'nowhere' },
      // @ts-expect-error the group of a quorum does not exist
      { ...end, name: 'three', by: quorumOf(2, 'nowhere') },
      // @ts-expect-error a quorum is a number, more than half, or all
      { ...end, name: 'four', by: quorumOf('most', 'desk') },
      // @ts-expect-error the field names no person
      { ...end, name: 'five', by: personIn('price', { otherwise: 'desk' }) },
      // @ts-expect-error whose manager decides otherwise is a group there is
      { ...end, name: 'six', by: managerOf('manager', { otherwise: 'nowhere' }) },
      // @ts-expect-error no approval is called that
      { ...end, name: 'seven', by: 'desk', after: ['none'] },
      // @ts-expect-error the others who are asked do not exist
      { ...end, name: 'eight', by: 'desk', ifUnanswered: { ask: 'nowhere' } },
      // @ts-expect-error a buyer is no number that can become less
      { ...end, name: 'nine', by: 'desk', givenFor: [upTo('buyer')] },
      // @ts-expect-error there is no such field
      { ...end, name: 'ten', by: 'desk', givenFor: ['colour'] },
      // @ts-expect-error how long it waits has a unit
      { ...end, name: 'eleven', by: 'desk', within: 8 },
    ],
  }),
];

const whole = defineProcess({
  ...asking,
  approvals: [
    {
      ...{ ...end, name: 'manager', by: managerOf('requester', { otherwise: 'desk' }) },
      within: hours(16),
      ifUnanswered: { ask: [managerOf('manager', { otherwise: 'desk' }), 'director'] },
    },
    {
      ...{ ...end, name: 'board', by: quorumOf('majority', 'experts') },
      ...{ after: [], ifOneRefuses: 'counted', deputies: 'for_each' },
    },
    {
      ...{ ...end, name: 'finance', by: quorumOf(2, 'director'), when: is('category', 'printer') },
      ...{ after: ['manager'], givenFor: ['category', upTo('price')] },
    },
    { ...end, name: 'buyer', by: personIn('buyer', { otherwise: 'desk' }), after: ['finance'] },
  ],
});

test('what a process says of its approvals is data that tickets carry', (t) => {
  const approvals = compileProcess(whole).approvals ?? [];
  const refused = { when: always, refusedCode: 'silence' };
  const wait = { reminderMinutes: [480], limitMinutes: 2400, calendar: 'office' };
  t.deepEqual(approvals, [
    {
      ...{ name: 'manager', approverGroup: 'desk', managerOf: 'requester', ...refused },
      wait: { ...wait, limitMinutes: 960 },
      next: [{ approverGroup: 'desk', managerOf: 'manager' }, { approverGroup: 'director' }],
    },
    {
      ...{ name: 'board', approverGroup: 'experts', quorum: 'majority', ...refused },
      ...{ after: [], wait, areRefusalsCounted: true, isCountedBySeat: true },
    },
    {
      ...{ name: 'finance', approverGroup: 'director', quorum: 2, ...refused },
      ...{ when: { field: 'category', in: ['printer'] }, after: ['manager'], wait },
      ...{ givenFor: ['category', 'price'], givenUpTo: ['price'] },
    },
    {
      ...{ name: 'buyer', approverGroup: 'desk', personIn: 'buyer', ...refused },
      ...{ after: ['finance'], wait },
    },
  ]);
});

test('a process with approvals at once, by quorum, in chains and of others is proved', (t) => {
  const { violations } = checkProcess(
    { ...whole, approvals: whole.approvals?.slice(0, 2) ?? [] } as ProcessDefinition,
    Date.UTC(2026, 0, 5, 9),
  );
  t.deepEqual(violations, []);
});

type Approvals = NonNullable<ProcessDefinition['approvals']>;

function problemsOf(approvals: Approvals): string[] {
  try {
    compileProcess({ ...asking, approvals } as ProcessDefinition);
    return [];
  } catch (error) {
    if (!(error instanceof ProcessDefinitionError)) throw error;
    return error.problems.map(({ path, value, expected }) => `${path}: ${value}, not ${expected}`);
  }
}

const rule = (name: string, of: Partial<Approvals[number]> = {}) => ({
  ...end,
  name,
  by: 'desk',
  ...of,
});

test('a chain that leads back to where it began is told with its way', (t) => {
  const chain = [
    rule('a', { after: ['c'] }),
    rule('b', { after: ['a'] }),
    rule('c', { after: ['b'] }),
  ];
  t.deepEqual(problemsOf(chain), [
    'approvals.0.after: a after c after b after a, not approvals that end: this is a circle',
  ]);
  t.deepEqual(problemsOf([rule('a', { after: ['a'] })]), [
    'approvals.0.after: a after a, not approvals that end: this is a circle',
  ]);
  // What says nothing of its turn comes after all before it.
  t.deepEqual(problemsOf([rule('a', { after: ['b'] }), rule('b')]), [
    'approvals.0.after: a after b after a, not approvals that end: this is a circle',
  ]);
  t.deepEqual(
    problemsOf([rule('a'), rule('b', { after: [] }), rule('c', { after: ['a', 'b'] })]),
    [],
  );
});

test('what an approval cannot be is told in its place', (t) => {
  const wrong = problemsOf([
    rule('a', { by: quorumOf(1, 'desk') }),
    rule('b', { by: quorumOf(2.5, 'nowhere'), after: ['none'] }),
    rule('c', { ifOneRefuses: 'counted', deputies: 'for_each' }),
    rule('d', { by: personIn('price', { otherwise: 'desk' }), givenFor: [upTo('buyer')] }),
    rule('e', { within: hours(4), reminders: [hours(8)] }),
    rule('f', { ifUnanswered: { ask: ['desk', 'nowhere'] } }),
  ]);
  t.deepEqual(
    wrong.map((one) => one.split(':')[0]),
    [
      'approvals.0.by.quorum',
      'approvals.1.by.of',
      'approvals.1.by.quorum',
      'approvals.1.after.0',
      'approvals.2.ifOneRefuses',
      'approvals.2.deputies',
      'approvals.3.by.personIn',
      'approvals.3.givenFor.0.upTo',
      'approvals.4.reminders.0',
      'approvals.5.ifUnanswered.ask.1',
    ],
  );
});

test('a change of an approval is told in words', (t) => {
  const before = compileProcess({ ...asking, approvals: [rule('a')] } as ProcessDefinition);
  const after = compileProcess({
    ...asking,
    version: 2,
    approvals: [
      rule('a', {
        ...{ by: quorumOf('majority', 'experts'), after: [], within: hours(8) },
        ...{
          ifUnanswered: { ask: 'director' },
          ifOneRefuses: 'counted',
          givenFor: [upTo('price')],
        },
      }),
    ],
  } as ProcessDefinition);
  const told = diffProcesses({ snapshot: before }, { snapshot: after }).lines.map(
    ({ text }) => text,
  );
  for (const words of [
    'How many have to grant approval a: 1 → more than half',
    'Approval a: refusals are counted now; one does not end it',
    'Who is asked for approval a after that: nobody → director',
    'How long approval a waits: as other approvals → at most 8 h of office',
    'What approval a is asked after: all before it, alone → nothing',
  ]) {
    t.true(told.includes(words), `${words}\n${told.join('\n')}`);
  }
});

test('every wrong line is red', (t) => t.is(red.length, 1));
