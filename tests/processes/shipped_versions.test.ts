import test from 'ava';
import {
  exampleDefinitions,
  processDefinitions,
  snapshotOf,
} from '../../workflows/processes/index.ts';
import { readShipped, shipment } from './shipped.ts';

const shipped = readShipped();

for (const definition of [...processDefinitions(), ...exampleDefinitions()]) {
  test(`${definition.id} is what its version was when it was shipped`, (t) => {
    const { id, version, hash } = snapshotOf(definition);
    const known = shipped.find((one) => one.id === id && one.version === version);
    const raise = `version ${version} of ${id} was shipped as another process: raise its version`;
    if (!known) t.fail(`write down what version ${version} of ${id} is: npm run versions:ship`);
    else t.is(hash, known.hash, `${raise}, and write down the new one: npm run versions:ship`);
  });
}

test('shipping writes what is new, and names what was shipped as something else', (t) => {
  const before = [
    { id: 'desk', version: 1, hash: 'one' },
    { id: 'shop', version: 1, hash: 'two' },
  ];
  const now = [
    { id: 'desk', version: 1, hash: 'other' },
    { id: 'shop', version: 2, hash: 'three' },
  ];
  t.deepEqual(shipment(before, now), {
    versions: [now[0], before[1], now[1]],
    fresh: [now[1]],
    changed: [now[0]],
  });
  t.deepEqual(shipment(before, before), { versions: before, fresh: [], changed: [] });
});

test('versions of a process are shipped one after another, and none twice', (t) => {
  for (const [id, versions = []] of Object.entries(Object.groupBy(shipped, (one) => one.id))) {
    t.deepEqual(
      versions.map(({ version }) => version),
      versions.map((_, index) => index + 1),
      id,
    );
  }
});
