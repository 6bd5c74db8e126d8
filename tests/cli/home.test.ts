import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { findDesk, getDesk, removeDeskFile, writeDeskFile } from '../../cli/desk/desk_file.ts';
import { openHome, secretOf } from '../../cli/desk/home.ts';
import { lockHome } from '../../cli/desk/home_lock.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder, writeScript } from '../support/temporary.ts';

/** A process that looks like a running desk. */
function startDeskLookalike() {
  const script = writeScript(temporaryFolder(), 'palier', 'read forever');
  const child = spawn(script, { stdio: ['pipe', 'ignore', 'ignore'] });
  onTeardown(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function deskOf(pid: number) {
  return {
    apiUrl: 'http://127.0.0.1:3000',
    databaseUrl: 'postgres://palier_desk:secret@127.0.0.1:1/palier',
    ownerDatabaseUrl: 'postgres://palier:secret@127.0.0.1:1/palier',
    temporalAddress: '127.0.0.1:2',
    temporalNamespace: 'default',
    pid,
    warehouseDir: '/tmp/warehouse',
    isDemo: false,
  };
}

test('a folder is one desk at a time, and is free again afterwards', async (t) => {
  const home = temporaryFolder();
  const other = startDeskLookalike();
  await once(other, 'spawn');
  writeFileSync(path.join(home, 'desk.lock'), `${other.pid}\n`);
  const error = await t.throwsAsync(lockHome(home), {
    message: `A desk already runs on ${home} (process ${other.pid})`,
  });
  t.regex((error as { advice?: string }).advice ?? '', /PALIER_HOME=/);
  other.kill('SIGKILL');
  await once(other, 'exit');
  (await lockHome(home))();
  const release = await lockHome(home);
  release();
  t.pass();
});

test('a lock left by a program that is not a desk is taken over', async (t) => {
  const home = temporaryFolder();
  const bystander = spawn('sleep', ['600']);
  onTeardown(() => {
    bystander.kill();
  });
  writeFileSync(path.join(home, 'desk.lock'), `${bystander.pid}\n`);
  const release = await lockHome(home);
  release();
  t.pass();
});

test('the folder and its secrets are for their owner only, and a secret stays the same', async (t) => {
  const home = await openHome(path.join(temporaryFolder(), 'deep', 'home'));
  const secret = await secretOf(home, 'postgres-password');
  t.is(await secretOf(home, 'postgres-password'), secret);
  t.true(secret.length >= 32);
  t.is(statSync(home.directory).mode & 0o777, 0o700);
  t.is(statSync(path.join(home.directory, 'postgres-password')).mode & 0o777, 0o600);
});

test('a folder that was open to others is theirs no longer, nor is anything in it', async (t) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'logs'), { mode: 0o755 });
  writeFileSync(path.join(folder, 'logs', 'api.log'), 'x', { mode: 0o644 });
  writeFileSync(path.join(folder, 'program'), 'x', { mode: 0o755 });
  chmodSync(folder, 0o755);
  await openHome(folder);
  const modeOf = (name: string) => statSync(path.join(folder, name)).mode & 0o777;
  t.deepEqual(
    ['.', 'logs', 'logs/api.log', 'program', 'warehouse'].map(modeOf),
    [0o700, 0o700, 0o600, 0o700, 0o700],
  );
});

test('a folder that cannot be written to is refused with what to do', async (t) => {
  const blocked = path.join(temporaryFolder(), 'a-file');
  writeFileSync(blocked, '');
  chmodSync(blocked, 0o400);
  const error = await t.throwsAsync(openHome(path.join(blocked, 'home')), {
    message: /The data folder .*a-file.* cannot be written to/,
  });
  t.regex((error as { advice?: string }).advice ?? '', /PALIER_HOME/);
});

test('other commands find the running desk, and no longer when it is gone', async (t) => {
  const home = temporaryFolder();
  await t.throwsAsync(getDesk(home), { message: `No desk runs under ${home}` });
  await writeDeskFile(home, deskOf(process.pid));
  t.is(statSync(path.join(home, 'desk.json')).mode & 0o777, 0o600);
  t.is((await getDesk(home)).apiUrl, 'http://127.0.0.1:3000');
  await removeDeskFile(home);
  t.is(await findDesk(home), undefined);
});

test('the addresses of a desk that was killed are not believed', async (t) => {
  const home = temporaryFolder();
  const ended = spawn('true');
  await once(ended, 'exit');
  await writeDeskFile(home, deskOf(ended.pid ?? 0));
  t.is(await findDesk(home), undefined);
});
