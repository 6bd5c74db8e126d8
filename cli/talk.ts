import { styleText } from 'node:util';

/** Everything a person is told goes to standard error; standard output carries data only. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `text` in a colour, unless standard error is no terminal or NO_COLOR is set. */
export function coloured(
  colour: 'green' | 'yellow' | 'red' | 'bold' | 'dim',
  text: string,
): string {
  return styleText(colour, text, { stream: process.stderr });
}
