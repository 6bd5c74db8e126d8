import test from 'ava';
import { getMetric } from '../../analytics/catalogue.ts';
import { eventLogStatement } from '../../analytics/mining.ts';
import { at, command, lea, marc, requester, rules, Ticket } from '../domain/desk.ts';
import { inColumnsOf, nextTicketId, warehouseOf } from './given.ts';

type Rows = Record<string, unknown>[];

const january = `date '2026-01-01', date '2026-01-31'`;
const edges = (cut = '') => `
  select coalesce(from_activity, '') || ' > ' || coalesce(to_activity, '') as edge, *
  from dfg(${january}${cut})
  order by edge`;

function opened(day = 0, fields = {}): Ticket {
  const ticketId = nextTicketId();
  return new Ticket(at(day, '09:00'), { ticketId, category: 'vpn', ...fields });
}

function resolved(ticket: Ticket, day = 0, who = lea): Ticket {
  return ticket.does(at(day, '11:00'), who, 'resolve', { code: 'solved', noteId: 'note' });
}

const plain = () => resolved(opened().does(at(0, '09:30'), lea, 'accept'));

/** Resolved, not solved after all, and resolved by another agent. */
function reworked(): Ticket {
  const ticket = plain().act(at(1, '09:00'), command('reopen', requester, {}));
  ticket.does(at(1, '10:00'), marc, 'accept');
  return resolved(ticket, 1, marc);
}

/** Time takes it up, and nobody has done what the gate asks for. */
function takenUpByTime(): Ticket {
  return opened(0, { impact: 'high', urgency: 'high' })
    .does(at(0, '09:10'), lea, 'accept')
    .waitUntil(at(1, '12:00'));
}

async function rowsOf(tickets: Ticket[], sql: string, params = {}): Promise<Rows> {
  const warehouse = await warehouseOf(tickets, at(24, '12:00'));
  try {
    const result = await warehouse.connection.runAndReadAll(sql, params);
    return result
      .getRowObjectsJson()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
          ]),
        ),
      );
  } finally {
    warehouse.close();
  }
}

interface Case {
  given: () => Ticket[];
  sql: string;
  expect: Rows;
}

/** Rows are compared in the columns that `expect` names. */
const says = test.macro(async (t, { given, sql, expect }: Case) => {
  t.deepEqual(inColumnsOf(expect, await rowsOf(given(), sql)), expect);
});

test('what follows what is counted from where cases begin to where they are last', says, {
  given: () => [plain(), plain()],
  sql: edges(),
  expect: [
    { edge: ' > new', move_count: 2, case_count: 2, median_hours: null },
    { edge: 'in_progress > resolved', move_count: 2, case_count: 2, median_hours: 1.5 },
    { edge: 'new > in_progress', move_count: 2, case_count: 2, median_hours: 0.5 },
    { edge: 'resolved > ', move_count: 2, case_count: 2, median_hours: null },
  ],
});

test('what a ticket was only within one command it never was', says, {
  given: () => [plain()],
  sql: `select activity from activities where level = 'status' order by n`,
  expect: [{ activity: 'new' }, { activity: 'in_progress' }, { activity: 'resolved' }],
});

test(
  'what leads back to where a case was is rework, what another agent does next a hand-off',
  says,
  {
    given: () => [
      reworked(),
      opened().does(at(0, '09:30'), lea, 'accept').does(at(0, '10:00'), marc, 'accept'),
    ],
    sql: edges(`, of_level := 'step'`),
    expect: [
      { edge: ' > opened', move_count: 2, rework_count: 0, hand_off_count: 0 },
      { edge: 'accepted > ', move_count: 1, rework_count: 0, hand_off_count: 0 },
      { edge: 'accepted > accepted', move_count: 1, rework_count: 1, hand_off_count: 1 },
      { edge: 'accepted > resolved', move_count: 2, rework_count: 1, hand_off_count: 0 },
      { edge: 'breached > accepted', move_count: 1, rework_count: 1, hand_off_count: 0 },
      { edge: 'opened > accepted', move_count: 2, rework_count: 0, hand_off_count: 0 },
      { edge: 'reopened > unassigned', move_count: 1, rework_count: 0, hand_off_count: 0 },
      { edge: 'resolved > ', move_count: 1, rework_count: 0, hand_off_count: 0 },
      { edge: 'resolved > reopened', move_count: 1, rework_count: 0, hand_off_count: 0 },
      { edge: 'unassigned > breached', move_count: 1, rework_count: 0, hand_off_count: 0 },
    ],
  },
);

test('a wait is told by the clock on the wall, and in the hours of the group', says, {
  // Resolved at 11:00, reopened at 09:00 of the next day: the office closed at 17:00.
  given: () => [reworked()],
  sql: edges().replace(
    'order by',
    `where from_activity = 'resolved' and to_activity = 'new' order by`,
  ),
  expect: [{ edge: 'resolved > new', median_hours: 22, median_support_hours: 5 }],
});

test('cases with the same activities in the same order are one variant', says, {
  given: () => [plain(), reworked(), plain()],
  sql: `select array_to_string(activities, ' ') as activities, * exclude (activities) from variants(${january})`,
  expect: [
    {
      activities: 'new in_progress resolved',
      case_count: 2,
      case_share: 2 / 3,
      median_hours: 2,
      is_reworked: false,
    },
    {
      activities: 'new in_progress resolved new in_progress resolved',
      case_count: 1,
      case_share: 1 / 3,
      median_hours: 26,
      is_reworked: true,
    },
  ],
});

test('cases are narrowed to those a group ever had', says, {
  given: () => [plain(), takenUpByTime()],
  sql: edges(`, of_level := 'group', only_group := 'network'`),
  expect: [
    { edge: ' > desk', case_count: 1 },
    { edge: 'desk > ', case_count: 1 },
    { edge: 'desk > network', case_count: 1 },
    { edge: 'network > desk', case_count: 1 },
  ],
});

test('a ticket that time took up although its gate asked for more departs from its process', says, {
  given: () => [takenUpByTime(), plain(), plain(), plain()],
  sql: `from deviation_counts(${january}) where kind = 'gate_unmet'`,
  expect: [
    {
      kind: 'gate_unmet',
      deviation_count: 1,
      case_count: 1,
      case_share: 0.25,
    },
  ],
});

test('a ticket that was in a state again was reworked, once for each time', says, {
  given: () => [plain(), plain(), reworked()],
  sql: `from rework(${january})`,
  expect: [{ case_count: 3, reworked_count: 1, reworked_share: 1 / 3, repeat_count: 3 }],
});

test('a ticket conforms where nothing of it departs from its process', says, {
  given: () => [takenUpByTime(), plain(), plain(), plain()],
  sql: `from conformance(${january})`,
  expect: [{ case_count: 4, deviating_count: 1, conforming_share: 0.75 }],
});

test('both are metrics, with the tickets behind them', (t) => {
  for (const name of ['rework', 'conformance']) t.not(getMetric(name).rowsSql, null);
});

test('a share of deviating cases says between which shares it lies', async (t) => {
  const [row] = await rowsOf(
    [takenUpByTime(), plain(), plain(), plain()],
    `from deviation_counts(${january}) where kind = 'gate_unmet'`,
  );
  // Wilson's score for 1 of 4.
  t.is(Math.round(Number(row?.low_share) * 1000), 46);
  t.is(Math.round(Number(row?.high_share) * 1000), 699);
});

test('a ticket that went as its process says departs from nothing', says, {
  given: () => [plain(), reworked()],
  sql: 'select count(*) as count from deviations',
  expect: [{ count: 0 }],
});

test('a resolution that no target was promised for is told', says, {
  given: () => [
    resolved(
      new Ticket(
        at(0, '09:00'),
        { ticketId: nextTicketId(), category: 'vpn' },
        {
          ...rules,
          process: {
            ...rules.process,
            targets: rules.process.targets.filter(({ clock }) => clock !== 'resolution'),
          },
        },
      ).does(at(0, '09:30'), lea, 'accept'),
    ),
  ],
  sql: 'from deviations',
  expect: [{ kind: 'unpromised', state: 'resolved', group_id: 'desk' }],
});

const anyCase = Object.fromEntries(
  ['process', 'version', 'group', 'category', 'priority', 'channel', 'type', 'origin'].map(
    (name) => [name, null],
  ),
);
const wholeJanuary = { from: '2026-01-01', to: '2026-01-31', level: 'step', ...anyCase };

test('an event log is the same, byte by byte, however the rows of the warehouse lie', async (t) => {
  const tickets = Array.from({ length: 40 }, (_, n) =>
    n % 3 === 0 ? reworked() : n % 3 === 1 ? plain() : takenUpByTime(),
  );
  for (const format of ['ocel2', 'xes'] as const) {
    const rowsIn = (given: Ticket[]) => rowsOf(given, eventLogStatement(format), wholeJanuary);
    const [forwards, backwards] = [await rowsIn(tickets), await rowsIn(tickets.toReversed())];
    t.true(forwards.length > 100);
    t.true(JSON.stringify(backwards) === JSON.stringify(forwards), format);
  }
});

test('an event log names a person by an id and a requester by a pseudonym', async (t) => {
  const rows = await rowsOf([plain()], eventLogStatement('ocel2'), wholeJanuary);
  const entries = rows.map(({ section, entry }) => ({ section, ...JSON.parse(String(entry)) }));
  const idsOf = (wanted: string) =>
    entries.flatMap(({ section, type, id }) =>
      section === 'objects' && type === wanted ? [id] : [],
    );
  t.is(idsOf('ticket').length, 1);
  t.deepEqual(idsOf('person').toSorted(), ['person:acc-lea', 'person:~acc-camille']);
  t.deepEqual(idsOf('group'), ['group:desk']);
  t.deepEqual(
    entries.filter(({ section }) => section === 'events').map(({ type }) => type),
    ['opened', 'accepted', 'resolved'],
  );
});
