import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A version of a process that tickets may follow. */
export interface ShippedVersion {
  id: string;
  version: number;
  hash: string;
}

export const shippedFile = path.join(import.meta.dirname, 'shipped_versions.json');

/** In the order in which they were shipped. */
export function readShipped(): ShippedVersion[] {
  return JSON.parse(readFileSync(shippedFile, 'utf8'));
}

interface Shipment {
  /** What is to be written: those shipped before in their order, then the fresh ones. */
  versions: ShippedVersion[];
  fresh: ShippedVersion[];
  /** Shipped before as something else. */
  changed: ShippedVersion[];
}

/** What writing down the present versions comes to. */
export function shipment(
  shipped: readonly ShippedVersion[],
  present: readonly ShippedVersion[],
): Shipment {
  const now = present.map(({ id, version, hash }) => ({ id, version, hash }));
  const isSame = (one: ShippedVersion) => (other: ShippedVersion) =>
    one.id === other.id && one.version === other.version;
  const fresh = now.filter((one) => !shipped.some(isSame(one)));
  const changed = now.filter((one) => (shipped.find(isSame(one)) ?? one).hash !== one.hash);
  const versions = [...shipped.map((one) => changed.find(isSame(one)) ?? one), ...fresh];
  return { versions, fresh, changed };
}
