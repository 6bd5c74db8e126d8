import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { findFreePort } from '../../cli/servers/ports.ts';
import { copyRepository } from '../support/copy_repository.ts';
import { eventually } from '../support/eventually.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { patternOf, type Step, stepsOf } from './walkthrough.ts';

const page = path.resolve(import.meta.dirname, '../../docs/first_process.md');
// Its own processes go beside it.
const folder = path.join(temporaryFolder(), 'palier');
copyRepository(folder);
let port: number;
let environment: NodeJS.ProcessEnv;

test.before(async () => {
  port = await findFreePort();
  environment = { ...process.env, NO_COLOR: '1', PORT: String(port) };
});

interface Run {
  code: number;
  printed: string;
}

function run(command: string): Promise<Run> {
  const here = command.replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`);
  const options = { cwd: folder, env: environment };
  return new Promise((resolve) => {
    execFile('bash', ['-c', `exec 2>&1; ${here}`], options, (error, printed) => {
      resolve({ code: error ? Number(error.code) : 0, printed });
    });
  });
}

/** Long work says how far it is, once a second: on a busy machine it is long. */
const progress = /^\d+ (of \d+ )?tickets\n/gm;

let desk: { child: ChildProcess; ended: Promise<unknown> } | undefined;

/** Ctrl-C in the terminal of the desk, where one runs; then `npm start` there. */
async function openDesk(): Promise<void> {
  await closeDesk();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  desk = { child, ended };
  const outcome = eventually(() => told.includes('The desk is open')).then(() => 'open');
  if ((await Promise.race([outcome, ended])) !== 'open') throw new Error(`No desk:\n${told}`);
}

async function closeDesk(): Promise<void> {
  desk?.child.kill('SIGTERM');
  await desk?.ended;
  desk = undefined;
}

onTeardown(closeDesk);

function edit({ file, before, after }: Step & { kind: 'edit' }): void {
  const target = path.join(folder, file);
  const text = readFileSync(target, 'utf8');
  const parts = text.split(`${before}\n`);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times:\n${before}`);
  writeFileSync(target, parts.join(`${after}\n`));
}

/** What the editor would underline in this file, a line each. */
function typeErrors(file: string): string[] {
  const place = file.startsWith('../') ? path.dirname(path.join(folder, file)) : folder;
  const config = path.join(place, 'tsconfig.page.json');
  const files = [path.join(folder, file)];
  writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', files, include: [] }));
  const tsc = spawnSync('npx', ['tsc', '-p', config], { cwd: folder, encoding: 'utf8' });
  rmSync(config);
  return `${tsc.stdout}\n${tsc.stderr}`.split('\n').filter((line) => line !== '');
}

stepsOf(readFileSync(page, 'utf8')).forEach((step, index) => {
  const what = step.kind === 'run' ? step.commands.at(-1) : step.file;
  test.serial(`step ${index + 1} does what the page says: ${step.kind} ${what}`, async (t) => {
    t.timeout(240_000);
    if (step.kind === 'file') {
      const file = path.join(folder, step.file);
      // What was begun already stands on the page as it was begun.
      if (existsSync(file)) t.is(readFileSync(file, 'utf8'), step.text);
      writeFileSync(file, step.text);
      if (step.file.endsWith('.ts')) t.deepEqual(typeErrors(step.file), []);
    } else if (step.kind === 'edit') {
      edit(step);
    } else {
      await runAll(t, step);
    }
    t.pass();
  });
});

async function runAll(
  t: { regex(text: string, pattern: RegExp): void; is(a: unknown, b: unknown, why: string): void },
  { commands, printed }: Step & { kind: 'run' },
): Promise<void> {
  let told = '';
  let code = 0;
  for (const command of commands) {
    if (command === 'npm start') await openDesk();
    else {
      const done = await run(command);
      told += done.printed.replaceAll(progress, '');
      code ||= done.code;
    }
  }
  if (printed !== null) t.regex(`${told.trimEnd()}\n`, patternOf(printed));
  t.is(code, printed?.includes('✗') ? 1 : 0, told);
}
