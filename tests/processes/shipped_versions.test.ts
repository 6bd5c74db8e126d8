import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { listProcesses, snapshotOf } from '../../workflows/processes/index.ts';

/** Every version of a process that tickets may follow, in the order in which they were shipped. */
interface ShippedVersion {
  id: string;
  version: number;
  hash: string;
}

const file = path.join(import.meta.dirname, 'shipped_versions.json');
const shipped: ShippedVersion[] = JSON.parse(await readFile(file, 'utf8'));

for (const definition of listProcesses()) {
  test(`${definition.id} is what its version was when it was shipped`, (t) => {
    const { id, version, hash } = snapshotOf(definition);
    const known = shipped.find((one) => one.id === id && one.version === version);
    const line = JSON.stringify({ id, version, hash });
    if (known) {
      const raise = `version ${version} of ${id} was shipped as another process: raise its version`;
      t.is(hash, known.hash, `${raise}, and add the new one to shipped_versions.json`);
    } else t.fail(`add ${line} to shipped_versions.json`);
  });
}

test('versions of a process are shipped one after another, and none twice', (t) => {
  for (const [id, versions = []] of Object.entries(Object.groupBy(shipped, (one) => one.id))) {
    t.deepEqual(
      versions.map(({ version }) => version),
      versions.map((_, index) => index + 1),
      id,
    );
  }
});
