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
