import test from 'ava';
import { CaseSpill } from '../../activities/import/case_spill.ts';
import { HeadError } from '../../activities/import/csv_reader.ts';
import { buildProcess } from '../../activities/import/import_process.ts';
import { readLog } from '../../activities/import/read_log.ts';
import { replayLog } from '../../activities/import/replay_log.ts';
import { csvFields, csvMapping, readWhole, writeLog, xesLog, xesMapping } from './small_logs.ts';

const head = 'case,activity,time,agent,title';
const fields = { ...csvFields, subject: 'title' };

async function read(rows: string[], columns = head) {
  return readWhole(writeLog('log.csv', [columns, ...rows].join('\n')), csvMapping({ fields }));
}

function casesOf({ cases }: Awaited<ReturnType<typeof read>>): Record<string, number[]> {
  return Object.fromEntries(
    cases.map(({ caseId, rows }) => [caseId, rows.map(({ line }) => line)]),
  );
}

function rejectsOf({ rejects }: Awaited<ReturnType<typeof read>>): [number, string][] {
  return rejects.map(({ line, case: caseId }) => [line, caseId]);
}

test('a row with a column too many costs its whole case and no other, and is listed as it stands', async (t) => {
  const log = await read([
    'A,open,2026-01-05T09:00Z,Anna,x',
    'A,take,2026-01-05T09:30Z,Anna,a,b,c',
    'A,solve,2026-01-05T10:00Z,Anna,',
    'B,open,2026-01-05T09:00Z,Anna,y',
  ]);
  t.deepEqual(casesOf(log), { B: [5] });
  t.deepEqual(rejectsOf(log), [
    [2, 'A'],
    [3, 'A'],
    [4, 'A'],
  ]);
  t.like(log.rejects[1]?.values, {
    case: 'A',
    time: '2026-01-05T09:30Z',
    title: 'a',
    column_6: 'b',
  });
  t.regex(log.rejects[1]?.reason ?? '', /7 columns where the first line has 5/);
});

test('a quote that is never closed costs its own case: the lines it swallows are rows again', async (t) => {
  const log = await read([
    'A,open,2026-01-05T09:00Z,Anna,x',
    'A,take,2026-01-05T09:30Z,Anna,"oops',
    'A,solve,2026-01-05T10:00Z,Anna,',
    'B,open,2026-01-05T09:00Z,Anna,y',
  ]);
  t.is(log.rowCount, 4);
  t.deepEqual(casesOf(log), { B: [5] });
  t.deepEqual(rejectsOf(log), [
    [2, 'A'],
    [3, 'A'],
    [4, 'A'],
  ]);
});

test('a quote that the next quote of the log closes by accident swallows nothing either', async (t) => {
  const log = await read([
    'A,open,2026-01-05T09:00Z,Anna,"oops',
    'B,open,2026-01-05T09:00Z,Anna,"a ""good"" one, in two',
    'lines"',
    'C,open,2026-01-05T09:00Z,Anna,"fine"',
  ]);
  t.is(log.rowCount, 3);
  t.deepEqual(casesOf(log), { B: [3], C: [5] });
  t.deepEqual(rejectsOf(log), [[2, 'A']]);
  t.is(log.cases[0]?.rows[0]?.subject, 'a "good" one, in two\nlines');
});

test('rows come out the same however a CSV is cut into pieces', async (t) => {
  const { CsvRows } = await import('../../activities/import/csv_rows.ts');
  const text = 'a,b\r\n1,"x\r\ny"\r\n\r\n2,"op\n3,c\n4,"d ""e"""\n5,f,g\n6,h';
  const cut = (size: number) => {
    const rows = new CsvRows({ delimiter: ',', quote: '"' });
    const found = [];
    for (let at = 0; at < text.length; at += size)
      found.push(...rows.add(text.slice(at, at + size)));
    return [...found, ...rows.end()];
  };
  const whole = cut(text.length);
  t.deepEqual(
    whole.map(({ line, fields: cells, fault }) => [line, cells.join('|'), fault !== undefined]),
    [
      [1, 'a|b', false],
      [2, '1|x\ny', false],
      [5, '2|"op', true],
      [6, '3|c', false],
      [7, '4|d "e"', false],
      [8, '5|f|g', true],
      [9, '6|h', false],
    ],
  );
  for (const size of [1, 2, 3, 7]) t.deepEqual(cut(size), whole);
});

const costsItsCase = test.macro({
  title: (_given, what: string) => `one bad value costs its own case: ${what}`,
  async exec(t, _what: string, row: string, reason: RegExp) {
    const log = await read([
      'A,open,2026-01-05T09:00Z,Anna,x',
      row,
      'B,open,2026-01-05T09:00Z,Anna,y',
    ]);
    t.deepEqual(casesOf(log), { B: [4] });
    t.deepEqual(rejectsOf(log), [
      [2, 'A'],
      [3, 'A'],
    ]);
    t.regex(log.rejects[1]?.reason ?? '', reason);
  },
});

test(
  costsItsCase,
  'a date far ahead',
  'A,take,9999-12-31T00:00Z,Anna,',
  /a year from 1970 to 2099/,
);
test(costsItsCase, 'a date before our time', 'A,take,0026-01-05T00:00Z,Anna,', /a year from 1970/);
test(costsItsCase, 'an hour that no clock has', 'A,take,2026-01-05T24:30Z,Anna,', /timestamp/);
test(
  costsItsCase,
  'an offset that no zone has',
  'A,take,2026-01-05T10:00+99:00,Anna,',
  /timestamp/,
);
test(costsItsCase, 'a NUL', 'A,take,2026-01-05T10:00Z,Anna,a\0b', /title: a NUL is no text/);
test(
  costsItsCase,
  'a name of a whole page',
  `A,take,2026-01-05T10:00Z,${'n'.repeat(2000)},`,
  /agent|resource/,
);

test('a log whose columns cannot be told apart, or are not there, is refused before anything is read', async (t) => {
  const twice = await t.throwsAsync(read([], 'case,activity,time,agent,title,title'), {
    instanceOf: HeadError,
  });
  t.regex(twice?.message ?? '', /log\.csv: two columns are named "title"/);
  const missing = await t.throwsAsync(read([], 'case,activity,time,agent'), {
    instanceOf: HeadError,
  });
  t.regex(missing?.message ?? '', /no column "title", which the mapping names/);
});

test('a head line that cannot be read is no head', async (t) => {
  const broken = await t.throwsAsync(
    read(['A,open,2026-01-05T09:00Z,Anna,x'], 'case,"activity,time'),
    {
      instanceOf: HeadError,
    },
  );
  t.regex(broken?.message ?? '', /the first line: a quote is opened and never closed/);
});

test('an attribute that the mapping names and no event has is told, and so is a team of two tiers', async (t) => {
  const fields = { ...xesMapping().fields, group: 'org:group', tier: 'line', service: 'product' };
  const event = (line: string, minute: number) =>
    `<event><string key="concept:name" value="take"/><string key="org:resource" value="Anna"/>
    <string key="org:group" value="Desk"/><string key="line" value="${line}"/>
    <date key="time:timestamp" value="2026-01-05T09:0${minute}Z"/></event>`;
  const text = xesLog(
    `<trace><string key="concept:name" value="A"/>${event('first_line', 1)}${event('second_line', 2)}</trace>`,
  );
  const log = await readWhole(writeLog('log.xes', text), xesMapping({ fields }));
  t.deepEqual(log.notes, [
    'group "Desk" is said to be of tier 1 and of tier 2: the first counts',
    'no row has "product", which the mapping names',
  ]);
});

test('nested attributes of XES are columns too, by all their keys', async (t) => {
  const text = xesLog(
    `<trace><string key="concept:name" value="A"/><event><string key="concept:name" value="open">
    <string key="source" value="phone"/></string><list key="tags"><values><string key="tag" value="x"/>
    <string key="tag" value="y"/></values></list><date key="time:timestamp" value="2026-01-05T09:00Z"/></event></trace>`,
  );
  const log = await readWhole(writeLog('log.xes', text), xesMapping());
  t.deepEqual(log.cases[0]?.rows[0]?.attributes, {
    'concept:name.source': 'phone',
    'tags.tag': 'x, y',
  });
});

test('parts of a log in several files make whole cases, each row with its file', async (t) => {
  const parts = [
    writeLog(
      '2026-01.csv',
      `${head}\nA,open,2026-01-05T09:00Z,Anna,x\nB,open,2026-01-06T09:00Z,Anna,y`,
    ),
    writeLog('2026-02.csv', `${head}\nA,solve,2026-02-05T09:00Z,Anna,\nB,take,soon,Anna,`),
  ];
  const log = await readWhole(parts, csvMapping({ fields }));
  t.deepEqual(
    log.cases.map(({ caseId, rows }) => [caseId, rows.map(({ file, line }) => `${file}:${line}`)]),
    [['A', ['2026-01.csv:2', '2026-02.csv:2']]],
  );
  t.deepEqual(
    log.rejects.map(({ file, line, case: caseId, reason }) => [file, line, caseId, reason]),
    [
      ['2026-01.csv', 3, 'B', 'held back: line 3 of its case in 2026-02.csv could not be read'],
      [
        '2026-02.csv',
        3,
        'B',
        'timestamp "soon": expected ISO 8601 with its offset from UTC, or a zone in the mapping',
      ],
    ],
  );
});

test('a broken trace keeps count of its rows: each is listed with its line and its case', async (t) => {
  const event = (name: string) =>
    `<event><string key="concept:name" value="${name}"/><string key="org:resource" value="Anna"/>` +
    '<date key="time:timestamp" value="2026-01-05T09:00Z"/></event>';
  const trace = (name: string, events: string) =>
    `<trace><string key="concept:name" value="${name}"/>\n${events}\n</trace>`;
  const broken = [
    event('open'),
    event('take & run'),
    event('take'),
    event('solve & go'),
    event('close'),
  ];
  const text = xesLog(trace('A', broken.join('\n')) + trace('B', event('open')));
  const log = await readWhole(writeLog('log.xes', text), xesMapping());
  t.is(log.rowCount, 6);
  t.deepEqual(
    log.cases.map(({ caseId }) => caseId),
    ['B'],
  );
  t.deepEqual(
    log.rejects.map(({ line, case: caseId, isRow }) => [line, caseId, isRow]),
    [5, 6, 7, 8, 9].map((line) => [line, 'A', true]),
  );
});

test('two attributes of one key in an event are a fault, as two columns of one name are', async (t) => {
  const text = xesLog(
    '<trace><string key="concept:name" value="A"/><event><string key="concept:name" value="open"/>' +
      '<string key="team" value="x"/><string key="team" value="y"/>' +
      '<date key="time:timestamp" value="2026-01-05T09:00Z"/></event></trace>',
  );
  const log = await readWhole(writeLog('log.xes', text), xesMapping());
  t.is(log.cases.length, 0);
  t.regex(log.rejects[0]?.reason ?? '', /two attributes with the key "team"/);
});

test('a date without a time and a time that the clocks skip or show twice are counted', async (t) => {
  const format = { timestamp: { zone: 'Europe/Paris' } };
  const rows = [
    'A,open,2026-01-05,Anna',
    'A,take,2026-01-06,Anna',
    'B,open,2026-03-29 02:30,Anna',
    'C,open,2026-10-25 02:30,Anna',
    'D,open,2026-10-25 03:30,Anna',
  ];
  const file = writeLog('log.csv', ['case,activity,time,agent', ...rows].join('\n'));
  const { doubts } = await readWhole(file, csvMapping({ format }));
  t.deepEqual(doubts, {
    no_time: { count: 2, first: 'log.csv:2' },
    skipped: { count: 1, first: 'log.csv:4' },
    twice: { count: 1, first: 'log.csv:5' },
  });
});

test('a case that the rules cannot take at all costs no other', async (t) => {
  const mapping = csvMapping({ process: 'it_support', fields: { ...csvFields, group: 'team' } });
  const file = writeLog(
    'log.csv',
    [
      'case,activity,time,agent,team',
      'A,open,2026-01-05T09:00Z,Anna,nowhere',
      'A,take,2026-01-05T10:00Z,Anna,service_desk',
      'B,open,2026-01-05T09:00Z,Anna,service_desk',
    ].join('\n'),
  );
  const log = await readLog([file], mapping);
  const reads = [];
  for await (const one of replayLog(log, mapping, buildProcess(mapping, log))) reads.push(one);
  t.deepEqual(
    reads.map(({ kind }) => kind),
    ['rejects', 'ticket'],
  );
  const [rejected] = reads;
  t.deepEqual(rejected?.kind === 'rejects' && rejected.rejects.map(({ line }) => line), [2, 3]);
});

test('a log that is larger than what is held at once comes out whole, case by case and in order', async (t) => {
  const spill = new CaseSpill(50_000_000);
  const filler = 'x'.repeat(4000);
  const rowsPerCase = 5;
  const cases = Array.from({ length: 500 }, (_, number) => `case ${number} é`);
  for (let line = 0; line < rowsPerCase; line++) {
    for (const caseId of cases) {
      spill.add({ file: 0, caseId, item: { kind: 'record', line, values: { filler } } });
      await spill.makeRoom();
    }
  }
  const read = new Map<string, number[]>();
  let partCount = 0;
  for await (const part of spill.read()) {
    partCount += 1;
    for (const { caseId, item } of part) read.set(caseId, [...(read.get(caseId) ?? []), item.line]);
  }
  await spill.remove();
  t.true(partCount > 10);
  t.is(read.size, cases.length);
  t.true([...read.values()].every((lines) => lines.join() === '0,1,2,3,4'));
});
