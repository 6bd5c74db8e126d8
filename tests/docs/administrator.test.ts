import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { runPalierStart } from '../cli/running_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { stepsOf } from './walkthrough.ts';

const page = readFileSync(path.join(repositoryDir, 'docs/administrator.md'), 'utf8');

function run(command: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: repositoryDir, env };
    const child = execFile('/bin/sh', ['-c', command], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

test('the administrator’s page leads from an empty home to an owner, and to everybody', async (t) => {
  t.timeout(300_000);
  const home = path.join(temporaryFolder(), 'home');
  const port = await findFreePort();
  const steps = stepsOf(page);
  const [first, ...commands] = steps.flatMap((step) => (step.kind === 'run' ? step.commands : []));
  const folder = temporaryFolder();
  const files = new Map<string, string>();
  for (const step of steps) {
    if (step.kind !== 'file') continue;
    files.set(step.file, path.join(folder, step.file));
    writeFileSync(path.join(folder, step.file), step.text);
  }
  t.is(first, 'PALIER_DEMO=0 npm start');
  t.true(commands.length >= 2);
  const desk = await runPalierStart(home, port, { PALIER_DEMO: '0' });
  const secretIn = (text: string) => /\/sign-in\/owner#([\w-]{43})/.exec(text)?.[1] ?? '';
  const opened = (secret: string, what = 'opened', more = {}) =>
    fetch(`http://127.0.0.1:${port}/api/owner-links/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'none' },
      body: JSON.stringify({ secret, ...more }),
    });
  const env = { ...process.env, PALIER_HOME: home, NO_COLOR: '1' };
  let secret = secretIn(desk.told());
  t.is((await opened(secret)).status, 200);
  const does = async (command: string) => {
    let here = command.replace('npm run -s palier --', `"${process.execPath}" cli/palier.ts`);
    for (const [name, file] of files) here = here.replace(name, `"${file}"`);
    const { code, output } = await run(here, env);
    t.is(code, 0, `${command}\n${output}`);
    return output;
  };
  const isForOwner = (command: string) => /-- (setup|owner-link)/.test(command);
  for (const command of commands.filter(isForOwner)) {
    const output = await does(command);
    t.is((await opened(secretIn(output))).status, 200, command);
    t.is((await opened(secret)).status, 410, 'the link before is void');
    secret = secretIn(output);
  }
  const owner = {
    name: 'Odile Blanc',
    address: 'odile@atelier.example',
    locale: 'fr',
    password: 'quince and four herons',
  };
  const answers = await Promise.all([1, 2].map(() => opened(secret, 'first', owner)));
  t.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 410], 'one of two gets it');
  t.is((await opened(secret)).status, 410);
  for (const blank of ['', ' ', 'null', secret.toUpperCase()]) {
    t.is((await opened(blank, 'first', owner)).status, 410, blank);
  }
  const { code, output } = await run(`"${process.execPath}" cli/palier.ts owner-link`, env);
  t.is(code, 1, output);
  const told = new Map<string, string>();
  for (const command of commands) {
    if (!isForOwner(command)) told.set(command, await does(command));
  }
  const toldBy = (words: string) =>
    [...told].find(([command]) => command.endsWith(words))?.[1] ?? `nothing ran ${words}`;
  t.regex(toldBy('people.csv --dry-run'), /Nothing was written: 10 new/);
  t.regex(toldBy('people.csv'), /10 new, 0 changed/);
  t.is(toldBy('list atelier').match(/@atelier\.example/g)?.length, 11);
  t.regex(toldBy('devices.csv --dry-run'), /Nothing was written: 5 new/);
  t.regex(toldBy('devices import devices.csv'), /5 new, 0 changed/);
  t.regex(toldBy('devices list'), /Shared files/);
  t.regex(toldBy('mailbox list'), /Support\tsupport@atelier\.example\thealthy, handed in\t/);
  t.regex(toldBy('--verify'), /as written/);
  const shown = await fetch(`http://127.0.0.1:${port}/api/desk`).then((answer) => answer.json());
  t.like(shown, { name: 'Atelier', locale: 'fr', zone: 'Europe/Paris' });
});
