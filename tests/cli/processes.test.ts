import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { tellChangedProcesses } from '../../cli/desk/processes.ts';
import { connectDatabase } from '../../database/connection.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { repositoryCopy } from '../support/repository_copy.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('a desk whose process is wrong says at once which file, where and what, and starts nothing', async (t) => {
  t.timeout(120_000);
  const copy = repositoryCopy();
  const file = path.join(copy, 'workflows/processes/service_requests.ts');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace("calendar: 'office'", "calendar: 'weekends' as 'office'"));
  const start = promisify(execFile)(process.execPath, [path.join(copy, 'cli/palier.ts'), 'start'], {
    cwd: copy,
    env: { ...process.env, NO_COLOR: '1', PALIER_HOME: temporaryFolder(), PALIER_DEMO: '0' },
  });
  const { code, stderr } = (await t.throwsAsync(start)) as unknown as {
    code: number;
    stderr: string;
  };
  t.is(code, 1);
  t.regex(stderr, /workflows\/processes\/service_requests\.ts: process 'service_requests' has/);
  t.regex(stderr, /groups\.\w+\.calendar.*weekends/);
  t.notRegex(stderr, /Temporal|PostgreSQL|^\{/m);
});

test('whoever opens a desk is told of a process that changed under its version', async (t) => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  onTeardown(() => database.destroy());
  const told: string[] = [];
  await tellChangedProcesses(url, (line) => told.push(line));
  t.deepEqual(told, []);

  const { process: current } = rulesAt('it_support', Date.now());
  await database('process_snapshots').insert({
    hash: 'as-it-was',
    process_id: current.id,
    version: current.version,
    snapshot: JSON.stringify({ ...current, hash: 'as-it-was' }),
  });
  await tellChangedProcesses(url, (line) => told.push(line));
  t.is(told.length, 1);
  t.regex(told[0] ?? '', /^Process it_support has changed.*versions:ship/);
});
