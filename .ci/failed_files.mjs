import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Prints the files of the tests that failed in what AVA printed, one a line; nothing where something
 * failed outside of a file's tests, since nobody can tell then what to try again.
 */
const output = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));
const titles = [...output.matchAll(/^ {2}✘ \[fail\]: (.+)$/gm)].map(([, title]) => title);
const others = /^ {2}\d+ (uncaught exception|unhandled rejection|hook|tests? remained)/m;

if (!others.test(output)) {
  const files = titles.map((title) => title.split(' › '));
  for (const parts of new Set(files.map(([room, file]) => `tests/${room}/${file}.test.ts`))) {
    console.log(parts);
  }
}
