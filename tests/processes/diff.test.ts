import test, { type ExecutionContext } from 'ava';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import { is } from '../../workflows/processes/conditions.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { diffProcesses } from '../../workflows/processes/diff/diff.ts';
import { hours } from '../../workflows/processes/durations.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { smallProcess } from './small_process.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

const snapshot = compileProcess(itSupport as ProcessDefinition);

/** Paths of every value in there, whole ones and single ones. */
function pathsIn(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [path, ...[...entries].flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}

function other(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}_changed`;
  if (value === null) return 'something';
  return Array.isArray(value) ? [] : {};
}

/** A copy in which the value at `path` is another one, or is gone. */
function mutated(value: Json, path: Path, how: 'changed' | 'gone'): Json {
  const [key, ...rest] = path;
  if (key === undefined) return other(value);
  const copy = structuredClone(value) as { [key: string | number]: Json };
  const part = copy[key] as Json;
  if (rest.length > 0 || how === 'changed') copy[key] = mutated(part, rest, how);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy as Json;
}

function lines(before: ProcessSnapshot, after: ProcessSnapshot): string[] {
  return diffProcesses({ snapshot: before }, { snapshot: after }).lines.map(({ text }) => text);
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function valueAt(value: Json, path: Path): Json {
  return path.reduce((part, key) => (part as { [key: string | number]: Json })[key] as Json, value);
}

test('a process does not differ from itself', (t) => {
  t.deepEqual(lines(snapshot, structuredClone(snapshot)), []);
  const whole = { snapshot, definition: itSupport as ProcessDefinition };
  t.deepEqual(diffProcesses(whole, structuredClone(whole)), { lines: [], hasDefinitions: true });
});

test('what is called as something that every object has comes and goes like anything else', (t) => {
  const { entryGroup, groups } = snapshot;
  const more = { ...groups, constructor: groups[entryGroup] } as typeof groups;
  const added = lines(snapshot, { ...snapshot, groups: more });
  t.is(added.length, 1);
  t.regex(added[0] ?? '', /^New: Support group constructor \(/);
  t.regex(
    lines({ ...snapshot, groups: more }, snapshot)[0] ?? '',
    /^Gone: Support group constructor/,
  );
});

test('whatever single thing changes in a compiled process is told', (t) => {
  const whole = snapshot as unknown as Json;
  for (const path of pathsIn(whole)) {
    // The hash only says that something else differs.
    if (path.length === 0 || path[0] === 'hash') continue;
    for (const how of ['changed', 'gone'] as const) {
      if (how === 'changed' && isEmpty(valueAt(whole, path))) continue;
      const after = mutated(whole, path, how) as unknown as ProcessSnapshot;
      const told = lines(snapshot, after);
      t.true(told.length > 0 && told.every((line) => line.trim() !== ''), `${how}: ${path}`);
    }
  }
});

test('each single value of the shipped process has words for its change', (t) => {
  const leaves = pathsIn(snapshot as unknown as Json).filter(
    (path) => typeof valueAt(snapshot as unknown as Json, path) !== 'object',
  );
  const wordless = new Set<string>();
  for (const path of leaves) {
    // An action of no kind is nothing that a process can say.
    if (path[0] === 'hash' || (path[0] === 'rules' && path.at(-1) === 'do')) continue;
    const after = mutated(snapshot as unknown as Json, path, 'changed');
    const diff = diffProcesses({ snapshot }, { snapshot: after as unknown as ProcessSnapshot });
    for (const line of diff.lines) if (!line.isWorded) wordless.add(line.path.join('.'));
  }
  t.deepEqual([...wordless], ['engine']);
});

test('what has no words is told by its path, with old and new value', (t) => {
  const after = { ...snapshot, engine: 2, sauce: { hot: true } } as unknown as ProcessSnapshot;
  t.deepEqual(lines(snapshot, after), ['engine: 1 → 2', 'sauce: nothing → {"hot":true}']);
});

const says = test.macro({
  exec(t: ExecutionContext, change: Partial<ProcessDefinition>, expected: string[]) {
    const before = smallProcess as ProcessDefinition;
    const after = { ...before, ...change };
    const whole = (definition: ProcessDefinition) => ({
      definition,
      snapshot: compileProcess(definition),
    });
    const { lines: told } = diffProcesses(whole(before), whole(after));
    t.deepEqual(
      told.map(({ text }) => text),
      expected,
    );
  },
  title: (words = '') => `the diff says in words ${words}`,
});

const title = { en: 'Title', fr: 'Titre' };
const small = smallProcess as ProcessDefinition;
const [resolution] = small.targets as [(typeof small.targets)[number]];
const { office } = small.calendars as { office: { zone: 'Europe/Paris'; week: object } };

test('that a target is shorter', says, { targets: [{ ...resolution, within: hours(6) }] }, [
  'Target of resolution for every ticket: 8 h → 6 h',
]);
test(
  'that clocks came',
  says,
  {
    clocks: {
      gold_repair: { title, measures: 'resolution' },
      desk_work: { title, measures: 'tier_work', tier: 'first_line' },
    },
  },
  [
    'New: Title of gold_repair, clocks',
    'New: Title of desk_work, clocks',
    'New: Clocks of its own',
  ],
);
test(
  'that a group came',
  says,
  {
    groups: { ...small.groups, night: { title, tier: 'second_line', calendar: 'office' } },
  },
  [
    'New: Support group night (tier second_line, hours office, least loaded, escalates no further)',
    'New: Title of night, groups',
  ],
);
test(
  'where a group escalates to',
  says,
  {
    groups: { ...small.groups, desk: { title, tier: 'first_line', calendar: 'office' } },
  },
  ['Where support group desk escalates to: experts → nothing'],
);
test(
  'that a matrix cell is another priority',
  says,
  {
    priorityMatrix: { ...small.priorityMatrix, low: { high: 'p2', medium: 'p4', low: 'p4' } },
  },
  ['Priority of low impact and high urgency: p3 → p2'],
);
test(
  'that a triage rule came',
  says,
  {
    triage: [
      { name: 'smoke', when: { fact: 'smoke' }, set: { category: 'printer', urgency: 'high' } },
    ],
  },
  ['New: Triage rule smoke (for words of smoke: category printer, urgency high)'],
);
test(
  'that an escalation rule came',
  says,
  {
    escalationRules: [
      {
        name: 'late',
        clock: 'resolution',
        atPercent: 75,
        when: { not: { field: 'priority', in: ['p3', 'p4'] } },
        escalate: { hierarchical: 1 },
        notify: ['experts'],
      },
    ],
  },
  [
    'New: Escalation rule late (at 75 % of resolution, for not priority p3 or p4: to level 1 of management, telling experts)',
  ],
);
test(
  'that the desk works on another day',
  says,
  {
    calendars: { office: { ...office, week: { ...office.week, friday: [['09:00', '12:00']] } } },
  },
  ['Friday of calendar office: nothing → 09:00–12:00'],
);
test(
  'that the desk has holidays',
  says,
  {
    calendars: { office: { ...office, holidays: { country: 'FR' } } },
  },
  ['Holidays of calendar office: nothing → FR'],
);
test(
  'that a warning comes so long before it is due',
  says,
  { warnings: { resolution: [75, { beforeDue: { minutes: 30 } }] } },
  ['New: Warning of clock resolution 30 min before it is due'],
);
test(
  'what must be known before a step',
  says,
  { requiredFields: [{ before: ['resolve', 'setPending'], fields: ['service'] }] },
  [
    'What must be known before a step: nothing → service before resolve and setting it to pending, for every ticket',
  ],
);

const size = {
  title: { en: 'Size', fr: 'Taille' },
  kind: 'choice',
  options: { small: { title: { en: 'Small', fr: 'Petit' } } },
} as const;
test('that tickets are asked for fields', says, { fields: { size } }, [
  'New: Words of field size',
  'Fields that tickets are asked: nothing → size',
]);

test('what becomes of a field is told in words', (t) => {
  const whole = (fields: ProcessDefinition['fields']) => {
    const definition = { ...(smallProcess as ProcessDefinition), ...(fields && { fields }) };
    return { definition, snapshot: compileProcess(definition) };
  };
  const { lines: told } = diffProcesses(
    whole({ size }),
    whole({
      quantity: { title: size.title, kind: 'number', min: 1 },
      size: {
        ...size,
        title: { en: 'How large', fr: 'Taille' },
        hint: { en: 'As it says', fr: 'Comme indiqué' },
        options: { ...size.options, large: { title: { en: 'Large', fr: 'Grand' } } },
        shownWhen: { field: 'service', in: ['printing'] },
        required: { at: 'opening', before: ['resolve'] },
      },
    }),
  );
  t.true(told.every(({ isWorded }) => isWorded));
  t.deepEqual(
    told.map(({ text }) => text),
    [
      'New: Option large of field size',
      'Place of field size in the form: 1 → 2',
      'When field size is asked for: nothing → before opening, resolve',
      'When field size is shown: nothing → service printing',
      'New: Field quantity (number)',
      'Title of field size (en): “Size” → “How large”',
      'New: Title of option large of field size (“Large”, “Grand”)',
      'New: Hint of field size (“As it says”, “Comme indiqué”)',
      'New: Words of field quantity',
    ],
  );
});

test('that a warning moved', says, { warnings: { resolution: [50] } }, [
  'Gone: Warning of clock resolution at 75 %',
  'New: Warning of clock resolution at 50 %',
]);
test('what is evidence of a fact', says, { textFacts: { smoke: ['smoke', 'fumée', 'fire'] } }, [
  'New: “fire”, words of text fact smoke',
]);
test(
  'that waiting ends in another way',
  says,
  {
    pending: {
      ...small.pending,
      requester: { ...smallProcess.pending.requester, atLimit: 'resume' },
    },
  },
  ['End of waiting for the requester: it is resolved as silence → work goes on'],
);
test(
  'that a gate asks for more',
  says,
  {
    gates: [{ fromTier: 'first_line', requires: { test: 2, information: 1 } }],
  },
  [
    'Diagnostic steps of kind test before leaving tier first_line: 1 → 2',
    'New: Diagnostic steps of kind information before leaving tier first_line (at least 1)',
  ],
);
test(
  'that a gate for some tickets asks for a step of the runbook',
  says,
  {
    gates: [
      { fromTier: 'first_line', requires: { test: 1 } },
      { fromTier: 'first_line', when: { field: 'priority', in: ['p1'] }, runbook: ['restart'] },
    ],
    categories: {
      printer: {
        title: { en: 'Title', fr: 'Titre' },
        group: 'desk',
        escalation: { second_line: 'experts' },
        runbook: { restart: { kind: 'test', text: { en: 'Restart', fr: 'Redémarrer' } } },
      },
    },
  },
  [
    'New: Step restart of the runbook of category printer',
    'New: Gate before leaving tier first_line for priority p1 (step restart)',
    'New: Text of step restart of the runbook of printer',
  ],
);
test('that a title is another', says, { title: { en: 'Small desk', fr: 'Titre' } }, [
  'Title (en): “Title” → “Small desk”',
]);

const calm = { title, on: { event: 'resumed' }, do: [{ notify: ['group'] }] } as const;
const near = {
  title,
  on: { clock: 'resolution', atPercent: 75 },
  do: [{ notify: ['owner'] }],
} as const;
const ruled = (rules: ProcessDefinition['rules']) => compileProcess({ ...small, rules } as never);

test('rules that come, go and change are told by their names, each with what is another', (t) => {
  const before = ruled({ calm, near });
  t.deepEqual(lines(compileProcess(small), before), ['Rules that act: nothing → calm, near']);
  t.deepEqual(lines(before, ruled({ near })), [
    'Gone: Rule calm (on resumed, of every ticket: tell group)',
  ]);
  t.deepEqual(lines(ruled({ near }), before), [
    'New: Rule calm (on resumed, of every ticket: tell group)',
  ]);
  const changed = {
    ...near,
    on: { clock: 'resolution', atPercent: 100 },
    when: is('priority', 'p1'),
    do: [...near.do, { page: 'experts' }],
    once: 'ticket',
  } as const;
  t.deepEqual(lines(before, ruled({ calm, near: changed })), [
    'What rule near does: tell owner → tell owner, then page whoever is on call in experts',
    'What rule near is on: 75 % of resolution → the breach of resolution',
    'When rule near acts: every ticket → priority p1',
    'How often rule near acts: each time → once on a ticket',
  ]);
});

test('rules that change places are told, because they act in their order', (t) => {
  t.deepEqual(lines(ruled({ calm, near }), ruled({ near, calm })), [
    'Order of rules: calm, near → near, calm',
  ]);
  t.deepEqual(lines(ruled({ calm, near }), ruled({ other: calm, near })), [
    'Gone: Rule calm (on resumed, of every ticket: tell group)',
    'New: Rule other (on resumed, of every ticket: tell group)',
  ]);
});

test('hours that are called otherwise are told to be others for open tickets', (t) => {
  const text = JSON.stringify(small).replaceAll('"office"', '"opening_hours"');
  const renamed = JSON.parse(text) as ProcessDefinition;
  const { lines: told } = diffProcesses(
    { snapshot: compileProcess(small), definition: small },
    { snapshot: compileProcess(renamed), definition: renamed },
  );
  t.deepEqual(
    told.map(({ text: line }) => line).filter((line) => line.startsWith('Calendar office')),
    [
      'Calendar office is called opening_hours, with the same hours. To open tickets these are others: those that are not migrated no longer get theirs renewed',
    ],
  );
});

test('the order of targets is told, because the first that applies counts', (t) => {
  const [first, second, ...rest] = snapshot.targets as [never, never];
  const [line] = lines(snapshot, { ...snapshot, targets: [second, first, ...rest] });
  t.regex(line ?? '', /^Order of targets: .* → .*\. The first that applies counts$/);
});

test('of a compiled snapshot the hours are not known, and the diff says so', (t) => {
  const definition = itSupport as ProcessDefinition;
  const { hasDefinitions, lines: told } = diffProcesses({ snapshot, definition }, { snapshot });
  t.false(hasDefinitions);
  t.deepEqual(told, []);
});
