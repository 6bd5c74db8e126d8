import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Prints how many tests passed and failed in what AVA printed. Uncaught errors and files that end
 * without a test are failures too.
 */
const output = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));

function sum(pattern) {
  return [...output.matchAll(pattern)].reduce((total, [, count]) => total + Number(count), 0);
}

// With a failure AVA gives no sum of what passed: its marks do.
const passed = output.match(/^ {2}✔ /gm)?.length ?? 0;
const failed =
  sum(/^ {2}(\d+) tests? failed$/gm) +
  sum(/^ {2}(\d+) uncaught exceptions?$/gm) +
  sum(/^ {2}(\d+) unhandled rejections?$/gm) +
  sum(/^ {2}(\d+) hooks? failed$/gm) +
  sum(/^ {2}(\d+) tests? remained? pending/gm) +
  (output.match(/^ {2}Failed to exit when running /gm)?.length ?? 0);
console.log(passed, failed);
