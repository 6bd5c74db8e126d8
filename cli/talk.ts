import { styleText } from 'node:util';

/** Everything a person is told goes to standard error; standard output carries data only. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says on a terminal how far something is, in one line that the next takes the place of. */
export function tellProgress(line: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[K${line}`);
}

/** `text` in a colour, unless standard error is no terminal or NO_COLOR is set. */
export function coloured(
  colour: 'green' | 'yellow' | 'red' | 'bold' | 'dim',
  text: string,
): string {
  return styleText(colour, text, { stream: process.stderr });
}
