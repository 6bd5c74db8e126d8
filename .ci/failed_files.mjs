import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Prints the files in which a test or a hook failed, or that hung until AVA ended them, in what AVA
 * printed, one a line; nothing where something was thrown outside of tests: that no load excuses.
 */
const output = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));

const titles = [...output.matchAll(/^ {2}✘ \[fail\]: (.+)$/gm)].map(([, title]) => title);
const thrown = /^ {2}\d+ (uncaught exception|unhandled rejection)/m;
const told = [
  /^ {2}✘ (tests\/\S+\.test\.ts) exited /gm,
  /^ {2}Failed to exit when running (tests\/\S+\.test\.ts)/gm,
  /^ {2}\d+ tests were pending in (tests\/\S+\.test\.ts)/gm,
];

const files = [
  ...titles.map(fileOf),
  ...told.flatMap((pattern) => [...output.matchAll(pattern)].map(([, file]) => file)),
];
if (!thrown.test(output)) for (const file of new Set(files)) console.log(file);

/** The file of a title, whose first words are its folders and name; one that is not there fails again. */
function fileOf(title) {
  const words = title.split(' › ');
  const paths = words.map((_, end) => `tests/${words.slice(0, end + 1).join('/')}.test.ts`);
  return paths.find((path) => existsSync(path)) ?? paths[0];
}
