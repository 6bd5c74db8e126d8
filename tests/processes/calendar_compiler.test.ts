import test from 'ava';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { isWorkingAt } from '../../workflows/domain/calendar.ts';
import { compileCalendar } from '../../workflows/processes/calendars/compiler.ts';
import {
  type CalendarDefinition,
  type OfficeHours,
  type WallTime,
  type WorkingInterval,
  weekdays,
} from '../../workflows/processes/calendars/definition.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

function everyDay(zone: string, ...intervals: WorkingInterval[]): OfficeHours {
  return { zone, week: Object.fromEntries(weekdays.map((day) => [day, intervals])) };
}

/** Intervals that begin on the local day, as `start end` in UTC. */
function intervalsOn(definition: OfficeHours, date: string): string[] {
  const day = Temporal.PlainDate.from(date);
  const from = day.toZonedDateTime(definition.zone).epochMilliseconds;
  const to = day.add({ days: 1 }).toZonedDateTime(definition.zone).epochMilliseconds;
  const { minutes } = compileCalendar('c', definition, from, to);
  const instant = (minute: number | undefined) =>
    new Date((minute ?? 0) * minuteMs).toISOString().slice(0, 16);
  return minutes.flatMap((minute, index) =>
    index % 2 === 0 ? [`${instant(minute)} ${instant(minutes[index + 1])}`] : [],
  );
}

const golden = test.macro({
  title: (_given, zone: string, date: string, interval: WorkingInterval) =>
    `${interval.join('–')} on ${date} in ${zone}`,
  exec(t, zone: string, date: string, interval: WorkingInterval, expected: string[]) {
    t.deepEqual(intervalsOn(everyDay(zone, interval), date), expected);
  },
});

// Clocks go from 02:00 to 03:00.
test(
  golden,
  'Europe/Paris',
  '2026-03-29',
  ['00:00', '06:00'],
  ['2026-03-28T23:00 2026-03-29T04:00'],
);
test(
  golden,
  'Europe/Paris',
  '2026-03-29',
  ['02:30', '06:00'],
  ['2026-03-29T01:00 2026-03-29T04:00'],
);
test(
  golden,
  'Europe/Paris',
  '2026-03-29',
  ['01:00', '02:30'],
  ['2026-03-29T00:00 2026-03-29T01:00'],
);
test(golden, 'Europe/Paris', '2026-03-29', ['02:10', '02:50'], []);
test(
  golden,
  'Europe/Paris',
  '2026-03-29',
  ['09:00', '18:00'],
  ['2026-03-29T07:00 2026-03-29T16:00'],
);
// Clocks go from 03:00 back to 02:00.
test(
  golden,
  'Europe/Paris',
  '2026-10-25',
  ['00:00', '06:00'],
  ['2026-10-24T22:00 2026-10-25T05:00'],
);
test(
  golden,
  'Europe/Paris',
  '2026-10-25',
  ['02:30', '06:00'],
  ['2026-10-25T00:30 2026-10-25T05:00'],
);
test(
  golden,
  'Europe/Paris',
  '2026-10-25',
  ['00:00', '02:30'],
  ['2026-10-24T22:00 2026-10-25T00:30'],
);
test(
  golden,
  'Europe/Paris',
  '2026-10-25',
  ['00:00', '24:00'],
  ['2026-10-24T22:00 2026-10-25T23:00'],
);
test(
  golden,
  'Europe/Paris',
  '2026-10-26',
  ['09:00', '18:00'],
  ['2026-10-26T08:00 2026-10-26T17:00'],
);
test(
  golden,
  'America/New_York',
  '2026-03-08',
  ['00:00', '06:00'],
  ['2026-03-08T05:00 2026-03-08T10:00'],
);
test(
  golden,
  'America/New_York',
  '2026-11-01',
  ['00:00', '06:00'],
  ['2026-11-01T04:00 2026-11-01T11:00'],
);
test(
  golden,
  'America/New_York',
  '2026-11-01',
  ['01:30', '06:00'],
  ['2026-11-01T05:30 2026-11-01T11:00'],
);
// Half an hour only.
test(
  golden,
  'Australia/Lord_Howe',
  '2026-10-04',
  ['01:00', '04:00'],
  ['2026-10-03T14:30 2026-10-03T17:00'],
);
test(
  golden,
  'Australia/Lord_Howe',
  '2026-10-04',
  ['02:10', '04:00'],
  ['2026-10-03T15:30 2026-10-03T17:00'],
);
test(
  golden,
  'Australia/Lord_Howe',
  '2026-04-05',
  ['01:00', '04:00'],
  ['2026-04-04T14:00 2026-04-04T17:30'],
);
// Back for Ramadan, forward after it.
test(
  golden,
  'Africa/Casablanca',
  '2026-02-15',
  ['00:00', '06:00'],
  ['2026-02-14T23:00 2026-02-15T06:00'],
);
test(
  golden,
  'Africa/Casablanca',
  '2026-03-22',
  ['00:00', '06:00'],
  ['2026-03-22T00:00 2026-03-22T05:00'],
);
// A day that never was.
test(golden, 'Pacific/Apia', '2011-12-30', ['09:00', '17:00'], []);

test('a night split at 24:00 is one interval', (t) => {
  const night = everyDay('Europe/Paris', ['00:00', '06:00'], ['22:00', '24:00']);
  const from = Date.parse('2026-06-01T12:00Z');
  t.is(compileCalendar('night', night, from, from + 2 * dayMs).minutes.length, 4);
});

function office(holidays?: OfficeHours['holidays']): OfficeHours {
  const hours: WorkingInterval[] = [
    ['08:30', '12:30'],
    ['13:30', '18:00'],
  ];
  const week = Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, hours]));
  return { zone: 'Europe/Paris', week, ...(holidays && { holidays }) };
}

function closedWeekdays(definition: OfficeHours, year: number): string[] {
  const closed: string[] = [];
  let day = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  for (; day.year === year; day = day.add({ days: 1 })) {
    if (day.dayOfWeek <= 5 && intervalsOn(definition, day.toString()).length === 0) {
      closed.push(day.toString());
    }
  }
  return closed;
}

const france2026 = [
  '2026-01-01',
  '2026-04-06',
  '2026-05-01',
  '2026-05-08',
  '2026-05-14',
  '2026-05-25',
  '2026-07-14',
  '2026-11-11',
  '2026-12-25',
];

test('the public holidays of France in 2026 that fall on weekdays are closed', (t) => {
  t.deepEqual(closedWeekdays(office({ country: 'FR' }), 2026), france2026);
});

test('Moselle also rests on Good Friday; its 26 December 2026 is a Saturday', (t) => {
  const closed = closedWeekdays(office({ country: 'FR', state: '57' }), 2026);
  t.deepEqual(closed, [...france2026, '2026-04-03'].sort());
});

test('a holiday that begins at noon leaves the morning', (t) => {
  const definition: OfficeHours = {
    ...office({ country: 'CH', state: 'VS' }),
    zone: 'Europe/Zurich',
  };
  t.deepEqual(intervalsOn(definition, '2026-12-24'), ['2026-12-24T07:30 2026-12-24T11:00']);
});

test('a holiday of several days closes them all, across the year end too', (t) => {
  const armenia: OfficeHours = {
    ...everyDay('Asia/Yerevan', ['09:00', '18:00']),
    holidays: { country: 'AM' },
  };
  for (const day of ['01', '02', '03', '04', '05']) {
    t.deepEqual(intervalsOn(armenia, `2027-01-${day}`), [], day);
  }
});

test('a holiday that the library starts at sunset closes its civil day only', (t) => {
  const morocco: OfficeHours = {
    ...everyDay('Africa/Casablanca', ['09:00', '22:00']),
    holidays: { country: 'MA' },
  };
  t.is(intervalsOn(morocco, '2026-03-19').length, 1);
  t.is(intervalsOn(morocco, '2026-03-20').length, 0);
});

test('dates may be closed besides, and opened whatever the week and the holidays say', (t) => {
  const definition: OfficeHours = {
    ...office({ country: 'FR' }),
    closed: ['2026-05-15'],
    open: { '2026-05-14': [['10:00', '11:00']], '2026-05-16': [['08:00', '09:00']] },
  };
  t.deepEqual(intervalsOn(definition, '2026-05-14'), ['2026-05-14T08:00 2026-05-14T09:00']);
  t.deepEqual(intervalsOn(definition, '2026-05-15'), []);
  t.deepEqual(intervalsOn(definition, '2026-05-16'), ['2026-05-16T06:00 2026-05-16T07:00']);
});

test('a calendar that never closes is one interval', (t) => {
  const { minutes } = compileCalendar('always', 'always', 0, 10 * dayMs);
  t.deepEqual(minutes, [0, 14_400]);
});

test('the version of a calendar does not depend on the horizon, but on every rule', (t) => {
  const version = (definition: CalendarDefinition, from = 0) =>
    compileCalendar('c', definition, from, from + 30 * dayMs).version;
  const base = office({ country: 'FR' });
  t.is(version(base), version(base, Date.parse('2026-01-01')));
  t.is(version(base), version({ ...base, title: { en: 'Office', fr: 'Bureau' } }), 'by its name');
  const others = [
    office(),
    office({ country: 'FR', state: '57' }),
    { ...base, zone: 'Europe/Madrid' },
    { ...base, closed: ['2026-05-15' as const] },
    'always' as const,
  ];
  const versions = new Set([version(base), ...others.map((other) => version(other))]);
  t.is(versions.size, others.length + 1);
});

// Properties -------------------------------------------------------------------------------------

const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'];

function wallTime(minute: number): WallTime {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}` as WallTime;
}

const dayHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 6 })
  .map((minutes) => {
    const sorted = minutes.sort((a, b) => a - b);
    const pairs: [number, number][] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      pairs.push([sorted[i] as number, sorted[i + 1] as number]);
    }
    return pairs;
  });

const anyHours = fc.record({
  zone: fc.constantFrom(...zones),
  days: fc.array(dayHours, { minLength: 7, maxLength: 7 }),
  from: fc.date({
    min: new Date('2025-01-01T00:00Z'),
    max: new Date('2027-12-01T00:00Z'),
    noInvalidDate: true,
  }),
});

type AnyHours = { zone: string; days: [number, number][][]; from: Date };

function compiled({ zone, days, from }: AnyHours) {
  const week = Object.fromEntries(
    weekdays.map((day, index) => [
      day,
      (days[index] ?? []).map(([start, end]) => [wallTime(start), wallTime(end)] as const),
    ]),
  );
  const fromMs = from.getTime();
  return compileCalendar('any', { zone, week }, fromMs, fromMs + 21 * dayMs);
}

test('intervals are disjoint, ascending and inside the horizon', (t) => {
  fc.assert(
    fc.property(anyHours, (hours) => {
      const { minutes, fromMinute, toMinute } = compiled(hours);
      const bounds = [fromMinute, ...minutes, toMinute];
      // Strictly ascending between the horizon's own two ends.
      return bounds.every((bound, index) => {
        const before = bounds[index - 1];
        if (before === undefined) return true;
        return index === 1 || index === bounds.length - 1 ? bound >= before : bound > before;
      });
    }),
  );
  t.pass();
});

test('the working time of a local day is what the week says, but for days of clock changes', (t) => {
  fc.assert(
    fc.property(anyHours, (hours) => {
      const calendar = compiled(hours);
      for (const { start, end, weekday, lengthMinutes } of wholeDays(calendar, hours.zone)) {
        const worked = minutesWithin(calendar.minutes, start, end);
        const promised = (hours.days[weekday - 1] ?? []).reduce((sum, [a, b]) => sum + b - a, 0);
        const shift = Math.abs(lengthMinutes - 1440);
        if (Math.abs(worked - promised) > shift) return false;
      }
      return true;
    }),
  );
  t.pass();
});

test('outside clock changes a minute works exactly where its local time says so', (t) => {
  fc.assert(
    fc.property(anyHours, fc.integer({ min: 0, max: 21 * 1440 - 1 }), (hours, offset) => {
      const calendar = compiled(hours);
      const at = (calendar.fromMinute + offset) * minuteMs;
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone);
      if (local.hoursInDay !== 24) return true;
      const minute = local.hour * 60 + local.minute;
      const isPromised = (hours.days[local.dayOfWeek - 1] ?? []).some(
        ([start, end]) => start <= minute && minute < end,
      );
      return isWorkingAt(calendar, at) === isPromised;
    }),
    { numRuns: 500 },
  );
  t.pass();
});

function wholeDays(calendar: { fromMinute: number; toMinute: number }, zone: string) {
  const first = Temporal.Instant.fromEpochMilliseconds(calendar.fromMinute * minuteMs)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  return Array.from({ length: 22 }, (_, index) => {
    const day = first.add({ days: index });
    const start = day.toZonedDateTime(zone).epochMilliseconds / minuteMs;
    const end = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds / minuteMs;
    return { start, end, weekday: day.dayOfWeek, lengthMinutes: end - start };
  }).filter(({ start, end }) => start >= calendar.fromMinute && end <= calendar.toMinute);
}

function minutesWithin(minutes: number[], start: number, end: number): number {
  let sum = 0;
  for (let i = 0; i < minutes.length; i += 2) {
    const from = Math.max(minutes[i] as number, start);
    const to = Math.min(minutes[i + 1] as number, end);
    if (to > from) sum += to - from;
  }
  return sum;
}
