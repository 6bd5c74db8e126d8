/**
 * A program: prints, as JSON, what the playbooks of a bundle (its first argument) say of themselves.
 * The code that it loads is an owner's: it may read its own file and the packages, and nothing else.
 */
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beWatched } from './program_side.ts';

const [bundle = ''] = process.argv.slice(2);
const standardOutput = 1;
beWatched();
// What a module prints is no part of the answer.
for (const name of ['log', 'info', 'debug'] as const) console[name] = console.error;

const { playbooks } = await import(pathToFileURL(bundle).href);
writeSync(standardOutput, JSON.stringify(playbooks));
process.exit(0);
