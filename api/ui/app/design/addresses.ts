/** Part of a text: words, or an address that can be followed. */
export type TextPart = { words: string } | { address: string };

const found = /https?:\/\/[^\s<>"`|\\^{}]+/gi;
/** What ends a sentence around an address rather than the address. */
const closing = new Set(".,;:!?'’”»…)]*_");

/** The words of a text and the addresses among them, in order. Addresses are shown as written. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    const address = withoutClosing(match[0]);
    if (!canBeFollowed(address)) continue;
    if (match.index > end) parts.push({ words: text.slice(end, match.index) });
    parts.push({ address });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ words: text.slice(end) });
  return parts;
}

/** `…/Palier_(escalier)` ends in what belongs to it. In one pass, however long it is. */
function withoutClosing(address: string): string {
  let unopened = countOf(address, ')') - countOf(address, '(');
  let end = address.length;
  for (; end > 0 && closing.has(address.charAt(end - 1)); end--) {
    if (address.charAt(end - 1) !== ')') continue;
    if (unopened <= 0) break;
    unopened -= 1;
  }
  return address.slice(0, end);
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Not where it pretends to lead elsewhere: what stands before an `@` is a name, not a place. */
function canBeFollowed(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
