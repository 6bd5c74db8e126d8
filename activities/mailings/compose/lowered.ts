/** A title within a sentence: but what begins as an abbreviation does stays as it is. */
export function lowered(title: string): string {
  const [first = '', second = ''] = title;
  return second === second.toLowerCase() ? first.toLowerCase() + title.slice(1) : title;
}
