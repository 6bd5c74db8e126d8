import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { type Root, WrittenPlaces } from '../../packages/places/written_at.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Files of a folder, `process.ts` among them; `find` gives the text of the line that a path is told by. */
function written(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return (place: string, definition?: unknown, root: Root = { process: 'desk', definition }) => {
    const entry = Object.keys(files)[0] ?? '';
    const found = new WrittenPlaces().find(path.join(folder, entry), root, place);
    if (!found) return null;
    const name = path.basename(found.file);
    return `${name}: ${files[name]?.split('\n')[found.line - 1]?.trim()}`;
  };
}

const desk = (body: string, before = '') =>
  `import { defineProcess } from 'palier/processes';
${before}
export const desk = defineProcess({
  id: 'desk',
  groups: { rules: { title: 'do: of a group called as a list is' } },
${body}
});
`;

test('a path is told by its line, keys in keys and the number in a list', (t) => {
  const find = written({
    'process.ts': desk(`  rules: {
    calm: { do: [{ note: 'one' }] },
    urgent: {
      on: { event: 'opened' },
      do: [
        { notify: ['group'] },
        {
          page: 'group',
        },
      ],
    },
  },
  approvals: [
    { name: 'first' },
    { name: 'second' }, // as any other
  ],`),
  });
  t.is(find('rules.urgent'), 'process.ts: urgent: {');
  t.is(find('rules.urgent.on.event'), "process.ts: on: { event: 'opened' },");
  t.is(find('rules.urgent.do.0'), "process.ts: { notify: ['group'] },");
  t.is(find('rules.urgent.do[1].page'), "process.ts: page: 'group',");
  t.is(find('rules.calm.do[0].note'), "process.ts: calm: { do: [{ note: 'one' }] },");
  t.is(find('approvals.1.name'), "process.ts: { name: 'second' }, // as any other");
});

test('what is not there is told by the nearest line around it', (t) => {
  const find = written({
    'process.ts': desk(`  rules: {
    urgent: {
      do: [],
    },
  },`),
  });
  t.is(find('rules.urgent.when'), 'process.ts: urgent: {');
  t.is(find('rules.urgent.do.3'), 'process.ts: do: [],');
  t.is(find('rules.unknown'), 'process.ts: rules: {');
  t.is(find('title.fr'), 'process.ts: export const desk = defineProcess({');
});

test('constants are followed, and those of imported files in their file', (t) => {
  const find = written({
    'process.ts': desk(
      `  rules,
  tasks: ownTasks as never,
  calendars: {
    ...shared,
    night,
  },`,
      `import { rules, night } from './rules.ts';
import ownTasks, { calendars as shared } from './own.ts';
`,
    ),
    'rules.ts': `const urgent = {
  do: [{ page: 'group' }],
} as const;
export const rules = { urgent } satisfies object;
export { night } from './own.ts';
`,
    'own.ts': `export const night = { zone: 'Europe/Paris',
  week: {} };
export const calendars = { day: 'always' };
export default {
  visit: { title: 'a visit' },
};
`,
  });
  t.is(find('rules.urgent'), 'rules.ts: export const rules = { urgent } satisfies object;');
  t.is(find('rules.urgent.do.0'), "rules.ts: do: [{ page: 'group' }],");
  t.is(find('tasks.visit.title'), "own.ts: visit: { title: 'a visit' },");
  t.is(find('calendars.day'), "own.ts: export const calendars = { day: 'always' };");
  t.is(find('calendars.night'), 'process.ts: night,');
  t.is(find('calendars.night.week'), 'own.ts: week: {} };');
});

test('a rule that a helper makes is told by the line where the helper is called', (t) => {
  const find = written({
    'process.ts': desk(
      `  rules: {
    ...each(['p2', 'p3'], paging),
    urgent: paging('p1'),
  },
  gates: [
    gate('first_line'),
    { fromTier: 'second_line' },
  ],`,
      `const paging = (priority: string) => ({
  when: { priority },
  do: [{ page: 'group' }],
});`,
    ),
  });
  t.is(find('rules.urgent.do.0'), "process.ts: urgent: paging('p1'),");
  t.is(find('rules.p3.do.0'), "process.ts: ...each(['p2', 'p3'], paging),");
  t.is(find('gates.0.when'), "process.ts: gate('first_line'),");
});

test('a list that another is spread into is counted through it', (t) => {
  const find = written({
    'process.ts': desk(
      `  triage: [
    ...usual,
    { name: 'last' },
  ],
  gates: [
    { fromTier: 'first' },
    ...gatesOf(tiers),
    { fromTier: 'last' },
  ],
  approvals: [
    { name: 'first' },
    ...approvalsOf(groups),
    { name: 'middle' },
    ...approvalsOf(roles),
    { name: 'last' },
  ],`,
      `const usual = [
  { name: 'usual_1' },
  { name: 'usual_2' },
];`,
    ),
  });
  t.is(find('triage.1.when'), "process.ts: { name: 'usual_2' },");
  t.is(find('triage.2.when'), "process.ts: { name: 'last' },");
  const gates = { gates: Array.from({ length: 5 }) };
  t.is(find('gates.0', gates), "process.ts: { fromTier: 'first' },");
  t.is(find('gates.3', gates), 'process.ts: ...gatesOf(tiers),');
  t.is(find('gates.4', gates), "process.ts: { fromTier: 'last' },");
  t.is(find('gates.4'), 'process.ts: gates: [', 'how many there are is not known');
  const approvals = { approvals: Array.from({ length: 7 }) };
  t.is(find('approvals.0', approvals), "process.ts: { name: 'first' },");
  t.is(find('approvals.3', approvals), 'process.ts: approvals: [', 'it could be of either list');
});

test('a list that is not what is written any more is told as a whole', (t) => {
  const find = written({
    'process.ts': desk(
      '  gates: gatesOfAll,',
      "const gatesOfAll = [{ name: 'one' }];\ngatesOfAll.pop();",
    ),
  });
  t.is(find('gates.0', { gates: [] }), 'process.ts: gates: gatesOfAll,');
});

test('of two keys the last counts, and where a spread may hide it, what is around both', (t) => {
  const find = written({
    'process.ts': desk(
      `  rules: {
    ...usual,
    urgent: { do: [] },
  },
  tasks: {
    visit: { do: [] },
    ...tasksOf('all'),
  },
  hours: { [name]: 1, day: 2 },`,
      "const usual = { urgent: 'hidden', calm: 'seen' };",
    ),
  });
  t.is(find('rules.urgent'), 'process.ts: urgent: { do: [] },');
  t.is(find('rules.calm'), "process.ts: const usual = { urgent: 'hidden', calm: 'seen' };");
  t.is(find('rules.other'), 'process.ts: rules: {');
  t.is(find('tasks.visit'), 'process.ts: tasks: {');
  t.is(find('tasks.call'), "process.ts: ...tasksOf('all'),");
});

test('of several processes of a file each is found by its id, through what it is made of', (t) => {
  const find = written({
    'process.ts': `${desk('  bounceLimit: 2,')}
export const desks = [
  defineProcess({ ...desk, id: 'night_desk',
    bounceLimit: 3 }),
];
export const other = { ...desk,
  id: 'other', groups: {} };
`,
  });
  t.is(find('bounceLimit'), 'process.ts: bounceLimit: 2,');
  const night = { process: 'night_desk' };
  t.is(find('bounceLimit', {}, night), 'process.ts: bounceLimit: 3 }),');
  t.is(find('groups.rules', {}, night), "process.ts: defineProcess({ ...desk, id: 'night_desk',");
  t.is(find('bounceLimit', {}, { process: 'other' }), 'process.ts: bounceLimit: 2,');
  t.is(find('bounceLimit', {}, { process: 'nobody' }), null);
});

test('a process that a function makes is found where it is the only one, and its names are not followed', (t) => {
  const find = written({
    'process.ts': `const rules = { urgent: 'of no process' };
const deskOf = (id: string, rules: object) =>
  defineProcess({
    id,
    groups: {},
    rules,
  });
export const desk = deskOf('desk', {});
`,
  });
  t.is(find('rules.urgent'), 'process.ts: rules,');
  t.is(find('groups.nobody'), 'process.ts: groups: {},');
});

test('what a file exports beside processes, and JSON, are told by their lines', (t) => {
  const offers = written({
    'index.ts': `export const offers = defineOffers({
  default: 'desk',
  routes: [
    { to: 'desk' },
  ],
});`,
  });
  t.is(offers('offers.routes.0.to', {}, { exported: 'offers' }), "index.ts: { to: 'desk' },");
  const json = written({ 'desk.json': '{\n  "id": "desk",\n  "groups": {\n    "a": 1\n  }\n}' });
  t.is(json('groups.a'), 'desk.json: "a": 1');
});

test('a file that is no program, or is not there, shows nothing', (t) => {
  t.is(written({ 'process.ts': 'export const = {' })('id'), null);
  t.is(new WrittenPlaces().find('/nowhere/process.ts', { process: 'desk' }, 'id'), null);
});
