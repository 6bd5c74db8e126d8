import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { repositoryDir } from '../../cli/desk/settings.ts';
import { install, refusalOfNode } from '../../cli/install.mjs';
import { temporaryFolder, writeScript } from '../support/temporary.ts';

type Packages = Record<string, { version?: string; optional?: boolean }>;

/** A folder with a lock file; `npm` in it notes each call and installs what the lock names. */
function project(packages: Packages) {
  const folder = temporaryFolder();
  const calls = path.join(folder, 'npm-calls');
  const record = 'node_modules/.package-lock.json';
  const npm = writeScript(
    folder,
    'npm',
    `echo "$@" >> '${calls}'; rm -rf node_modules; mkdir -p node_modules/left\ncp package-lock.json ${record}`,
  );
  const write = (lock: Packages) =>
    writeFileSync(
      path.join(folder, 'package-lock.json'),
      JSON.stringify({ packages: { '': {}, ...lock } }),
    );
  write(packages);
  return {
    folder,
    write,
    run: () => install(folder, { npm: [npm], say: () => {} }),
    npmCalls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0),
  };
}

const left1: Packages = { 'node_modules/left': { version: '1.0.0' } };
const left2: Packages = { 'node_modules/left': { version: '2.0.0' } };

test('packages are installed once, and again only when the lock file changes', async (t) => {
  const desk = project(left1);
  t.is(await desk.run(), 'installed');
  t.is(await desk.run(), 'current');
  desk.write(left2);
  t.is(await desk.run(), 'installed');
  t.is(await desk.run(), 'current');
  t.is(desk.npmCalls(), 2);
});

test('packages that a developer installed by hand are left alone when they are the right ones', async (t) => {
  const desk = project(left1);
  await desk.run();
  rmSync(path.join(desk.folder, 'node_modules/.palier-installed'));
  t.is(await desk.run(), 'adopted');
  t.is(desk.npmCalls(), 1);
});

test('a package folder that was deleted is installed again', async (t) => {
  const desk = project(left1);
  await desk.run();
  rmSync(path.join(desk.folder, 'node_modules/.palier-installed'));
  rmSync(path.join(desk.folder, 'node_modules/left'), { recursive: true });
  t.is(await desk.run(), 'installed');
});

test('an optional package of another system is not missed', async (t) => {
  const desk = project(left1);
  await desk.run();
  desk.write({ ...left1, 'node_modules/right-darwin': { version: '1.0.0', optional: true } });
  t.is(await desk.run(), 'adopted');
});

test('an older Node than package.json allows is refused in one line, and README names the same', (t) => {
  const { engines } = JSON.parse(readFileSync(path.join(repositoryDir, 'package.json'), 'utf8'));
  const [, needed] = /^>=(\d+)$/.exec(engines.node) ?? [];
  t.truthy(needed, engines.node);
  const old = refusalOfNode(repositoryDir, `${Number(needed) - 1}.9.1`);
  t.regex(old ?? '', new RegExp(`^Node .* is too old .* Node ${needed} or later[^\\n]*$`));
  t.is(refusalOfNode(repositoryDir, `${needed}.0.0`), null);
  const readme = readFileSync(path.join(repositoryDir, 'README.md'), 'utf8');
  t.true(readme.includes(`Needed: Node ${needed} or later`));
});

for (const [printed, advice] of [
  ['npm error code ENOTFOUND', /registry cannot be reached/],
  ['npm error code ENOSPC', /disk is full/],
  ['npm error code EACCES', /cannot be written to/],
  ['npm error code EUSAGE', /package-lock\.json disagree/],
] as const) {
  test(`"${printed}" is explained, and nothing counts as installed`, async (t) => {
    const desk = project(left1);
    mkdirSync(path.join(desk.folder, 'node_modules'));
    const npm = writeScript(desk.folder, 'npm', `echo '${printed}' >&2; exit 1`);
    const failing = () => install(desk.folder, { npm: [npm], say: () => {} });
    const error = await t.throwsAsync(failing());
    t.regex(error?.message ?? '', advice);
    t.true(error?.message.includes(printed));
    await t.throwsAsync(failing());
  });
}
