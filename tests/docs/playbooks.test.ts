import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import test from 'ava';
import { bundlePlaybooks, readPlaybooks } from '../../activities/playbooks/build.ts';
import { openOwnActivities } from '../../activities/playbooks/isolated/own_activities.ts';
import { readPlaybookCode } from '../../activities/playbooks/sources.ts';
import { temporaryFolder } from '../support/temporary.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/playbooks.md'), 'utf8');

function codeOf(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/playbooks.md has no ${language}`);
  return code;
}

test('the playbook that the page shows is one that the desk takes, with its activity', async (t) => {
  const dir = temporaryFolder();
  const cacheDir = temporaryFolder();
  mkdirSync(path.join(dir, 'playbooks'));
  mkdirSync(path.join(dir, 'activities'));
  writeFileSync(path.join(dir, 'playbooks', 'loan.ts'), codeOf('ts'));
  writeFileSync(path.join(dir, 'activities', 'register.mjs'), codeOf('js'));
  const { buildId, sources } = await readPlaybookCode([{ dir }]);
  const written = await readPlaybooks(buildId, sources, cacheDir);
  t.true(written.some(({ playbook }) => playbook.name === 'loan_laptop'));
  await t.notThrowsAsync(bundlePlaybooks(buildId, sources, cacheDir));
  const log = { info() {}, warn() {}, error: (error: unknown) => t.fail(String(error)) };
  const activities = openOwnActivities(dir, {}, log);
  const given = { by: 'lea', for: 'camille' };
  const called = new MockActivityEnvironment().run(activities.callActivity, {
    activity: 'register',
    argument: given,
  });
  t.is(await called, 'LT-lea-camille');
  await activities.stop();
});
