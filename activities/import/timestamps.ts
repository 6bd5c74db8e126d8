import { Temporal } from 'temporal-polyfill';

/** How a log writes instants. */
export interface TimestampFormat {
  /** Tokens yyyy M d H m s S, each once or doubled: `d/M/yyyy H:mm`. ISO 8601 when absent. */
  pattern?: string | undefined;
  /** The IANA zone of times without an offset. */
  zone?: string | undefined;
}

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

/** Milliseconds since 1970, or undefined where the text is no instant in that format. */
export function findInstant(text: string, format: TimestampFormat): number | undefined {
  try {
    return format.pattern ? byPattern(text, format.pattern, format.zone) : byIso(text, format.zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function byIso(text: string, zone: string | undefined): number | undefined {
  const iso = text.trim().replace(' ', 'T');
  const hasOffset = /(Z|[+-]\d{2}(:?\d{2})?)$/i.test(iso) && iso.includes('T');
  if (hasOffset) return Temporal.Instant.from(iso).epochMilliseconds;
  return inZone(Temporal.PlainDateTime.from(iso), zone);
}

function byPattern(text: string, pattern: string, zone: string | undefined): number | undefined {
  const groups = expressionFor(pattern).exec(text.trim())?.groups;
  if (!groups) return undefined;
  const fields = Object.fromEntries(
    Object.entries(groups).map(([name, digits]) => [name, Number(digits)]),
  ) as { year: number; month: number; day: number };
  return inZone(Temporal.PlainDateTime.from(fields, { overflow: 'reject' }), zone);
}

function inZone(local: Temporal.PlainDateTime, zone: string | undefined): number | undefined {
  // Without a zone it could be any of 27 hours.
  return zone === undefined ? undefined : local.toZonedDateTime(zone).epochMilliseconds;
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
