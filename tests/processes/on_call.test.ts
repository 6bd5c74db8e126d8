import test from 'ava';
import fc from 'fast-check';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import {
  type EscalationLevel,
  nextStep,
  type OnCallPlan,
  type PlanLayer,
  pagedAt,
  rotationOf,
  weekOf,
} from '../../workflows/processes/on_call/plan.ts';
import {
  inTurnAt,
  nextHandOver,
  type OnCall,
  onCallAt,
  type Rotation,
  shiftsBetween,
} from '../../workflows/processes/on_call/rotation.ts';

/** A week of turns in Paris, from Friday 16 October 2026 at 08:00; winter time begins on the 25th. */
const weekly: PlanLayer = {
  name: 'everybody',
  members: ['ana', 'ben', 'cleo'],
  handOver: { every: 'week', on: 'friday', at: '08:00' },
  startsOn: '2026-10-16',
  hours: { kind: 'always' },
};

const daily: PlanLayer = { ...weekly, handOver: { every: 'day', at: '08:00' } };

const nights: PlanLayer = {
  ...daily,
  name: 'nights',
  handOver: { every: 'day', at: '18:00' },
  hours: {
    kind: 'week',
    windows: [
      {
        days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        from: '18:00',
        until: '08:00',
      },
      { days: ['saturday', 'sunday'], from: '00:00', until: '24:00' },
    ],
  },
};

const office = {
  zone: 'Europe/Paris',
  week: Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [
      day,
      [['09:00', '17:00']],
    ]),
  ),
} as const;

const range = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2027-04-10T00:00:00Z')] as const;

function rotation(
  layers: PlanLayer[],
  facts: Partial<Rotation> = {},
  within: readonly [number, number] = range,
): Rotation {
  const plan = { zone: 'Europe/Paris', layers, levels: [], repeats: 0 };
  const { overrides = [], absences = [] } = facts;
  return rotationOf(plan, { overrides, absences }, office, within);
}

const time = (text: string) => Date.parse(text);
const said = (onCall: OnCall) =>
  onCall.kind === 'gap' ? `gap: ${onCall.reason}` : `${onCall.person} ${onCall.cause}`;
const who = (layers: Rotation, at: string) => said(onCallAt(layers, time(at)));

test('the week is handed over at eight on Friday, on the wall, whatever clocks do', (t) => {
  const team = rotation([weekly]);
  t.deepEqual(
    [
      '2026-10-16T07:59:59+02:00',
      '2026-10-16T08:00:00+02:00',
      '2026-10-23T07:59:59+02:00',
      '2026-10-23T08:00:00+02:00',
      // The week of the 25th has an hour more.
      '2026-10-30T07:59:59+01:00',
      '2026-10-30T08:00:00+01:00',
      '2026-11-06T08:00:00+01:00',
    ].map((at) => who(team, at)),
    ['gap: not_begun', 'ana turn', 'ana turn', 'ben turn', 'ben turn', 'cleo turn', 'ana turn'],
  );
  t.deepEqual(
    nextHandOver(team, time('2026-10-23T08:00:00+02:00'), range[1])?.at,
    time('2026-10-30T08:00:00+01:00'),
  );
});

test('a hand-over at a time that clocks skip is at the change, one that is there twice at the first', (t) => {
  const atHalfPastTwo = { ...daily, handOver: { every: 'day', at: '02:30' } } as const;
  const team = rotation([atHalfPastTwo]);
  const shifts = (from: string, until: string) =>
    shiftsBetween(team, time(from), time(until)).map(({ fromAt }) =>
      new Date(fromAt).toISOString(),
    );
  t.deepEqual(shifts('2026-10-24T22:00:00Z', '2026-10-26T22:00:00Z').slice(1), [
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
  t.deepEqual(shifts('2027-03-27T23:00:00Z', '2027-03-29T21:00:00Z').slice(1), [
    '2027-03-28T01:00:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ]);
});

test('a night is one person’s, past midnight, and the day is another layer’s or a gap', (t) => {
  const team = rotation([nights]);
  t.deepEqual(
    [
      '2026-10-19T17:59:00+02:00',
      '2026-10-19T18:00:00+02:00',
      '2026-10-20T07:59:00+02:00',
      '2026-10-20T08:00:00+02:00',
      '2026-10-24T03:00:00+02:00',
      '2026-10-25T12:00:00+01:00',
    ].map((at) => who(team, at)),
    ['gap: outside_hours', 'ana turn', 'ana turn', 'gap: outside_hours', 'ben turn', 'cleo turn'],
  );
  const both = rotation([nights, { ...daily, name: 'days', members: ['dan'] }]);
  t.is(who(both, '2026-10-20T08:00:00+02:00'), 'dan turn');
  t.is(
    who(both, '2026-10-20T03:00:00+02:00'),
    'ana turn',
    'the first layer that holds goes before',
  );
});

test('a layer can hold in the hours of the group, or outside of them', (t) => {
  const inside = rotation([{ ...weekly, hours: { kind: 'group_hours' } }]);
  const outside = rotation([{ ...weekly, hours: { kind: 'outside_group_hours' } }]);
  const [noon, night] = ['2026-10-20T12:00:00+02:00', '2026-10-20T03:00:00+02:00'] as const;
  t.deepEqual([who(inside, noon), who(inside, night)], ['ana turn', 'gap: outside_hours']);
  t.deepEqual([who(outside, noon), who(outside, night)], ['gap: outside_hours', 'ana turn']);
});

test('an override goes before the turn, across a hand-over, and ends when it says', (t) => {
  const override = {
    person: 'eve',
    layer: null,
    fromAt: time('2026-10-22T12:00:00+02:00'),
    untilAt: time('2026-10-24T12:00:00+02:00'),
  };
  const team = rotation([weekly], { overrides: [override] });
  t.deepEqual(
    shiftsBetween(team, time('2026-10-22T00:00:00+02:00'), time('2026-10-25T00:00:00+02:00')).map(
      ({ fromAt, onCall }) => [new Date(fromAt).toISOString(), said(onCall)],
    ),
    [
      ['2026-10-21T22:00:00.000Z', 'ana turn'],
      ['2026-10-22T10:00:00.000Z', 'eve override'],
      ['2026-10-24T10:00:00.000Z', 'ben turn'],
    ],
  );
  const shorter = {
    ...override,
    person: 'dan',
    fromAt: override.fromAt + hourMs,
    untilAt: override.untilAt - hourMs,
  };
  const two = rotation([weekly], { overrides: [shorter, override] });
  t.is(who(two, '2026-10-23T12:00:00+02:00'), 'dan override', 'the one that begins last');
  const ofNights = rotation([nights], { overrides: [{ ...override, layer: 'nights' }] });
  t.is(
    who(ofNights, '2026-10-23T12:00:00+02:00'),
    'gap: outside_hours',
    'in the hours of its layer',
  );
  t.is(who(ofNights, '2026-10-23T19:00:00+02:00'), 'eve override');
});

test('the next in turn stands in for whoever is away, until they are back', (t) => {
  const away = (person: string, from: string, until: string | null) => ({
    person,
    fromAt: time(from),
    untilAt: until === null ? null : time(until),
  });
  const absences = [
    away('ana', '2026-10-20T00:00:00+02:00', '2026-10-21T00:00:00+02:00'),
    away('ben', '2026-10-20T12:00:00+02:00', null),
  ];
  const team = rotation([weekly], { absences });
  t.deepEqual(
    shiftsBetween(team, time('2026-10-19T00:00:00+02:00'), time('2026-10-31T00:00:00+01:00')).map(
      ({ fromAt, onCall }) => [new Date(fromAt).toISOString().slice(0, 13), said(onCall)],
    ),
    [
      ['2026-10-18T22', 'ana turn'],
      ['2026-10-19T22', 'ben stand_in'],
      ['2026-10-20T10', 'cleo stand_in'],
      ['2026-10-20T22', 'ana turn'],
      ['2026-10-23T06', 'cleo stand_in'],
      ['2026-10-30T07', 'cleo turn'],
    ],
  );
  const nobody = ['ana', 'ben', 'cleo'].map((person) => away(person, '2026-10-20T00:00:00Z', null));
  t.is(who(rotation([weekly], { absences: nobody }), '2026-10-22T00:00:00Z'), 'gap: all_absent');
  t.is(who(rotation([{ ...weekly, members: [] }]), '2026-10-22T00:00:00Z'), 'gap: no_members');
});

const level = (fields: Partial<EscalationLevel>): EscalationLevel => ({
  ...{ target: 'on_call', layer: null, person: null, waitMinutes: 5 },
  ...fields,
});

test('each level of the chain finds its own, and says why where there is nobody', (t) => {
  const at = time('2026-10-24T03:00:00+02:00');
  const team = rotation([nights], {
    absences: [{ person: 'lena', fromAt: at - dayMs, untilAt: at + dayMs }],
  });
  const ask = (given: Partial<EscalationLevel>, tried: string[] = [], leads = ['lena', 'max']) => {
    const answer = pagedAt(level(given), team, { leads, tried, at });
    return answer.kind === 'nobody' ? answer.reason : answer.person.person;
  };
  t.is(ask({}), 'ben');
  t.is(ask({ target: 'next_on_call' }, ['ben']), 'cleo');
  t.is(ask({ target: 'next_on_call' }, ['ben', 'cleo']), 'ana');
  t.is(ask({ target: 'next_on_call' }, ['ben', 'cleo', 'ana']), 'nobody_left');
  t.is(ask({ target: 'layer', layer: 'nights' }), 'ben');
  t.is(ask({ target: 'layer', layer: 'gone' }), 'no_members');
  t.is(ask({ target: 'person', person: 'zoe' }), 'zoe');
  t.is(ask({ target: 'person', person: 'lena' }), 'all_absent');
  t.is(ask({ target: 'team_lead' }), 'max');
  t.is(ask({ target: 'team_lead' }, [], ['lena']), 'no_lead');
  const chain = { levels: [level({}), level({})], repeats: 1 };
  t.deepEqual(
    [
      nextStep(chain, { level: 1, round: 1 }),
      nextStep(chain, { level: 2, round: 1 }),
      nextStep(chain, { level: 2, round: 2 }),
    ],
    [{ level: 2, round: 1 }, { level: 1, round: 2 }, null],
  );
});

test('windows of a week that meet or overlap are one', (t) => {
  const windows = [
    { days: ['monday', 'tuesday'], from: '18:00', until: '08:00' },
    { days: ['tuesday'], from: '07:00', until: '12:00' },
  ] as const;
  t.deepEqual(weekOf('UTC', windows as never).week, {
    monday: [['18:00', '24:00']],
    tuesday: [
      ['00:00', '12:00'],
      ['18:00', '24:00'],
    ],
    wednesday: [['00:00', '08:00']],
  });
});

const instant = fc
  .integer({
    min: time('2026-10-10T00:00:00Z') / minuteMs,
    max: time('2026-11-20T00:00:00Z') / minuteMs,
  })
  .map((minute) => minute * minuteMs);
const people = ['ana', 'ben', 'cleo', 'dan'];
const person = fc.constantFrom(...people);
const span = fc.record({ person, fromAt: instant, ms: fc.integer({ min: 1, max: 10 * dayMs }) });
const layer = fc.record({
  members: fc.uniqueArray(person, { maxLength: 4 }),
  handOver: fc.constantFrom<PlanLayer['handOver'][]>(
    { every: 'day', at: '02:30' },
    { every: 'day', at: '08:00' },
    { every: 'week', on: 'sunday', at: '02:15' },
    { every: 'week', on: 'friday', at: '18:00' },
  ),
  startsOn: fc.constantFrom<PlanLayer['startsOn'][]>('2026-10-01', '2026-10-25'),
  hours: fc.constantFrom<PlanLayer['hours'][]>(
    { kind: 'always' },
    { kind: 'group_hours' },
    { kind: 'outside_group_hours' },
    nights.hours,
  ),
});

test('at each instant exactly one person is on call, who is there, or a reason says why nobody is', (t) => {
  fc.assert(
    fc.property(
      fc.array(layer, { maxLength: 3 }),
      fc.array(fc.tuple(span, fc.constantFrom(null, 'layer 0')), { maxLength: 4 }),
      fc.array(span, { maxLength: 4 }),
      instant,
      fc.array(fc.nat({ max: 20 * dayMs }), { maxLength: 20 }),
      (layers, overrides, absences, fromAt, offsets) => {
        const named = layers.map((one, n) => ({ ...one, name: `layer ${n}` }));
        const untilAt = fromAt + 20 * dayMs;
        const facts = {
          overrides: overrides.map(([{ ms, ...one }, of]) => ({
            ...{ ...one, layer: of, untilAt: one.fromAt + ms },
          })),
          absences: absences.map(({ ms, ...one }) => ({ ...one, untilAt: one.fromAt + ms })),
        };
        const team = rotation(named, facts, [fromAt, untilAt]);
        const shifts = shiftsBetween(team, fromAt, untilAt);
        t.is(shifts[0]?.fromAt, fromAt);
        t.is(shifts.at(-1)?.untilAt, untilAt);
        for (const [n, shift] of shifts.entries()) {
          if (n > 0) t.is(shifts[n - 1]?.untilAt, shift.fromAt, 'no instant is in none, or in two');
        }
        for (const offset of offsets) {
          const at = fromAt + (offset % (20 * dayMs));
          const onCall = onCallAt(team, at);
          const shift = shifts.find((one) => one.fromAt <= at && at < one.untilAt);
          t.is(shift && said(shift.onCall), said(onCall), 'it changes at no other instant');
          const order = inTurnAt(team, at).map((one) => one.person);
          t.is(new Set(order).size, order.length);
          const away = (who: string) =>
            absences.some(
              (one) => one.person === who && one.fromAt <= at && at < one.fromAt + one.ms,
            );
          t.false(order.some(away));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a plan is plain data', (t) => {
  const plan: OnCallPlan = {
    zone: 'Europe/Paris',
    layers: [nights],
    levels: [level({})],
    repeats: 1,
  };
  t.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
});
