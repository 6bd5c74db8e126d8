/**
 * What a mail is made of. It is drawn as text and as a page from the same blocks, so that neither says
 * what the other does not.
 */
export type Block =
  /** Our own words; of what people are called, `shown` marks the ends. */
  | { kind: 'words'; text: string }
  | { kind: 'heading'; text: string; url: string | null }
  /** What somebody wrote, with its lines. */
  | { kind: 'said'; text: string }
  | { kind: 'facts'; facts: [term: string, value: string][] }
  /** The one thing to do. */
  | { kind: 'way'; words: string; url: string; isQuiet: boolean }
  | { kind: 'list'; title: string; items: { words: string; url: string | null }[] }
  | { kind: 'choices'; question: string; choices: { words: string; url: string }[]; hint: string }
  | { kind: 'foot'; lines: string[]; link: { words: string; url: string } | null }
  /** What was said before, below the line that answers are written above, where there is one. */
  | { kind: 'quoted'; marker: string | null; messages: { head: string; body: string }[] };

const [open, close] = ['\u2068', '\u2069'];

/** What turns the direction of a line, or breaks it: no name and no subject has it. */
const unshown = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** One line of at most so many characters, whatever somebody wrote. */
export function asLine(text: string, max = 200): string {
  const line = text.toWellFormed().replace(unshown, ' ').replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  if (characters.length <= max) return line;
  return `${characters
    .slice(0, max - 1)
    .join('')
    .trimEnd()}…`;
}

/** What people wrote in a sentence of ours: one line, in its own direction. */
export function shown(text: string): string {
  return `${open}${asLine(text)}${close}`;
}

/** A sentence without the marks of `shown`. */
export function unmarked(text: string): string {
  return text.replaceAll(open, '').replaceAll(close, '');
}

/** A sentence in parts: what `shown` marked, and what is between. */
export function markedParts(text: string): { text: string; isShown: boolean }[] {
  return text.split(/(\u2068[^\u2069]*\u2069)/u).flatMap((part) => {
    if (part === '') return [];
    const isShown = part.startsWith(open);
    return [{ text: isShown ? part.slice(1, -1) : part, isShown }];
  });
}

/** A text of somebody: what no mail may carry is gone, its lines stay. */
export function asText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}--[\n\t]]/gv, '\uFFFD')
    .trim();
}
