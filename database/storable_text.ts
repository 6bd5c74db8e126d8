/** What somebody else said, as Postgres can keep it: so many characters of it at most. */
export function storableText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).toWellFormed().replaceAll('\u0000', '\uFFFD');
}
