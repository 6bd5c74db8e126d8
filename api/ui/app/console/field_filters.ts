import type { FieldSort, ProcessField, TicketSummary } from '../../../contract.ts';

/** How a list is asked for fields of processes: the first part of the names, as the API has them. */
const kinds = ['field', 'fieldMin', 'fieldMax', 'fieldContains'] as const;
type Kind = (typeof kinds)[number];

export type FieldFilterName = `${Kind}.${string}`;
export type FieldFilters = Partial<Record<FieldFilterName, string>>;

/** By their names in the address, in the order of the alphabet: the same question is the same address. */
export function fieldFiltersIn(query: Readonly<Record<string, string | undefined>>): FieldFilters {
  const said = Object.entries(query).filter(([name, value]) => value && isFieldFilter(name));
  return Object.fromEntries(said.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isFieldFilter(name: string): name is FieldFilterName {
  return kinds.some((kind) => name.startsWith(`${kind}.`));
}

/** The fields that a list is filtered by. */
export function filteredFields(filters: FieldFilters): string[] {
  return [...new Set(Object.keys(fieldFiltersIn(filters)).map(fieldOf))];
}

function fieldOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** The filters without those of a field. */
export function withoutField<Filters extends FieldFilters>(filters: Filters, id: string): Filters {
  const names = kinds.map((kind): string => `${kind}.${id}`);
  const others = Object.entries(filters).filter(([name]) => !names.includes(name));
  return Object.fromEntries(others) as Filters;
}

type AskedFields = Partial<Record<Kind, Record<string, string>>>;

/** The same, as the API is asked. */
export function askedFields(filters: FieldFilters): AskedFields {
  const all = Object.entries(fieldFiltersIn(filters));
  const asked = kinds.map((kind) => {
    const own = all.filter(([name]) => name.startsWith(`${kind}.`));
    return [kind, Object.fromEntries(own.map(([name, value]) => [fieldOf(name), value]))] as const;
  });
  return Object.fromEntries(asked.filter(([, own]) => Object.keys(own).length > 0));
}

/** The order by a field that the address names. */
export function fieldSortIn(sort: string | undefined): FieldSort | undefined {
  return sort !== undefined && /^-?field\../.test(sort) ? (sort as FieldSort) : undefined;
}

/** Whether the values of a field have an order. */
export function hasOrder({ kind }: ProcessField): boolean {
  return kind === 'number' || kind === 'date' || kind === 'choice';
}

/**
 * Whether a changed ticket has what is asked of its fields. Undefined where only the API can say.
 * @param self what `me` stands for among ids of accounts
 */
export function fieldsMatch(
  filters: FieldFilters,
  { fields }: TicketSummary,
  self: (id: string) => string,
): boolean | undefined {
  const asked = askedFields(filters);
  if (asked.fieldContains) return undefined;
  const given = (id: string) => fields.find(({ name }) => name === id)?.value ?? null;
  const isWithin = (id: string, bound: string, sign: 1 | -1) => {
    const value = given(id);
    if (value === null || (typeof value === 'number') !== !Number.isNaN(Number(bound)))
      return false;
    const difference =
      typeof value === 'number'
        ? value - Number(bound)
        : value < bound
          ? -1
          : Number(value > bound);
    return difference * sign >= 0;
  };
  const all = (of: Record<string, string> = {}, holds: (id: string, value: string) => boolean) =>
    Object.entries(of).every(([id, value]) => holds(id, value));
  return (
    all(asked.field, (id, value) =>
      value
        .split(',')
        .map(self)
        .includes(String(given(id))),
    ) &&
    all(asked.fieldMin, (id, bound) => isWithin(id, bound, 1)) &&
    all(asked.fieldMax, (id, bound) => isWithin(id, bound, -1))
  );
}
