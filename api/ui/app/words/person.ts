/** Somebody by their name, or by their account where no name is known. */
export function nameOf({ id, name }: { id: string; name: string | null }): string {
  return name ?? id;
}
