import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { erasedPerson, type Pseudonym } from './facts/rows.ts';
import { type WarehouseFiles, writeFileAtomically } from './files.ts';

const keyBytes = 32;

/**
 * The warehouse's own keyed pseudonyms for requesters. The key stays beside the warehouse, so that
 * exports agree with each other; no snapshot holds it. Call under the export lock.
 *
 * @param erased accounts that nothing may be told apart by: they share one pseudonym
 */
export async function openPseudonyms(
  files: WarehouseFiles,
  erased: ReadonlySet<string>,
): Promise<Pseudonym> {
  const key = await readKey(files.requesterKey);
  const known = new Map<string, string>();
  return (requesterId) => {
    let pseudonym = known.get(requesterId);
    if (pseudonym === undefined) {
      const meant = erased.has(requesterId) ? erasedPerson : requesterId;
      pseudonym = createHmac('sha256', key).update(meant).digest('hex').slice(0, 32);
      known.set(requesterId, pseudonym);
    }
    return pseudonym;
  };
}

async function readKey(file: string): Promise<Buffer> {
  const stored = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (stored?.length === keyBytes) return stored;
  const key = randomBytes(keyBytes);
  await writeFileAtomically(file, key, 0o600);
  return key;
}
