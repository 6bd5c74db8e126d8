import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { compileCalendar } from '../../workflows/processes/calendars/compiler.ts';
import type { OfficeHours } from '../../workflows/processes/calendars/definition.ts';
import { compileProcess } from '../../workflows/processes/compile.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { ProcessDefinitionError } from '../../workflows/processes/definitions/error.ts';
import { diffProcesses } from '../../workflows/processes/diff/diff.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { smallProcess } from './small_process.ts';

const small = smallProcess as ProcessDefinition;
const day = [['09:00', '17:00']] as const;

function calendarFile(...events: string[][]): string {
  const file = path.join(temporaryFolder(), 'site.ics');
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
  writeFileSync(
    file,
    ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n'),
  );
  return file;
}

function hours(ics: string, more: object = {}, zone = 'Europe/Paris'): OfficeHours {
  const week = { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day };
  return { zone, week, holidays: { ics, ...more } };
}

/** The working hours of a few days, in the calendar's own time. */
function worked(definition: OfficeHours, from: string, to: string): string[] {
  const instants = [from, to].map((date) => Date.parse(`${date}T00:00Z`)) as [number, number];
  const { minutes } = compileCalendar('site', definition, ...instants);
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: definition.zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const texts = minutes.map((minute) => wall.format(minute * 60_000));
  return Array.from({ length: texts.length / 2 }, (_, i) => {
    return `${texts[2 * i]}–${texts[2 * i + 1]?.slice(11)}`;
  });
}

const founders = ['UID:a', 'SUMMARY:Founders', 'DTSTART;VALUE=DATE:20260713', 'RRULE:FREQ=YEARLY'];
const closing = [
  'UID:b',
  'SUMMARY:Summer closing',
  'DTSTART;VALUE=DATE:20260803',
  'DTEND;VALUE=DATE:20260806',
];
const afternoon = [
  'UID:c',
  'SUMMARY:Afternoon off',
  'DTSTART;TZID=America/New_York:20261110T080000',
  'DTEND;TZID=America/New_York:20261110T200000',
];
const floating = ['UID:d', 'SUMMARY:Drill', 'DTSTART:20261111T100000', 'DURATION:PT90M'];
const noMore = ['UID:e', 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20261112'];

test('a day of the file is closed, every year where it comes back', (t) => {
  const site = hours(calendarFile(founders));
  t.deepEqual(worked(site, '2026-07-12', '2026-07-15'), ['2026-07-14 09:00–17:00']);
  t.deepEqual(worked(site, '2027-07-12', '2027-07-15'), [
    '2027-07-12 09:00–17:00',
    '2027-07-14 09:00–17:00',
  ]);
});

test('several days are closed up to the day before their end', (t) => {
  const site = hours(calendarFile(closing));
  t.deepEqual(worked(site, '2026-08-02', '2026-08-07'), ['2026-08-06 09:00–17:00']);
});

test('an event with times closes its hours only, in the zone of the calendar', (t) => {
  const site = hours(calendarFile(afternoon, floating, noMore));
  t.deepEqual(worked(site, '2026-11-09', '2026-11-13'), [
    '2026-11-09 09:00–17:00',
    '2026-11-10 09:00–14:00',
    '2026-11-11 09:00–10:00',
    '2026-11-11 11:30–17:00',
    '2026-11-12 09:00–17:00',
  ]);
});

test('holidays of a place and of a file are closed together', (t) => {
  const site = hours(calendarFile(founders), { country: 'FR' });
  t.deepEqual(worked(site, '2026-07-12', '2026-07-16'), ['2026-07-15 09:00–17:00']);
});

test('a date that is opened is open, whatever the file says', (t) => {
  const site = { ...hours(calendarFile(founders)), open: { '2026-07-13': day } };
  t.deepEqual(worked(site, '2026-07-13', '2026-07-14'), ['2026-07-13 09:00–17:00']);
});

test('the machine’s own zone changes nothing', (t) => {
  const file = calendarFile(founders, closing, afternoon, floating);
  const compiler = path.resolve(
    import.meta.dirname,
    '../../workflows/processes/calendars/compiler.ts',
  );
  const program = `
    import { compileCalendar } from ${JSON.stringify(compiler)};
    const hours = ${JSON.stringify(hours(file))};
    const compiled = compileCalendar('site', hours, ${Date.UTC(2026, 0)}, ${Date.UTC(2028, 0)});
    process.stdout.write(JSON.stringify(compiled));`;
  const compiled = ['UTC', 'Pacific/Auckland', 'America/Sao_Paulo'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }),
  );
  t.true((compiled[0]?.length ?? 0) > 1000);
  t.deepEqual(compiled, [compiled[0], compiled[0], compiled[0]]);
});

test('the edition of a calendar is what its file closes, not where it lies', (t) => {
  const edition = (...events: string[][]) =>
    compileCalendar('site', hours(calendarFile(...events)), 0, 60_000).version;
  t.is(edition(founders), edition(founders));
  t.not(edition(founders), edition(founders, closing));
});

test('what a file closes is compared, in words', (t) => {
  const [before, after] = [calendarFile(closing), calendarFile(closing, afternoon)].map((ics) => {
    const definition = { ...small, calendars: { office: hours(ics) } } as ProcessDefinition;
    return { definition, snapshot: compileProcess(definition) };
  });
  const { lines } = diffProcesses(before as never, after as never);
  t.deepEqual(
    lines.map(({ text }) => text),
    ['What the file of calendar office closes: new 2026-11-10 14:00–24:00, 2026-11-11 00:00–02:00'],
  );
});

const refused = test.macro({
  title: (_, what: string) => `refused by line and event: ${what}`,
  exec(t, _what: string, text: string | string[], value: RegExp, expected: RegExp) {
    const file = Array.isArray(text) ? calendarFile(founders, text) : calendarFile();
    if (!Array.isArray(text)) writeFileSync(file, text);
    const calendars = { office: hours(file) };
    const error = t.throws(() => compileProcess({ ...small, calendars } as ProcessDefinition), {
      instanceOf: ProcessDefinitionError,
    });
    const [problem] = error?.problems ?? [];
    t.is(error?.problems.length, 1, error?.message);
    t.is(problem?.path, 'calendars.office.holidays.ics');
    t.regex(String(problem?.value), value);
    t.regex(problem?.expected ?? '', expected);
  },
});

test(
  refused,
  'a day that does not exist',
  ['SUMMARY:Carnival', 'DTSTART;VALUE=DATE:20260231'],
  /site\.ics:11, event “Carnival”: DTSTART;VALUE=DATE:20260231$/,
  /^a day or an instant that exists/,
);
test(
  refused,
  'an event without a start',
  ['SUMMARY:Some day'],
  /site\.ics:9, event “Some day”/,
  /DTSTART/,
);
test(
  refused,
  'an end before its start, in the second event by number',
  ['DTSTART;VALUE=DATE:20260302', 'DTEND;VALUE=DATE:20260301'],
  /site\.ics:11, event 2: DTEND;VALUE=DATE:20260301$/,
  /^an end after the start$/,
);
test(
  refused,
  'a rule of no known rhythm',
  ['DTSTART;VALUE=DATE:20260302', 'RRULE:FREQ=SOMETIMES'],
  /site\.ics:11, event 2: RRULE:FREQ=SOMETIMES/,
  /FREQ one of DAILY/,
);
test(
  refused,
  'a time without an end',
  ['DTSTART:20260302T100000'],
  /site\.ics:10, event 2: DTSTART:20260302T100000/,
  /DTEND or a DURATION/,
);
test(
  refused,
  'a duration that is none',
  ['DTSTART:20260302T100000', 'DURATION:long'],
  /site\.ics:11, event 2: DURATION:long/,
  /such as P2D/,
);
test(
  refused,
  'a zone nobody knows',
  ['DTSTART;TZID=Nowhere/Land:20260302T100000', 'DURATION:PT1H'],
  /site\.ics:10: Nowhere\/Land$/,
  /IANA zone/,
);
test(refused, 'another kind of file', '<html>', /site\.ics:1: <html>$/, /^BEGIN:VCALENDAR$/);
test(refused, 'a file cut short', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\n', /site\.ics:2: /, /^END:VCAL/);
test(
  refused,
  'a file without events',
  'BEGIN:VCALENDAR\nEND:VCALENDAR\n',
  /site\.ics:1/,
  /one event/,
);

test('refused: a file that is not there, and holidays of nowhere', (t) => {
  const compile = (holidays: object) =>
    compileProcess({
      ...small,
      calendars: { office: { ...hours(''), holidays } },
    } as unknown as ProcessDefinition);
  t.throws(() => compile({ ics: '/nowhere/site.ics' }), {
    message: /site\.ics.*can be read \(ENOENT/s,
  });
  t.throws(() => compile({}), { message: /holidays: \{\}; expected a country, or a file as ics/ });
});
