import {
  type DuckDBTimestampTZValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';

export type JsonValue = Json;

/**
 * A value as JSON can say it: integers and decimals as numbers where a number holds them exactly
 * (else as text), instants as ISO 8601 UTC, dates as `YYYY-MM-DD`, what is no number as `NaN`.
 */
export const toJsonValue: DuckDBValueConverter<JsonValue> = (value, type, converter) => {
  if (value === null) return null;
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return exactInteger(value as bigint);
    case DuckDBTypeId.DECIMAL:
      return exactDecimal(String(value));
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return isoInstant(String(value));
    case DuckDBTypeId.TIMESTAMP_TZ:
      return isoFromMicros((value as DuckDBTimestampTZValue).micros);
    default:
      return JsonDuckDBValueConverter(value, type, converter);
  }
};

/** The name of a type as analysts write it. */
export function typeName(type: DuckDBType): string {
  return type.alias ?? type.toString();
}

function exactInteger(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function exactDecimal(text: string): JsonValue {
  const significant = text.replace(/^-?0*\.?0*|\D/g, '');
  // Any decimal of 15 digits survives the way to a double and back.
  return significant.length <= 15 ? Number(text) : text;
}

// Infinity has no time of day, and years before Christ are no ISO 8601.
function isoInstant(text: string): string {
  return /^\d{4,} ?.*\d$/.test(text) && text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text;
}

function isoFromMicros(micros: bigint): string {
  const millis = Number(micros / 1000n);
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return micros > 0n ? 'infinity' : '-infinity';
  const rest = Number(((micros % 1000n) + 1000n) % 1000n);
  const iso = date.toISOString();
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
