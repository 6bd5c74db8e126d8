type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only the fields that have a value: what is not said stays as it is. */
export function given<T extends object>(fields: T): Given<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Given<T>;
}
