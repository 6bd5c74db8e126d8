import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Prints the files in which something failed, in what AVA printed, one a line: their tests and
 * hooks, what was thrown outside of them, and what hung until AVA ended it.
 */
const output = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));

const titles = [...output.matchAll(/^ {2}✘ \[fail\]: (.+)$/gm)].map(([, title]) => title);
const told = [
  /^ {2}(?:Uncaught exception|Unhandled rejection) in (tests\/\S+\.test\.ts)/gm,
  /^ {2}✘ (tests\/\S+\.test\.ts) exited /gm,
  /^ {2}Failed to exit when running (tests\/\S+\.test\.ts)/gm,
  /^ {2}\d+ tests were pending in (tests\/\S+\.test\.ts)/gm,
];

const files = [
  ...titles.flatMap(fileOf),
  ...told.flatMap((pattern) => [...output.matchAll(pattern)].map(([, file]) => file)),
];
for (const file of new Set(files)) console.log(file);

/** The file of a title: its first words are the folders and the name of the file. */
function fileOf(title) {
  const words = title.split(' › ');
  const paths = words.map((_, end) => `tests/${words.slice(0, end + 1).join('/')}.test.ts`);
  return paths.filter((path) => existsSync(path)).slice(0, 1);
}
