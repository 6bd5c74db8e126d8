import type { FoldedBlock, FoldedText } from '../mail.ts';
import {
  bareSignatureLinesMax,
  bareSignatureMark,
  datedOrAddressed,
  forwardedSubject,
  forwards,
  headerLabels,
  introductions,
  programLineLengthMax,
  programLines,
  rule,
  separators,
  signatureLinesMax,
  signatureMark,
} from './forms.ts';

type Kind = FoldedBlock['kind'];

const isBlank = (line: string) => line.trim() === '';
const isQuoted = (line: string) => /^ {0,3}>/.test(line);
const bare = (line: string) => line.replaceAll('*', '').replaceAll('\u00a0', ' ').trim();
const isAny = (forms: readonly RegExp[], line: string) => forms.some((form) => form.test(line));

/** The first line from `at` on that is not blank; the number of lines where there is none. */
function nextWritten(lines: readonly string[], at: number): number {
  let next = at;
  while (next < lines.length && isBlank(lines[next] ?? '')) next += 1;
  return next;
}

const introductionLinesMax = 4;
/** A line longer than this is a paragraph: forms are not looked for in it. */
const formLengthMax = 400;

/** How many lines an introduction takes that begins at `at`; 0 where none does. */
function introductionAt(lines: readonly string[], at: number): number {
  let joined = '';
  for (let count = 1; count <= introductionLinesMax; count++) {
    const line = lines[at + count - 1];
    if (line === undefined || isBlank(line) || isQuoted(line)) return 0;
    joined = `${joined} ${bare(line)}`.trim();
    if (joined.length > formLengthMax) return 0;
    if (!joined.endsWith(':') || !isAny(introductions, joined)) continue;
    const next = nextWritten(lines, at + count);
    const isAboveQuote = isQuoted(lines[next] ?? '');
    return isAboveQuote || datedOrAddressed.test(joined) ? count : 0;
  }
  return 0;
}

/** Whether Outlook's copied headers begin at `at`: who, and two more of them in the next lines. */
function areHeadersAt(lines: readonly string[], at: number): boolean {
  if (!headerLabels.from.test(bare(lines[at] ?? '').slice(0, formLengthMax))) return false;
  const others = lines
    .slice(at + 1, at + 9)
    .filter((line) => headerLabels.other.test(bare(line).slice(0, 60)));
  return others.length >= 2;
}

/** Where an earlier message begins that is copied to the end, and not quoted line by line. */
function isCopyAt(lines: readonly string[], at: number): boolean {
  const line = bare(lines[at] ?? '');
  if (line.length > formLengthMax) return false;
  if (isAny(separators, line)) return true;
  if (areHeadersAt(lines, at)) return true;
  if (rule.test(line)) return areHeadersAt(lines, nextWritten(lines, at + 1));
  const introduced = introductionAt(lines, at);
  if (introduced === 0) return false;
  const next = nextWritten(lines, at + introduced);
  return next < lines.length && !isQuoted(lines[next] ?? '');
}

interface Quotes {
  kinds: Kind[];
  /** Where a message begins that is passed on; the number of lines where none is. */
  forwardedAt: number;
}

/** Which lines are quoted, by what surrounds them. */
function findQuotes(lines: readonly string[], isForward: boolean): Quotes {
  const kinds: Kind[] = lines.map(() => 'visible');
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const isPassedOn = isAny(forwards, bare(line).slice(0, formLengthMax));
    if (isPassedOn || (isForward && areHeadersAt(lines, at))) return { kinds, forwardedAt: at };
    if (isQuoted(line)) {
      kinds[at] = 'quoted';
      at += 1;
      continue;
    }
    if (isCopyAt(lines, at)) {
      kinds.fill('quoted', at);
      break;
    }
    const introduced = introductionAt(lines, at);
    if (introduced > 0) kinds.fill('quoted', at, at + introduced);
    at += Math.max(introduced, 1);
  }
  return { kinds, forwardedAt: lines.length };
}

/** How many lines of a signature stand at `at`, its mark with them; 0 where none does. */
function signatureAt(lines: readonly string[], kinds: readonly Kind[], at: number): number {
  const line = lines[at] ?? '';
  const isMarked = signatureMark.test(line);
  if (!isMarked && !bareSignatureMark.test(line)) return 0;
  const linesMax = isMarked ? signatureLinesMax : bareSignatureLinesMax;
  let written = 0;
  let end = at + 1;
  while (end < lines.length && kinds[end] === 'visible') {
    if (!isBlank(lines[end] ?? '')) written += 1;
    if (written > linesMax) return 0;
    end += 1;
  }
  return written > 0 || (isMarked && end < lines.length) ? end - at : 0;
}

/** Below a program's line stand at most so many lines of other programs. */
const programLinesMax = 10;

function isProgramLine(line: string): boolean {
  const text = bare(line);
  return text.length <= programLineLengthMax && isAny(programLines, text);
}

/** A program's line, with nothing below that a person wrote now, up to what is quoted. */
function isProgramLineAt(lines: readonly string[], kinds: readonly Kind[], at: number): boolean {
  if (!isProgramLine(lines[at] ?? '')) return false;
  let others = 0;
  for (let next = at + 1; next < lines.length && kinds[next] !== 'quoted'; next++) {
    const line = lines[next] ?? '';
    if (isBlank(line)) continue;
    others += 1;
    if (others > programLinesMax || !(isProgramLine(line) || /^-- ?$/.test(line))) return false;
  }
  return true;
}

/** @param end where what is passed on begins: nothing of that is anybody's signature here */
function markSignatures(lines: readonly string[], kinds: Kind[], end: number): void {
  for (let at = 0; at < end; at++) {
    if (kinds[at] !== 'visible') continue;
    if (isProgramLineAt(lines, kinds, at)) kinds[at] = 'signature';
    else kinds.fill('signature', at, at + signatureAt(lines, kinds, at));
  }
}

/** Blank lines go with what is above them, and between quotes and signatures never make a block. */
function settleBlanks(lines: readonly string[], kinds: Kind[]): void {
  for (let at = 0; at < lines.length; at++) {
    if (!isBlank(lines[at] ?? '') || kinds[at] !== 'visible') continue;
    const above = kinds[at - 1];
    if (above !== undefined && above !== 'visible') kinds[at] = above;
  }
}

/**
 * A text folded into what was written now, what it quotes, and signatures. Lines alone decide, by the
 * forms of mail programs; answers between quotes stay visible, and so does the message that somebody
 * passes on. Where nothing would be visible, all of it is.
 * @param text lines that end in `\n`
 */
export function foldText(text: string, subject: string): FoldedText {
  const lines = text.split('\n');
  const { kinds, forwardedAt } = findQuotes(lines, forwardedSubject.test(subject));
  markSignatures(lines, kinds, forwardedAt);
  settleBlanks(lines, kinds);
  const hasVisible = lines.some((line, at) => kinds[at] === 'visible' && !isBlank(line));
  if (!hasVisible) kinds.fill('visible');
  const blocks: FoldedBlock[] = [];
  let start = 0;
  for (let at = 1; at <= lines.length; at++) {
    const kind = kinds[start];
    if (kind === undefined || kinds[at] === kind) continue;
    blocks.push({ kind, text: lines.slice(start, at).join('\n') });
    start = at;
  }
  const of = (kind: Kind) =>
    blocks
      .filter((block) => block.kind === kind)
      .map((block) => block.text)
      .join('\n')
      .trimEnd()
      .replace(/^\n+/, '');
  return { visible: of('visible'), quoted: of('quoted'), signature: of('signature'), blocks };
}
