import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** So many lines of what went wrong are told of each test. */
const linesMax = 24;

/** Prints the tests that failed in what AVA printed, each with what went wrong. */
const output = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));
const titles = [...output.matchAll(/^ {2}✘ \[fail\]: (.+)$/gm)].map(([, title]) => title);
// Between two rules, after the marks of all tests.
const report = output.split(/^ {2}─$/m).at(-2) ?? '';

for (const title of titles) {
  console.log(`  ✘ [fail]: ${title}`);
  // AVA leaves out of the heading what an assertion says of itself.
  const heading = report
    .split('\n')
    .find((line) => /^ {2}\S/.test(line) && title.startsWith(line.trim()));
  if (heading === undefined) continue;
  const after = report.slice(report.indexOf(`${heading}\n`) + heading.length + 1).split('\n');
  const end = after.findIndex((line) => /^ {2}\S+ › /.test(line));
  console.log(after.slice(0, Math.min(end < 0 ? linesMax : end, linesMax)).join('\n'));
}
