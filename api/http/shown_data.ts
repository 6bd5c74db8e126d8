/**
 * The data of events as people read them. A table says for each field that is not shown as it is
 * what it becomes; the types of what is shown are computed from the same table.
 */

/** A field that is shown as something else. `null` stays null, whatever the field. */
export interface ShownField<Parts> {
  /** Its name where it is shown, if that is another. */
  name?: string;
  show(value: unknown, parts: Parts): unknown;
  /** What is shown beside it. */
  beside?(value: unknown, parts: Parts): object;
  /** What has to be looked up before it can be shown. */
  names?: NamedIds | readonly NamedIds[];
}

interface NamedIds {
  kind: Named;
  ids(value: unknown): string[];
}

export type Named = 'texts' | 'people' | 'tickets';

export type ShownFields<Parts> = Readonly<Record<string, ShownField<Parts>>>;

/** Data as a table of fields shows it, at any depth. */
export type Shown<T, Fields> = T extends readonly (infer Item)[]
  ? Shown<Item, Fields>[]
  : T extends object
    ? Flat<
        {
          [Name in keyof T as ShownName<Name, Fields>]: Name extends keyof Fields
            ? ShownValue<T[Name], Fields[Name]>
            : Shown<T[Name], Fields>;
        } & Beside<Extract<keyof T, keyof Fields>, Fields>
      >
    : T;

type Flat<T> = { [Name in keyof T]: T[Name] };

type ShownName<Name extends PropertyKey, Fields> = Name extends keyof Fields
  ? Fields[Name] extends { name: infer Other extends string }
    ? Other
    : Name
  : Name;

type ShownValue<T, Field> = Field extends { show(...given: never[]): infer Out }
  ? Out | Extract<T, null | undefined>
  : never;

type Beside<Names extends keyof Fields, Fields> = (
  Names extends unknown
    ? (
        given: Fields[Names] extends { beside(...given: never[]): infer Out } ? Out : unknown,
      ) => void
    : never
) extends (given: infer All) => void
  ? All
  : unknown;

/** The data with the fields of a table replaced by what they name. */
export function showData<T, Parts, Fields extends ShownFields<Parts>>(
  data: T,
  fields: Fields,
  parts: Parts,
): Shown<T, Fields> {
  return shown(data, fields, parts) as Shown<T, Fields>;
}

function shown<Parts>(value: unknown, fields: ShownFields<Parts>, parts: Parts): unknown {
  if (Array.isArray(value)) return value.map((item) => shown(item, fields, parts));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const field = fieldOf(fields, name);
    if (!field) return [[name, shown(inner, fields, parts)]];
    const { name: shownName = name } = field;
    if (inner === null) return [[shownName, null]];
    const beside = field.beside?.(inner, parts) ?? {};
    return [[shownName, field.show(inner, parts)], ...Object.entries(beside)];
  });
  return Object.fromEntries(entries);
}

/** The ids of what has to be looked up before the data can be shown. */
export function namedIn<Parts>(data: unknown, fields: ShownFields<Parts>): Record<Named, string[]> {
  const named: Record<Named, string[]> = { texts: [], people: [], tickets: [] };
  const visit = (value: unknown): void => {
    if (!isRecord(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const field = fieldOf(fields, name);
      if (!field) visit(inner);
      else if (inner !== null && field.names) {
        for (const { kind, ids } of [field.names].flat()) named[kind].push(...ids(inner));
      }
    }
  };
  visit(data);
  return named;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function fieldOf<Parts>(fields: ShownFields<Parts>, name: string): ShownField<Parts> | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
