import { writeFileSync } from 'node:fs';
import { processDefinitions, snapshotOf } from '../../workflows/processes/index.ts';
import { readShipped, shippedFile } from './shipped.ts';

/** Writes down what each version is that was not shipped before. What was written stays. */
const shipped = readShipped();
const isShipped = (one: { id: string; version: number }) =>
  shipped.some(({ id, version }) => id === one.id && version === one.version);
const fresh = processDefinitions()
  .map(snapshotOf)
  .filter((snapshot) => !isShipped(snapshot))
  .map(({ id, version, hash }) => ({ id, version, hash }));
const lines = [...shipped, ...fresh].map((one) => `  ${JSON.stringify(one)}`);
writeFileSync(shippedFile, `[\n${lines.join(',\n')}\n]\n`);
for (const { id, version, hash } of fresh) {
  process.stdout.write(`${id} version ${version} is ${hash}\n`);
}
