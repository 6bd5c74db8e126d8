import { Temporal } from 'temporal-polyfill';
import { minuteMs } from '../../workflows/domain/durations.ts';

/** How a log writes instants. */
export interface TimestampFormat {
  /** Tokens yyyy M d H m s S, each once or doubled: `d/M/yyyy H:mm`. ISO 8601 when absent. */
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

const tokens: Record<string, [name: string, pattern: string]> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
  SSS: ['millisecond', '\\d{3}'],
};

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
  const fields = { hour: 0, minute: 0, second: 0, millisecond: 0 } as LocalFields;
  for (const [name, digits] of Object.entries(groups)) {
    fields[name as keyof LocalFields] = Number(digits);
  }
  const localMs = localMsOf(fields);
  return localMs === undefined ? undefined : inZone(localMs, zone, !('hour' in groups));
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
    const source = pattern.replace(/yyyy|MM?|dd?|HH?|mm|ss|SSS|[^A-Za-z]|[A-Za-z]/g, (part) => {
      const token = tokens[part];
      if (token) return `(?<${token[0]}>${token[1]})`;
      return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    });
    expression = new RegExp(`^${source}$`);
    expressions.set(pattern, expression);
  }
  return expression;
}
