import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import packages from '../package.json' with { type: 'json' };

const palierDirectory = path.resolve(import.meta.dirname, '..');
/** What is in every folder that is begun. */
const template = path.join(import.meta.dirname, 'template');
const examplesDirectory = path.join(import.meta.dirname, 'examples');

/** With what a folder can begin: each is a folder of `examples`, and has a process of that name. */
export const exampleNames: readonly string[] = readdirSync(examplesDirectory).sort();
export const firstExample = 'building';

/** Named otherwise where they would count for this repository, too. */
const namesInTemplate: Record<string, string> = {
  '_package.json': 'package.json',
  '_tsconfig.json': 'tsconfig.json',
  _gitignore: '.gitignore',
};

/** There is something in the folder already. */
export class FolderNotEmpty extends Error {
  override readonly name = 'FolderNotEmpty';
}

/** Nothing of that name to begin with. */
export class UnknownExample extends Error {
  override readonly name = 'UnknownExample';
}

/**
 * Begins a folder of processes of one's own: a first process, a test, what runs in CI, and Palier and its Node beside it by
 * links, so that nothing has to be fetched.
 * @param example one of `exampleNames`
 * @returns the files, as they are called there
 * @throws FolderNotEmpty where it would write over something
 * @throws UnknownExample
 */
export function initPackage(directory: string, example: string = firstExample): string[] {
  if (!exampleNames.includes(example)) {
    const expected = `expected one of ${exampleNames.join(', ')}`;
    throw new UnknownExample(`Nothing called '${example}' to begin with; ${expected}`);
  }
  if (existsSync(directory) && readdirSync(directory).some((name) => name !== '.git')) {
    throw new FolderNotEmpty(`${directory} is not empty; expected an empty folder or none`);
  }
  const values = {
    name:
      path
        .basename(directory)
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+/, '') || 'processes',
    palier: path.relative(directory, palierDirectory).split(path.sep).join('/'),
    node: packages.dependencies.node,
  };
  const written: string[] = [];
  for (const from of [template, path.join(examplesDirectory, example)]) {
    for (const name of filesOf(from)) {
      const source = path.join(from, name);
      const target = path.join(directory, namesInTemplate[name] ?? name);
      mkdirSync(path.dirname(target), { recursive: true });
      const text = readFileSync(source, 'utf8')
        .replaceAll('{{name}}', values.name)
        .replaceAll('{{process}}', example)
        .replaceAll('{{palier}}', values.palier)
        .replaceAll('{{node}}', values.node);
      cpSync(source, target);
      writeFileSync(target, text);
      written.push(path.relative(directory, target));
    }
  }
  linkPalier(directory);
  return written.sort();
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name)));
}

/**
 * What `npm install` makes of Palier and of the Node that it runs on, and what must be there before it runs: an older
 * Node of the machine does not read TypeScript, and finds no tests in it.
 */
function linkPalier(directory: string): void {
  const modules = path.join(directory, 'node_modules');
  mkdirSync(path.join(modules, '.bin'), { recursive: true });
  symlinkSync(path.relative(modules, palierDirectory), path.join(modules, 'palier'), 'junction');
  symlinkSync('../palier/cli/palier.ts', path.join(modules, '.bin', 'palier'));
  const node = 'node_modules/node/bin/node';
  if (existsSync(path.join(palierDirectory, node))) {
    symlinkSync(`../palier/${node}`, path.join(modules, '.bin', 'node'));
  }
}
