import { Temporal } from 'temporal-polyfill';
import { minuteMs } from '../../workflows/domain/durations.ts';

/** How a log writes instants. */
export interface TimestampFormat {
  /** As `timestampTokens` name its parts: `d/M/yyyy H:mm`, `dd-MMM-yy hh:mm a`. ISO 8601 when absent. */
  pattern?: string | undefined;
  /** The IANA zone of times without an offset. */
  zone?: string | undefined;
}

/**
 * What a text leaves open: it has no time of day (00:00 counts), its time is in the hour that the
 * clocks of its zone skip (one hour later counts), or comes twice that night (the first counts).
 */
export type InstantDoubt = 'no_time' | 'skipped' | 'twice';

export interface Instant {
  /** Milliseconds since 1970. */
  at: number;
  doubt: InstantDoubt | null;
}

/** What a log of a help desk can tell of: from 1970 to 2099. */
const firstInstant = 0;
const endOfInstants = Date.UTC(2100, 0);

const monthNames = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];

const tokens: Record<string, [name: string, pattern: string]> = {
  yyyy: ['year', '\\d{4}'],
  yy: ['shortYear', '\\d{2}'],
  MMM: ['monthName', `(?:${monthNames.join('|')})`],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['halfDayHour', '\\d{2}'],
  h: ['halfDayHour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  SSS: ['millisecond', '\\d{3}'],
  a: ['half', '[ap]\\.?m\\.?'],
};

/** What a pattern is made of; other letters stand in it within single quotes, and T as it is. */
export const timestampTokens = Object.keys(tokens);

/** Letters in a row are one token, two quotes what is between them. */
const patternParts = /'[^']*'|(?:yyyy|yy|MMM|MM?|dd?|HH?|hh?|mm?|ss?|SSS|a)|[\s\S]/g;

/** Why a pattern cannot be read by; null where it can. */
export function patternFault(pattern: string): string | null {
  const parts = pattern.match(patternParts) ?? [];
  const unknown = parts.find((part) => /^(?!T)\p{L}$/u.test(part) && !tokens[part]);
  if (unknown !== undefined) return `"${unknown}" is none of ${timestampTokens.join(' ')}`;
  const named = parts.flatMap((part) => tokens[part]?.[0] ?? []);
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice !== undefined) return `${twice} stands there twice`;
  const isOneOf = (...names: string[]) => names.filter((name) => named.includes(name)).length === 1;
  const isDate = isOneOf('year', 'shortYear') && isOneOf('month', 'monthName') && isOneOf('day');
  if (!isDate) return 'expected a year, a month and a day, once each';
  return named.includes('halfDayHour') === named.includes('half')
    ? null
    : 'h and a need each other';
}

const expressions = new Map<string, RegExp>();

/** Undefined where the text is no instant in that format; `impossible` where it lies out of 1970–2099. */
export function findInstant(
  text: string,
  format: TimestampFormat,
): Instant | 'impossible' | undefined {
  const found = readInstant(text.trim(), format);
  if (found === undefined) return undefined;
  return found.at >= firstInstant && found.at < endOfInstants ? found : 'impossible';
}

function readInstant(text: string, format: TimestampFormat): Instant | undefined {
  try {
    return format.pattern ? byPattern(text, format.pattern, format.zone) : byIso(text, format.zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const isoText =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d{0,6})?)?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

function byIso(text: string, zone: string | undefined): Instant | undefined {
  const parts = isoText.exec(text);
  if (!parts) return byRareIso(text.replace(' ', 'T'), zone);
  const [, year, month, day, hour, minute, second, fraction = '', offset] = parts;
  const localMs = localMsOf({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number(fraction.padEnd(3, '0')),
  });
  if (localMs === undefined) return undefined;
  if (offset === undefined) return inZone(localMs, zone, hour === undefined);
  return { at: localMs - offsetMs(offset), doubt: null };
}

/** `+01:00`, `-0330`, `+02` or `Z`. */
function offsetMs(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const minutes =
    Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2)) * (offset.length > 3 ? 1 : 0);
  return (offset.startsWith('-') ? -minutes : minutes) * minuteMs;
}

/** What else the standard allows: `20260105T0900`, a leap second, a calendar in brackets. */
function byRareIso(iso: string, zone: string | undefined): Instant | undefined {
  const hasOffset = /(Z|[+-]\d{2}(:?\d{2})?)$/i.test(iso) && iso.includes('T');
  if (hasOffset) return { at: Temporal.Instant.from(iso).epochMilliseconds, doubt: null };
  const local = Temporal.PlainDateTime.from(iso);
  return inZone(local.toZonedDateTime('UTC').epochMilliseconds, zone, !/T\d/i.test(iso));
}

type LocalFields = Record<
  'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond',
  number
>;

function byPattern(text: string, pattern: string, zone: string | undefined): Instant | undefined {
  const groups = expressionFor(pattern).exec(text)?.groups;
  if (!groups) return undefined;
  const hour = hourOf(groups);
  if (hour === undefined) return undefined;
  const localMs = localMsOf({
    year: yearOf(groups),
    month: monthOf(groups),
    day: Number(groups.day),
    hour,
    minute: Number(groups.minute ?? 0),
    second: Number(groups.second ?? 0),
    millisecond: Number(groups.millisecond ?? 0),
  });
  const isDateOnly = groups.hour === undefined && groups.halfDayHour === undefined;
  return localMs === undefined ? undefined : inZone(localMs, zone, isDateOnly);
}

type Groups = Readonly<Record<string, string | undefined>>;

/** 70 to 99 are of the last century: a log of a help desk is no older. */
function yearOf({ year, shortYear }: Groups): number {
  if (year !== undefined) return Number(year);
  return Number(shortYear) + (Number(shortYear) < 70 ? 2000 : 1900);
}

function monthOf({ month, monthName }: Groups): number {
  return month === undefined
    ? monthNames.indexOf(String(monthName).toLowerCase()) + 1
    : Number(month);
}

/** Undefined where no clock of twelve hours shows it. */
function hourOf({ hour, halfDayHour, half }: Groups): number | undefined {
  if (halfDayHour === undefined) return Number(hour ?? 0);
  const shown = Number(halfDayHour);
  if (shown < 1 || shown > 12) return undefined;
  return (shown % 12) + (half?.toLowerCase().startsWith('p') ? 12 : 0);
}

/** The local time as if it were UTC; undefined where no day and no clock shows it. */
function localMsOf(fields: LocalFields): number | undefined {
  const { year, month, day, hour, minute, second, millisecond } = fields;
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, millisecond));
  // Not with the others: of the years before 100 they make years after 1900.
  date.setUTCFullYear(year, month - 1, day);
  const isThatDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const isThatTime = date.getUTCHours() === hour && date.getUTCMinutes() === minute;
  return isThatDay && isThatTime && second < 60 ? date.getTime() : undefined;
}

/** Of a zone: how its clocks stand in a quarter of an hour of local time; they change at its edges. */
interface Offset {
  /** Milliseconds to add to local time, read as UTC. */
  toUtcMs: number;
  doubt: InstantDoubt | null;
}

const quarterMs = 15 * minuteMs;
const offsetsMax = 100_000;
const offsets = new Map<string, Offset>();

function inZone(
  localMs: number,
  zone: string | undefined,
  isDateOnly: boolean,
): Instant | undefined {
  // Without a zone it could be any of 27 hours.
  if (zone === undefined) return undefined;
  const key = `${zone} ${Math.floor(localMs / quarterMs)}`;
  let offset = offsets.get(key);
  if (!offset) {
    offset = offsetAt(localMs, zone);
    if (offsets.size >= offsetsMax) offsets.clear();
    offsets.set(key, offset);
  }
  return { at: localMs + offset.toUtcMs, doubt: offset.doubt ?? (isDateOnly ? 'no_time' : null) };
}

function offsetAt(localMs: number, zone: string): Offset {
  const local = Temporal.Instant.fromEpochMilliseconds(localMs)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  const compatible = local.toZonedDateTime(zone);
  const toUtcMs = compatible.epochMilliseconds - localMs;
  if (!compatible.toPlainDateTime().equals(local)) return { toUtcMs, doubt: 'skipped' };
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  return { toUtcMs, doubt: later.equals(compatible) ? null : 'twice' };
}

function expressionFor(pattern: string): RegExp {
  let expression = expressions.get(pattern);
  if (!expression) {
    const source = pattern.replace(patternParts, (part) => {
      const token = tokens[part];
      if (token) return `(?<${token[0]}>${token[1]})`;
      // Some programs put a space that does not break before AM and PM.
      if (part === ' ') return '[ \\u00a0\\u202f]';
      const literal = part.length > 1 ? part.slice(1, -1) : part;
      return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    });
    expression = new RegExp(`^${source}$`, 'i');
    expressions.set(pattern, expression);
  }
  return expression;
}
