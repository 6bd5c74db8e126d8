/** What programs put before the subject of an answer, or of what is passed on, in many languages. */
const prefix =
  /^\s*(?:(?:re|ref|réf|rép|aw|sv|vs|antw|odp|res|r|fw|fwd|tr|wg|rv|i|enc|doorst|vl)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*)/i;

/** Marks that mail servers put there: `[EXTERNAL]`, `[SPAM]`. */
const mark = /^\s*\[(?:ext|extern|externe|external|spam|suspect)\]\s*:?\s*/i;

/** A subject without what programs put before it, to compare it by. */
export function bareSubject(subject: string): string {
  let rest = subject.normalize('NFC');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(prefix, '').replace(mark, '');
  }
  return rest.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Whether two subjects are one; two empty ones say nothing, and are not. */
export function isSameSubject(one: string, other: string): boolean {
  const bare = bareSubject(one);
  return bare !== '' && bare === bareSubject(other);
}
