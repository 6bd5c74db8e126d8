/** Part of a text: words, an address that can be followed, or a ticket by its number. */
export type TextPart = { words: string } | { address: string } | { number: number };

const found = /https?:\/\/[^\s<>"`|\\^{}]+|(?<![\p{L}\p{N}_&/#])#\d{1,9}(?![\p{L}\p{N}_])/giu;
/** What ends a sentence around an address rather than the address. */
const closing = new Set(".,;:!?'’”»…)]*_");

/** The words of a text, with the addresses and the `#123` among them, in order and as written. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(found)) {
    const isNumber = match[0].startsWith('#');
    const written = isNumber ? match[0] : withoutClosing(match[0]);
    if (!isNumber && !canBeFollowed(written)) continue;
    if (match.index > end) parts.push({ words: text.slice(end, match.index) });
    parts.push(isNumber ? { number: Number(written.slice(1)) } : { address: written });
    end = match.index + written.length;
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
