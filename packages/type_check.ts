import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PackageProblem } from './package_messages.ts';

const palierDirectory = path.resolve(import.meta.dirname, '..');

export interface TypeCheck {
  /** `no_compiler`: no TypeScript is installed. `no_config`: the folder says nothing of types. */
  outcome: 'checked' | 'no_compiler' | 'no_config';
  problems: PackageProblem[];
}

/** What the editor would underline in a folder: its own TypeScript looks, else Palier's. */
export async function checkTypes(directory: string): Promise<TypeCheck> {
  const config = path.join(directory, 'tsconfig.json');
  if (!existsSync(config)) return { outcome: 'no_config', problems: [] };
  const compiler = findCompiler(directory);
  if (compiler === undefined) return { outcome: 'no_compiler', problems: [] };
  const told = await run(compiler, ['-p', config, '--noEmit', '--pretty', 'false'], directory);
  return { outcome: 'checked', problems: problemsIn(told, directory) };
}

function findCompiler(directory: string): string | undefined {
  for (const from of [directory, palierDirectory]) {
    try {
      const require = createRequire(pathToFileURL(path.join(from, 'package.json')));
      const file = require.resolve('typescript/package.json');
      const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { bin: { tsc: string } };
      return path.resolve(path.dirname(realpathSync(file)), bin.tsc);
    } catch {
      // The next one may have it.
    }
  }
  return undefined;
}

function run(compiler: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, ...args],
      { cwd, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`),
    );
  });
}

/** `building.ts(12,5): error TS2322: …`, with the lines below it that belong to it. */
function problemsIn(told: string, directory: string): PackageProblem[] {
  const problems: PackageProblem[] = [];
  for (const line of told.split('\n')) {
    const [, file, row, message] = /^(.+?)\((\d+),\d+\): error (?:TS\d+: )?(.*)$/.exec(line) ?? [];
    const [, general] = /^error (?:TS\d+: )?(.*)$/.exec(line) ?? [];
    if (file !== undefined && message !== undefined) {
      const whole = path.resolve(directory, file);
      problems.push({ file: whole, line: Number(row), path: null, message });
    } else if (general !== undefined) {
      const config = path.join(directory, 'tsconfig.json');
      problems.push({ file: config, line: null, path: null, message: general });
    } else if (line.startsWith('  ')) {
      const last = problems.at(-1);
      if (last) last.message += `\n${line}`;
    }
  }
  return problems;
}
