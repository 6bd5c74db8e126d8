import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import packages from '../../package.json' with { type: 'json' };
import { exampleNames, initPackage, UnknownExample } from '../../packages/init_package.ts';
import { loadPackage } from '../../packages/load_package.ts';
import { checkTypes } from '../../packages/type_check.ts';
import { findProcess, presentOffers } from '../../workflows/processes/index.ts';
import { offersProblems } from '../../workflows/processes/routing/offers.ts';
import { temporaryFolder } from '../support/temporary.ts';

for (const example of exampleNames) {
  test(`a folder that begins with the ${example} is whole: types, rehearsals and offers`, async (t) => {
    const folder = path.join(temporaryFolder(), 'ours');
    const files = initPackage(folder, example);
    t.true(files.includes(`${example}.ts`));
    const { definitions, offers } = await loadPackage(folder);
    t.deepEqual(
      definitions.map(({ definition }) => definition.id),
      [example],
    );
    t.deepEqual(
      offersProblems(
        offers,
        definitions.map(({ definition }) => definition),
      ),
      [],
    );
    t.deepEqual(await checkTypes(folder), { outcome: 'checked', problems: [] });
    const run = promisify(execFile);
    const rehearsed = await run(process.execPath, ['--test'], { cwd: folder, env: {} });
    t.regex(rehearsed.stdout, /pass [1-9]/);
    t.regex(rehearsed.stdout, /fail 0/);
  });
}

test('a folder that was begun is tried on the Node that Palier runs on, whichever the machine has', async (t) => {
  const folder = path.join(temporaryFolder(), 'ours');
  initPackage(folder);
  const { devDependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  t.is(devDependencies.node, packages.dependencies.node);
  const run = promisify(execFile);
  const { stdout } = await run(path.join(folder, 'node_modules/.bin/node'), ['--version']);
  t.is(stdout.trim(), `v${packages.dependencies.node}`);
});

test('a folder begins with nothing that is no example', (t) => {
  const folder = path.join(temporaryFolder(), 'ours');
  t.throws(() => initPackage(folder, 'airport'), {
    instanceOf: UnknownExample,
    message: "Nothing called 'airport' to begin with; expected one of building, hospital",
  });
});

test('a desk that was not given the hospital does not offer it', (t) => {
  t.is(findProcess('hospital'), undefined);
  t.false(Object.values(presentOffers().pages).some((page) => page.process === 'hospital'));
});
