/**
 * What a table has under a name that somebody gave, and nothing that every object has: a process may well have
 * a group called `constructor`, and another none.
 */
export function ownOf<V>(table: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The names of a table whose rows are all known to its type. */
export function keysOf<T extends object>(table: T): (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[];
}
