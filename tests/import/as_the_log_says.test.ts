import test from 'ava';
import type { LogCase } from '../../activities/import/log_row.ts';
import { NamesError } from '../../activities/import/names.ts';
import { replayCase } from '../../activities/import/replay_case.ts';
import { factsOf } from '../../analytics/facts/facts.ts';
import { sourceEvent } from '../../analytics/facts/source_ticket.ts';
import { processWord } from '../../api/http/text.ts';
import { ticketRow } from '../../database/ticket_rows.ts';
import { unknownGroup } from '../../workflows/domain/record.ts';
import { isOpen } from '../../workflows/domain/ticket.ts';
import { rememberPriorities } from '../../workflows/processes/index.ts';
import { csvFields, csvMapping, readWhole, writeLog } from './small_logs.ts';

const head = 'case,activity,time,agent';

/** A log of one case, replayed, with the row of it that the warehouse has. */
async function replay(rows: string[], changes: Record<string, unknown>, columns = '') {
  const mapping = csvMapping(changes);
  const log = await readWhole(
    writeLog('log.csv', [`${head}${columns}`, ...rows].join('\n')),
    mapping,
  );
  if (log.rejects[0]) throw new Error(log.rejects[0].reason);
  const { ticketId, state, events, ...rest } = replayCase(
    log.cases[0] as LogCase,
    mapping,
    log.process,
    0,
  );
  const source = events.map((event) =>
    sourceEvent({
      ...event,
      dataText: JSON.stringify(event.data),
      source: event.source ?? null,
    }),
  );
  const facts = factsOf(
    {
      ticketId,
      number: 1,
      origin: 'import',
      isOpen: isOpen(state),
      lastSeq: state.seq,
      customer: null,
      problemId: null,
      state,
      events: source,
      runs: [],
      known: null,
    },
    (requesterId) => requesterId,
  );
  const row = facts.tickets?.[0] ?? {};
  const attributes = (facts.ticket_events ?? []).flatMap(({ attributes: said }) =>
    typeof said === 'string' ? [JSON.parse(said)] : [],
  );
  return { state, events, row, attributes, process: log.process, ...rest };
}

const tiered = {
  fields: { ...csvFields, group: 'team', tier: 'team' },
  values: { tier: { Desk: 'first_line', Expert: 'second_line', Lab: 'third_line' } },
  activities: {
    ...csvMapping().activities,
    take: [
      { when: { status: ['resolved'] }, steps: [{ action: 'reopen' }, { action: 'accept' }] },
      { steps: [{ action: 'accept' }] },
    ],
  },
};

test('a row that reopens a ticket and names another team moves it there, and its agent accepts it', async (t) => {
  const { row, state } = await replay(
    [
      'A,open,2026-01-05T09:00Z,,Desk',
      'A,solve,2026-01-05T09:30Z,Bob,Desk',
      'A,take,2026-01-06T09:00Z,Eve,Expert',
      'A,close,2026-01-06T12:00Z,Bob,Desk',
    ],
    tiered,
    ',team',
  );
  t.like(row, { max_tier: 2, group_change_count: 1, functional_escalation_count: 1 });
  t.like(state, { group: 'expert', status: 'in_progress' });
  t.is(state.escalations[0]?.outcome, 'accepted');
});

test('a row that escalates and names the team it goes to escalates once', async (t) => {
  const groups = {
    desk: { title: { en: 'Desk', fr: 'Guichet' }, tier: 'first_line', escalatesTo: 'expert' },
    expert: { title: { en: 'Expert', fr: 'Expert' }, tier: 'second_line', escalatesTo: 'lab' },
    lab: { title: { en: 'Lab', fr: 'Laboratoire' }, tier: 'third_line' },
  };
  const { row, state } = await replay(
    ['A,open,2026-01-05T09:00Z,Bob,Desk', 'A,escalate,2026-01-05T10:00Z,Bob,Expert'],
    { ...tiered, process: { groups } },
    ',team',
  );
  t.is(row.functional_escalation_count, 1);
  t.is(state.group, 'expert');
});

test('a row that reopens a ticket and says what it is now classifies it', async (t) => {
  const { state } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Bob,low',
      'A,solve,2026-01-05T09:30Z,Bob,low',
      'A,solve,2026-01-06T09:00Z,Bob,high',
    ],
    { fields: { ...csvFields, impact: 'weight' } },
    ',weight',
  );
  t.is(state.impact, 'high');
  t.is(state.resolution?.n, 2);
});

test('what a row says and the rules refuse is kept in words', async (t) => {
  const { events, row } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Bob,Desk',
      'A,solve,2026-01-05T10:00Z,Bob,Desk',
      'A,close,2026-01-06T10:00Z,Bob,Desk',
      'A,take,2026-01-07T10:00Z,Eve,Expert',
    ],
    tiered,
    ',team',
  );
  const reasons = events.flatMap((event) =>
    event.type === 'history_noted' ? event.data.reason : [],
  );
  t.true(
    reasons.some((reason) => reason.includes('The row says group expert')),
    reasons.join('\n'),
  );
  t.is(row.group_change_count, 0);
});

test('a first team that is not said is unknown, and leaving it is neither a hand-over nor an escalation', async (t) => {
  const { row, state, events } = await replay(
    [
      'A,open,2026-01-05T09:00Z,,',
      'A,take,2026-01-05T09:30Z,Eve,Expert',
      'A,take,2026-01-05T10:00Z,Bob,Desk',
    ],
    tiered,
    ',team',
  );
  t.like(row, {
    first_group_id: 'expert',
    first_tier: 2,
    group_change_count: 1,
    functional_escalation_count: 0,
  });
  t.is(state.group, 'desk');
  const routed = events.flatMap((event) =>
    event.type === 'ticket_routed' ? event.data.group : [],
  );
  t.deepEqual(routed, [unknownGroup, 'expert', 'desk']);
});

test('a ticket whose team is never said has none in the warehouse that counts', async (t) => {
  const { row } = await replay(
    ['A,open,2026-01-05T09:00Z,,', 'A,take,2026-01-05T09:30Z,Eve,'],
    tiered,
    ',team',
  );
  t.like(row, {
    first_group_id: null,
    first_tier: null,
    group_change_count: 0,
    group_id: unknownGroup,
  });
});

const overridden = test.macro({
  title: (_given, what: string) =>
    `a priority is overridden only where it is not what the matrix gives: ${what}`,
  async exec(t, _what: string, rows: [weight: string, priority: string][], expected: unknown) {
    const { row } = await replay(
      rows.map(
        ([weight, priority], hour) =>
          `A,${hour === 0 ? 'open' : 'take'},2026-01-05T1${hour}:00Z,Bob,${weight},${priority}`,
      ),
      { fields: { ...csvFields, impact: 'weight', priority: 'prio' } },
      ',weight,prio',
    );
    t.like(row, expected as object);
  },
});

test(overridden, 'the same from the start', [['high', 'p2']], {
  priority: 'p2',
  is_priority_overridden: false,
});
test(overridden, 'another from the start', [['high', 'p1']], {
  priority: 'p1',
  is_priority_overridden: true,
});
test(
  overridden,
  'impact and priority change together',
  [
    ['low', 'p4'],
    ['high', 'p2'],
  ],
  { priority: 'p2', is_priority_overridden: false },
);
test(
  overridden,
  'impact comes after the priority',
  [
    ['low', 'p2'],
    ['high', 'p2'],
  ],
  { priority: 'p2', is_priority_overridden: false },
);
test(
  overridden,
  'the priority stays and impact leaves it',
  [
    ['high', 'p2'],
    ['low', 'p2'],
  ],
  { priority: 'p2', is_priority_overridden: true },
);

const teams = { fields: { ...csvFields, group: 'team' } };

test('names stay apart in every script, accents included', async (t) => {
  const words = [
    'Сеть',
    'Почта',
    'ネットワーク',
    'サーバー',
    '网络',
    'الشبكة',
    'नेटवर्क',
    'Réseau / Wi-Fi',
    'Reseau Wi Fi',
    '🔥',
    `Long name ${'of a team '.repeat(20)}`,
    `Long name ${'of a team '.repeat(20)}!`,
    '+++',
    'constructor',
  ];
  const { events } = await replay(
    words.map(
      (word, minute) =>
        `A,${minute === 0 ? 'open' : 'take'},2026-01-05T09:${10 + minute}Z,Bob,${word}`,
    ),
    teams,
    ',team',
  );
  const groups = events.flatMap((event) =>
    event.type === 'ticket_routed' ? event.data.group : [],
  );
  t.is(new Set(groups).size, words.length, groups.join(' '));
  t.true(
    groups.every((group) => processWord.safeParse(group).success),
    groups.join(' '),
  );
  t.true(
    ['сеть', 'ネットワーク', '网络', 'réseau_wi_fi', 'reseau_wi_fi'].every((name) =>
      groups.includes(name),
    ),
  );
});

test('two words that would become one name are refused, both said; the mapping may say that they are one', async (t) => {
  const rows = ['A,open,2026-01-05T09:00Z,Bob,Wi-Fi', 'A,take,2026-01-05T10:00Z,Bob,WI FI'];
  const error = await t.throwsAsync(replay(rows, teams, ',team'), { instanceOf: NamesError });
  t.regex(error?.message ?? '', /group "Wi-Fi" and "WI FI" would both be "wi_fi"/);
  const { row } = await replay(
    rows,
    { ...teams, values: { group: { 'WI FI': 'wi_fi' } } },
    ',team',
  );
  t.like(row, { group_id: 'wi_fi', group_change_count: 0 });
});

test('a step that names a group nobody has is a mistake of the mapping', async (t) => {
  const activities = {
    ...csvMapping().activities,
    escalate: { action: 'escalate', group: 'moon' },
  };
  const error = await t.throwsAsync(replay(['A,open,2026-01-05T09:00Z,Bob'], { activities }), {
    instanceOf: NamesError,
  });
  t.regex(error?.message ?? '', /activities\.escalate: group "moon": expected service_desk/);
});

test('columns that the mapping does not name are kept as attributes; those it leaves out are not', async (t) => {
  const { row, attributes } = await replay(
    ['A,open,2026-01-05T09:00Z,Bob,0,blue,Carla', 'A,take,2026-01-05T10:00Z,Bob,1,,Carla'],
    { leaveOut: ['caller'] },
    ',reopen_count,colour,caller',
  );
  t.deepEqual(attributes, [{ reopen_count: '0', colour: 'blue' }, { reopen_count: '1' }]);
  t.deepEqual(JSON.parse(String(row.attributes)), { reopen_count: '1', colour: 'blue' });
});

test('a fourth impact says what it is in our words, and stays readable in the log’s', async (t) => {
  const { row } = await replay(
    ['A,open,2026-01-05T09:00Z,Bob,Major'],
    {
      fields: { ...csvFields, impact: 'weight' },
      values: { impact: { Major: { impact: 'high', urgency: 'high' } } },
    },
    ',weight',
  );
  t.like(row, { impact: 'high', urgency: 'high', priority: 'p1', is_priority_overridden: false });
  t.deepEqual(JSON.parse(String(row.attributes)), { weight: 'Major' });
});

const weighted = {
  fields: { ...csvFields, impact: 'weight', priority: 'prio' },
  values: { impact: { Major: 'major' }, priority: { '0': 'vital', '5': 'someday' } },
  process: {
    impacts: Object.fromEntries(
      ['disaster', 'major', 'some', 'slight'].map((name) => [name, { title: both(name) }]),
    ),
    priorities: Object.fromEntries(
      ['vital', 'urgent', 'soon', 'normal', 'low', 'someday'].map((name) => [
        name,
        { title: both(name) },
      ]),
    ),
  },
};

function both(name: string) {
  return { en: name, fr: name };
}

test('a log has as many impacts and priorities of its own as its mapping names, in their order', async (t) => {
  const { row, process } = await replay(
    ['A,open,2026-01-05T09:00Z,Bob,Major,5'],
    weighted,
    ',weight,prio',
  );
  t.like(row, { impact: 'major', priority: 'someday', is_priority_overridden: true });
  const { priorities, impacts, priorityMatrix } = process.rules.process;
  t.deepEqual(priorities, ['vital', 'urgent', 'soon', 'normal', 'low', 'someday']);
  t.deepEqual(impacts, ['disaster', 'major', 'some', 'slight']);
  t.is(priorityMatrix.disaster?.high, 'vital');
  t.is(priorityMatrix.slight?.low, 'someday');
});

test('a word that the mapping does not name costs its case, and the words that it names are told', async (t) => {
  const log = await readWhole(
    writeLog('log.csv', 'case,activity,time,agent,weight\nA,open,2026-01-05T09:00Z,Bob,high\n'),
    csvMapping({ ...weighted, fields: { ...csvFields, impact: 'weight' } }),
  );
  t.regex(log.rejects[0]?.reason ?? '', /impact "high": expected disaster, major, some, slight/);
  t.throws(() => csvMapping({ ...weighted, values: { impact: { X: { priority: 'p1' } } } }), {
    message: /values\.impact\.X\.priority: "p1": expected vital, urgent, soon/,
  });
});

test('a support line at the end of a team’s name is its tier', async (t) => {
  const { row, state } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Bob,G97',
      'A,take,2026-01-05T10:00Z,Eve,G97 2nd',
      'A,take,2026-01-05T11:00Z,Ivy,V30 3rd',
    ],
    {
      fields: {
        ...csvFields,
        group: 'team',
        tier: { column: 'team', pattern: ' (2nd|3rd)$', otherwise: '1st' },
      },
      values: { tier: { '1st': 'first_line', '2nd': 'second_line', '3rd': 'third_line' } },
    },
    ',team',
  );
  t.like(row, { first_tier: 1, max_tier: 3, functional_escalation_count: 2 });
  t.is(state.group, 'v30_3rd');
});

test('one row a ticket is enough where columns say when it was opened, resolved and closed', async (t) => {
  const { row, unusedInstantCount } = await replay(
    ['A,done,2026-01-09T00:00Z,Bob,2026-01-05T09:00Z,2026-01-06T10:00Z,2026-01-08T11:00Z'],
    {
      fields: { ...csvFields, opened_at: 'opened', resolved_at: 'solved', closed_at: 'shut' },
      activities: { done: [{ steps: [{ action: 'resolve' }, { action: 'close' }] }] },
    },
    ',opened,solved,shut',
  );
  t.like(row, {
    opened_at: Date.parse('2026-01-05T09:00Z'),
    first_resolved_at: Date.parse('2026-01-06T10:00Z'),
    closed_at: Date.parse('2026-01-08T11:00Z'),
  });
  t.is(unusedInstantCount, 0);
});

test('an instant of a column that cannot be is not believed: the row’s own counts, and it is said', async (t) => {
  const { row, unusedInstantCount } = await replay(
    [
      'A,open,2026-01-05T09:00Z,Bob,',
      'A,take,2026-01-05T12:00Z,Bob,',
      'A,solve,2026-01-06T10:00Z,Bob,2026-01-05T10:00Z',
    ],
    { fields: { ...csvFields, resolved_at: 'solved' } },
    ',solved',
  );
  t.is(row.first_resolved_at, Date.parse('2026-01-06T10:00Z'));
  t.is(unusedInstantCount, 1);
});

test('a ticket of a log is listed by its place among the priorities of its mapping', async (t) => {
  const { state, process } = await replay(
    ['A,open,2026-01-05T09:00Z,Bob,Major,5'],
    { ...weighted, name: 'weighted_log' },
    ',weight,prio',
  );
  const { id, priorities } = process.snapshot;
  rememberPriorities(id, priorities);
  t.is(ticketRow(state, 'import').priority_rank, 6);
  t.is(ticketRow({ ...state, priority: 'vital' }, 'import').priority_rank, 1);
});
