import { readFileSync } from 'node:fs';
import Module, {
  builtinModules,
  registerHooks,
  stripTypeScriptTypes,
  syncBuiltinESMExports,
} from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FoundInPackage, PackageProblem } from './package_messages.ts';

/**
 * Reads a package of processes in a process of its own: it may read its files and Palier's, and nothing else. What it has is
 * told as data; then this ends.
 */

const [entry = '', directory = ''] = process.argv.slice(2);
const palierDirectory = path.resolve(import.meta.dirname, '..');
const { exports: offered } = JSON.parse(
  readFileSync(path.join(palierDirectory, 'package.json'), 'utf8'),
) as { exports: Record<string, string | { default: string }> };

/** What a definition is made without: whatever reaches out of its own process. */
const refused = new Set(
  builtinModules.filter((name) =>
    /^(_?(http|tls)|https|http2|net|dgram|dns|child_process|worker_threads|cluster|inspector|wasi|repl)/.test(
      name,
    ),
  ),
);

/** Something of a package that it may not have, with where it is asked for. */
class Refused extends Error {
  readonly file: string | undefined;
  readonly line: number | null;

  constructor(message: string, file?: string, line: number | null = null) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

const loaded: string[] = [];

registerHooks({
  resolve(specifier, context, next) {
    if (refused.has(specifier.replace(/^node:/, ''))) {
      throw refusedImport(specifier, context.parentURL);
    }
    // Whichever Palier it was written beside, it is read as this one reads it.
    const own = specifier.startsWith('palier/') && offered[`.${specifier.slice('palier'.length)}`];
    if (own) {
      const file = typeof own === 'string' ? own : own.default;
      return next(pathToFileURL(path.join(palierDirectory, file)).href, context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (isOfPackage(url)) loaded.push(url);
    // Node strips types of what is installed only where it is asked to.
    if (url.includes('/node_modules/') && /\.m?ts$/.test(url)) {
      const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source, shortCircuit: true };
    }
    return next(url, context);
  },
});

/** What is told by this program is told by nobody else here. */
const tell = process.send?.bind(process);

refuseCalls(globalThis, ['fetch', 'WebSocket', 'EventSource']);
// Other ways to what is refused where it is imported.
refuseCalls(process, ['getBuiltinModule', 'send']);
refuseCalls(Module, ['registerHooks', 'register']);
syncBuiltinESMExports();

function refuseCalls(of: object, names: readonly string[]): void {
  for (const name of names) {
    Object.defineProperty(of, name, {
      value() {
        throw new Refused(
          `${name}() is called; expected none: a process is data, and reaches nothing`,
        );
      },
    });
  }
}

function isOfPackage(url: string): boolean {
  if (!url.startsWith('file:')) return false;
  const file = fileURLToPath(url);
  return file === entry || file.startsWith(`${directory}${path.sep}`);
}

function refusedImport(specifier: string, parent: string | undefined): Refused {
  const file = parent?.startsWith('file:') ? fileURLToPath(parent) : undefined;
  const lines = file === undefined ? [] : readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex(
    (text) => text.includes(`'${specifier}'`) || text.includes(`"${specifier}"`),
  );
  const message = `import of "${specifier}"; expected none: a process is data, and reaches nothing`;
  return new Refused(message, file, line === -1 ? null : line + 1);
}

function isDefinition(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, groups, title } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof version === 'number' &&
    typeof groups === 'object' &&
    typeof title === 'object'
  );
}

/** What is no data in a definition, by its path. */
function strangersIn(
  value: unknown,
  place: string,
  file: string,
  seen: unknown[],
): PackageProblem[] {
  const told = (what: string): PackageProblem[] => [
    { file, line: null, path: place, message: `${place}: ${what}; expected plain data` },
  ];
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return told(`a ${typeof value}`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return told(String(value));
  if (typeof value !== 'object' || value === null) return [];
  if (seen.includes(value)) return told('an object within itself');
  if (!isPlain(value)) return told(kindOf(value));
  const inside = [...seen, value];
  return Object.entries(value).flatMap(([key, part]) =>
    strangersIn(part, place === '' ? key : `${place}.${key}`, file, inside),
  );
}

/** A list or a table: of all else less would arrive than was written, without a word. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function kindOf(value: object): string {
  const { constructor: made } = value;
  const isOwn = made === Object || typeof made !== 'function';
  return isOwn ? 'an object with a prototype of its own' : `a ${made.name}`;
}

type Exports = Record<string, unknown>;

async function read(): Promise<FoundInPackage> {
  const exported = (await import(pathToFileURL(entry).href)) as Exports;
  const files = new Map<unknown, string>();
  for (const url of new Set(loaded)) {
    const each = (await import(url)) as Exports;
    for (const value of Object.values(each)) {
      if (isDefinition(value) && !files.has(value)) files.set(value, fileURLToPath(url));
    }
  }
  const fileOf = (value: unknown) => files.get(value) ?? entry;
  const listed = exported.processes;
  const candidates = listed === undefined ? Object.values(exported).filter(isDefinition) : listed;
  if (typeof candidates !== 'object' || candidates === null) {
    return wrong(`processes is ${JSON.stringify(listed)}; expected a list of processes`);
  }
  const values = [...new Set(Object.values(candidates as object))] as unknown[];
  const strange = values.findIndex((value) => !isDefinition(value));
  if (strange !== -1) {
    return wrong(`processes[${strange}] is no process; expected what defineProcess() gives`);
  }
  const problems = values.flatMap((value) => strangersIn(value, '', fileOf(value), []));
  if (problems.length > 0) return { problems };
  return {
    definitions: values.map((value) => ({ definition: value, file: fileOf(value) })),
    offers: exported.offers,
    files: [...new Set(loaded)].map((url) => fileURLToPath(url)),
  };
}

function wrong(message: string): FoundInPackage {
  return { problems: [{ file: entry, line: null, path: null, message }] };
}

/** Where it arose: the first line of the stack that is a file of the package. */
function problemOf(error: unknown): PackageProblem {
  if (error instanceof Refused && error.file !== undefined) {
    return { file: error.file, line: error.line, path: null, message: error.message };
  }
  const { stack = '', message = String(error) } = error instanceof Error ? error : {};
  const { permission, resource } = Object(error) as { permission?: string; resource?: string };
  const place = [...stack.matchAll(/(?:file:\/\/)?(\/[^\s():]+\.[cm]?[jt]s):(\d+)/g)].find(
    ([, file = '']) => isOfPackage(pathToFileURL(decodeURI(file)).href),
  );
  const importedFrom = / imported from (\/\S+)/.exec(message)?.[1];
  const access =
    permission === undefined ? undefined : `${permission} of ${resource || 'another program'}`;
  const told = access
    ? `${access} was asked for; expected a process to read its own files alone`
    : message.replaceAll(`${directory}${path.sep}`, '');
  return {
    file: place?.[1] ?? importedFrom ?? entry,
    line: place ? Number(place[2]) : null,
    path: null,
    message: told,
  };
}

const found = await read().catch(
  (error: unknown): FoundInPackage => ({ problems: [problemOf(error)] }),
);
tell?.(found, undefined, {}, () => process.exit(0));
