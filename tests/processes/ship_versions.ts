import { writeFileSync } from 'node:fs';
import {
  exampleDefinitions,
  processDefinitions,
  snapshotOf,
} from '../../workflows/processes/index.ts';
import { readShipped, shipment, shippedFile } from './shipped.ts';

/**
 * Writes down what each version is that was not shipped before. What was written stays: tickets may
 * follow it. `--restate` writes it anew, for a version that no desk has seen yet.
 */
const isRestating = process.argv.includes('--restate');
const { versions, fresh, changed } = shipment(
  readShipped(),
  [...processDefinitions(), ...exampleDefinitions()].map(snapshotOf),
);
if (changed.length > 0 && !isRestating) {
  for (const { id, version } of changed) {
    process.stderr.write(
      `${id} version ${version} was shipped as another process: raise its version\n`,
    );
  }
  process.stderr.write('Nothing was written. Where no desk has seen them: -- --restate\n');
  process.exitCode = 1;
} else {
  const lines = versions.map((one) => `  ${JSON.stringify(one)}`);
  writeFileSync(shippedFile, `[\n${lines.join(',\n')}\n]\n`);
  for (const { id, version, hash } of [...fresh, ...changed]) {
    process.stdout.write(`${id} version ${version} is ${hash}\n`);
  }
}
