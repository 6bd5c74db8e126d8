import { readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { findInstant, patternFault } from '../../activities/import/timestamps.ts';
import { readXes } from '../../activities/import/xes_reader.ts';
import {
  csvFields,
  csvMapping,
  readWhole,
  type WholeLog,
  writeLog,
  xesLog,
  xesMapping,
  xesTrace,
} from './small_logs.ts';

const good = 'B,open,2026-01-05T09:00Z,Anna\n';

function steps(log: WholeLog): Record<string, string[]> {
  return Object.fromEntries(
    log.cases.map(({ caseId, rows }) => [caseId, rows.map(({ activity }) => activity)]),
  );
}

async function readCsv(rows: string, changes: Record<string, unknown> = {}, head?: string) {
  const file = writeLog('log.csv', `${head ?? 'case,activity,time,agent'}\n${rows}`);
  return readWhole(file, csvMapping(changes));
}

test('rows of a case may lie anywhere, and are sorted by time, then by their place', async (t) => {
  const log = await readCsv(
    [
      'A,solve,2026-01-05T11:00Z,Anna',
      'B,open,2026-01-05T09:00Z,Anna',
      'A,open,2026-01-05T09:00Z,Anna',
      'A,take,2026-01-05T11:00Z,Anna',
    ].join('\n'),
  );
  t.deepEqual(log.rejects, []);
  t.deepEqual(steps(log), { A: ['open', 'solve', 'take'], B: ['open'] });
});

test('a log whose newest rows come first keeps its order backwards where instants are the same', async (t) => {
  const log = await readCsv(
    [
      'A,close,2026-01-06T09:00Z,Anna',
      'A,solve,2026-01-05T11:00Z,Anna',
      'A,take,2026-01-05T11:00Z,Anna',
      'A,open,2026-01-05T11:00Z,Anna',
    ].join('\n'),
  );
  t.deepEqual(steps(log), { A: ['open', 'take', 'solve', 'close'] });
});

test('what Excel writes of a log is read: its first line, its UTF-16, spaces around names', async (t) => {
  const row = 'A;open;2026-01-05T09:00Z;Anna';
  const said = await readCsv(row, {}, 'sep=;\ncase;activity ; time;agent');
  t.deepEqual([said.rejects, steps(said)], [[], { A: ['open'] }]);
  t.is(said.cases[0]?.rows[0]?.line, 3);
  const unicode = '\ufeffcase\tactivity\ttime\tagent\nÀ\topen\t2026-01-05T09:00Z\tAnna\n';
  const file = writeLog('unicode.csv', Buffer.from(unicode, 'utf16le'));
  t.deepEqual(steps(await readWhole(file, csvMapping())), { À: ['open'] });
});

test('a column whose name no object can have is kept by its place', async (t) => {
  const head = 'case,activity,time,agent,__proto__,constructor';
  const log = await readCsv('A,open,2026-01-05T09:00Z,Anna,p,c', {}, head);
  t.deepEqual(log.cases[0]?.rows[0]?.attributes, { column_5: 'p', constructor: 'c' });
});

const rejected = test.macro({
  title: (_given, what: string) => `a row is rejected with its line and reason: ${what}`,
  async exec(t, _what: string, row: string, line: number, reason: RegExp) {
    const log = await readCsv(`${good}${row}\nC,open,2026-01-05T10:00Z,Anna\n`);
    t.deepEqual(
      log.rejects.map((reject) => reject.line),
      [line],
    );
    t.regex(log.rejects[0]?.reason ?? '', reason);
    t.deepEqual(steps(log), { B: ['open'], C: ['open'] }, 'reading goes on');
  },
});

test(rejected, 'no case', ',open,2026-01-05T09:00Z,Anna', 3, /no case in case/);
test(rejected, 'no timestamp', 'A,open,,Anna', 3, /timestamp missing: expected ISO 8601/);
test(rejected, 'not a timestamp', 'A,open,yesterday,Anna', 3, /timestamp "yesterday"/);
test(rejected, 'a day that is none', 'A,open,2026-02-30T09:00Z,Anna', 3, /2026-02-30/);
test(
  rejected,
  'local time without zone',
  'A,open,2026-01-05T09:00,Anna',
  3,
  /a zone in the mapping/,
);
test(rejected, 'unknown activity', 'A,juggle,2026-01-05T09:00Z,Anna', 3, /"juggle": the mapping/);
test(rejected, 'activity named like a method', 'A,toString,2026-01-05T09:00Z,A', 3, /"toString"/);
test(rejected, 'too many columns', 'A,open,2026-01-05T09:00Z,Anna,x', 3, /broken row/);
test(rejected, 'too few columns', 'A,open', 3, /broken row/);

test('a row over several lines has the line on which it begins', async (t) => {
  const log = await readCsv('A,open,2026-01-05T09:00Z,"An\nna"\nA,juggle,2026-01-05T09:00Z,Anna');
  t.deepEqual(
    log.rejects.map(({ line }) => line),
    [2, 4],
  );
});

test('text that is not in the encoding of the mapping is rejected, not garbled', async (t) => {
  const bytes = Buffer.from(
    'case,activity,time,agent\nA,open,2026-01-05T09:00Z,Ren\xe9\n',
    'latin1',
  );
  const file = writeLog('log.csv', bytes);
  t.regex((await readWhole(file, csvMapping())).rejects[0]?.reason ?? '', /agent: not valid text/);
  const encoding = { format: { encoding: 'windows-1252' } };
  const log = await readWhole(file, csvMapping(encoding));
  t.is(log.cases[0]?.rows[0]?.resource, 'René');
});

test('the other rows of a case with a bad row are held back with it', async (t) => {
  const log = await readCsv(
    `A,open,2026-01-05T09:00Z,Anna\nA,take,soon,Anna\n${good}A,close,2026-01-07T09:00Z,Anna`,
  );
  t.deepEqual(steps(log), { B: ['open'] });
  t.deepEqual(
    log.rejects.map(({ line, case: caseId }) => [line, caseId]),
    [
      [2, 'A'],
      [3, 'A'],
      [5, 'A'],
    ],
  );
  t.regex(log.rejects[0]?.reason ?? '', /held back: line 3 of its case/);
});

test('columns are taken over in our words, and other words are rejected', async (t) => {
  const head = 'case;activity;time;agent;team;level;weight';
  const changes = {
    fields: {
      ...csvFields,
      group: 'team',
      tier: 'level',
      impact: 'weight',
    },
    missing: ['', '?'],
    values: { impact: { '1 - High': 'high' }, tier: { N2: 'second_line' } },
    format: { timestamp: { pattern: 'd/M/yyyy H:mm', zone: 'Europe/Rome' } },
  };
  const rows = 'A;open;5/1/2026 9:00;?;Réseau;N2;1 - High\nB;open;5/1/2026 9:00;Anna;x;2;huge';
  const log = await readCsv(rows, changes, head);
  t.like(log.cases[0]?.rows[0], {
    line: 2,
    caseId: 'A',
    activity: 'open',
    at: Date.parse('2026-01-05T08:00Z'),
    resource: null,
    group: { name: 'réseau', word: 'Réseau' },
    tier: 2,
    impact: 'high',
  });
  t.regex(log.rejects[0]?.reason ?? '', /impact "huge": expected high, medium, low/);
});

const twoSteps: [string, string][] = [
  ['open', '2026-01-05T09:00:00+01:00'],
  ['take', '2026-01-05T10:00:00+01:00'],
];

test('an XES log is read trace by trace, compressed or not', async (t) => {
  const text = xesLog(xesTrace('A', twoSteps) + xesTrace('B', twoSteps));
  for (const name of ['log.xes', 'log.xes.gz']) {
    const log = await readWhole(writeLog(name, text), xesMapping());
    t.deepEqual(log.rejects, []);
    t.deepEqual(steps(log), { A: ['open', 'take'], B: ['open', 'take'] });
    t.is(log.cases[0]?.rows[0]?.at, Date.parse('2026-01-05T08:00Z'));
    t.is(log.cases[0]?.rows[0]?.resource, 'Anna');
  }
});

test('an activity may be several attributes, as in an XES classifier', async (t) => {
  const fields = {
    case: 'trace:concept:name',
    activity: ['concept:name', 'org:resource'],
    timestamp: 'time:timestamp',
  };
  const mapping = xesMapping({ fields, activities: { 'open+Anna': { action: 'accept' } } });
  const log = await readWhole(
    writeLog('a.xes', xesLog(xesTrace('A', [['open', '2026-01-05T09:00Z']]))),
    mapping,
  );
  t.deepEqual(steps(log), { A: ['open+Anna'] });
});

const brokenXes = test.macro({
  title: (_given, what: string) => `broken XES: ${what}; the traces that are whole are read`,
  async exec(t, _what: string, trace: string, reason: RegExp, whole: string[]) {
    const before = xesTrace('before', twoSteps);
    const after = xesTrace('after', twoSteps);
    const log = await readWhole(writeLog('log.xes', xesLog(before + trace + after)), xesMapping());
    t.deepEqual(Object.keys(steps(log)), whole);
    t.true(
      log.rejects.some((reject) => reason.test(reject.reason)),
      JSON.stringify(log.rejects),
    );
    t.true(log.rejects.every(({ line }) => line > 0));
  },
});

const both = ['before', 'after'];
test(
  brokenXes,
  'a bare ampersand',
  xesTrace('A', [['open & shut', '2026-01-05T09:00Z']]),
  /broken XML/,
  both,
);
test(
  brokenXes,
  'a trace without events',
  '<trace><string key="concept:name" value="A"/></trace>',
  /without events/,
  both,
);
test(
  brokenXes,
  'a bad timestamp',
  xesTrace('A', [
    ['open', 'soon'],
    ['take', '2026-01-05T09:00Z'],
  ]),
  /timestamp "soon"/,
  both,
);
test(
  brokenXes,
  'an event that is not closed',
  xesTrace('A', twoSteps).replace('</event>', ''),
  /broken XML/,
  both,
);
test(
  brokenXes,
  'a trace that is not closed',
  xesTrace('A', twoSteps).replace('</trace>', ''),
  /broken XML/,
  both,
);
test(
  brokenXes,
  'a file that ends early',
  '<trace><string key="concept:name" value="A"/><event><string',
  /broken XML/,
  both,
);

test('a file that ends early says so; the traces before the end are read', async (t) => {
  const whole = xesLog(xesTrace('A', twoSteps) + xesTrace('B', twoSteps));
  for (const cut of [whole.lastIndexOf('take'), whole.lastIndexOf('</log>')]) {
    const log = await readWhole(writeLog('log.xes', whole.slice(0, cut)), xesMapping());
    t.deepEqual(steps(log).A, ['open', 'take']);
    t.true(log.rejects.some(({ reason }) => /unclosed|not closed|unexpected end/.test(reason)));
  }
});

test('a compressed file that ends early gives what could be read, and says so', async (t) => {
  const events = Array.from({ length: 400 }, (_, index) =>
    xesTrace(`case ${index} ${Math.sin(index)}`, twoSteps),
  );
  const file = writeLog('log.xes.gz', xesLog(events.join('')));
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
  const log = await readWhole(file, xesMapping());
  t.true(log.cases.length > 50);
  t.true(log.rejects.some(({ reason }) => reason.startsWith('the file ends early')));
});

test('a file that is no XES at all is one mistake', async (t) => {
  const log = await readWhole(writeLog('log.xes', '<a b=&c>\n'.repeat(10_000)), xesMapping());
  t.is(log.cases.length, 0);
  t.deepEqual(
    log.rejects.map(({ line, reason }) => [line, reason]),
    [[10_001, 'no trace: not an XES log']],
  );
});

test('an event outside any trace is rejected where it stands', async (t) => {
  const outside = '\n<event><string key="concept:name" value="open"/></event>\n';
  const log = await readWhole(
    writeLog('log.xes', xesLog(xesTrace('A', twoSteps) + outside)),
    xesMapping(),
  );
  t.deepEqual(steps(log), { A: ['open', 'take'] });
  t.deepEqual(
    log.rejects.map(({ line, reason }) => [line, reason]),
    [[8, 'an event outside any trace']],
  );
});

test('lines and traces come out the same however the file is cut into pieces', async (t) => {
  const text = xesLog(`${xesTrace('A', twoSteps)}<trace/>\n${xesTrace('B', twoSteps)}`);
  const read = async (size: number) => {
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    const items = [];
    for await (const some of readXes(pieces())) items.push(...some);
    return items;
  };
  const whole = await read(text.length);
  t.is(whole.length, 5);
  for (const size of [1, 3, 7, 50]) t.deepEqual(await read(size), whole);
});

const instant = test.macro({
  title: (_given, text: string, pattern?: string) => `timestamp ${text} as ${pattern ?? 'ISO'}`,
  exec(t, text: string, pattern: string | undefined, expected: string | undefined) {
    const found = findInstant(text, { pattern, zone: 'Europe/Rome' });
    t.is(typeof found === 'object' ? new Date(found.at).toISOString() : found, expected);
  },
});

test(instant, '2010-01-13T08:40:25.000+02:00', undefined, '2010-01-13T06:40:25.000Z');
test(instant, '2010-01-13 08:40:25', undefined, '2010-01-13T07:40:25.000Z');
test(instant, '2026-07-01', undefined, '2026-06-30T22:00:00.000Z');
test(instant, '29/2/2016 01:16', 'd/M/yyyy HH:mm', '2016-02-29T00:16:00.000Z');
test(instant, '29/2/2017 01:16', 'd/M/yyyy HH:mm', undefined);
test(instant, '20260701T083000', 'yyyyMMddTHHmmss', '2026-07-01T06:30:00.000Z');
test(instant, '2026.07.01 08:30', 'yyyy.MM.dd HH:mm', '2026-07-01T06:30:00.000Z');
test(instant, '2026x07x01 08:30', 'yyyy.MM.dd HH:mm', undefined);
test(instant, '1/7/2026 9:05:07 PM', 'd/M/yyyy h:mm:ss a', '2026-07-01T19:05:07.000Z');
test(instant, '1/7/2026 12:05:07\u202fa.m.', 'd/M/yyyy h:mm:ss a', '2026-06-30T22:05:07.000Z');
test(instant, '1/7/2026 13:05:07 PM', 'd/M/yyyy h:mm:ss a', undefined);
test(instant, '01-JUL-26 8:5', 'dd-MMM-yy H:m', '2026-07-01T06:05:00.000Z');
test(instant, '01-jul-99 08:05', 'dd-MMM-yy HH:mm', '1999-07-01T06:05:00.000Z');
test(instant, '31-Jun-2026', 'dd-MMM-yyyy', undefined);
test(instant, '2026-07-01 at 08h30', "yyyy-MM-dd 'at' HH'h'mm", '2026-07-01T06:30:00.000Z');

test('a pattern that could read no row, or read it wrongly, is a mistake of the mapping', (t) => {
  for (const [pattern, fault] of [
    ['DD/MM/YYYY', /"D" is none of yyyy/],
    ['dd/MM/yyyy HH:mm Z', /"Z" is none of/],
    ['dd/MM/yyyy HH:MM', /month stands there twice/],
    ['HH:mm', /a year, a month and a day/],
    ['dd/MM/yyyy hh:mm', /h and a need each other/],
    ['dd/MM/yyyy HH:mm a', /h and a need each other/],
  ] as const) {
    const format = { timestamp: { pattern, zone: 'Europe/Paris' } };
    t.throws(() => csvMapping({ format }), { message: fault });
  }
  for (const pattern of [
    'd/M/yyyy H:mm',
    'yyyyMMddTHHmmss',
    "d MMM yyyy 'à' HH'h'mm",
    'MM/dd/yy h:mm a',
  ]) {
    t.is(patternFault(pattern), null, pattern);
  }
});
