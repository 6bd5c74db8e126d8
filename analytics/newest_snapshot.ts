import { existsSync } from 'node:fs';
import { warehouseDamaged } from './errors.ts';
import { warehouseFiles } from './files.ts';
import { numberedManifest, readLayout } from './layout/layout.ts';
import { isBucket } from './layout/places.ts';
import {
  type Manifest,
  readManifest,
  type SnapshotInfo,
  snapshotFile,
  snapshotInfo,
} from './manifest.ts';

export interface Newest {
  info: SnapshotInfo;
  /** What a query worker opens: a snapshot, or the numbered manifest of a Parquet layout. */
  file: string;
}

/** A bucket is asked for its manifest over the network: not for every question. */
const bucketSeconds = 10;

/** @param place a folder or a bucket, as `normalPlace` writes it */
export function newestSnapshot(place: string): () => Promise<Newest | null> {
  if (!isBucket(place)) return newestInFolder(place);
  let known: { at: number; newest: Promise<Newest | null> } | undefined;
  return () => {
    if (!known || performance.now() - known.at > bucketSeconds * 1000) {
      const newest = readLayout(place).then((layout) => newestOf(place, layout));
      known = { at: performance.now(), newest };
      newest.catch(() => {
        known = undefined;
      });
    }
    return known.newest;
  };
}

/** A warehouse that was there is not one that nothing was exported to yet. */
function newestInFolder(place: string): () => Promise<Newest | null> {
  let wasThere = false;
  return async () => {
    const newest = newestOf(place, await readManifest(warehouseFiles(place)));
    if (newest) wasThere = true;
    else if (wasThere || !existsSync(place)) throw warehouseDamaged(place);
    return newest;
  };
}

function newestOf(place: string, manifest: Manifest | null): Newest | null {
  if (!manifest) return null;
  const file =
    manifest.layout === 'parquet'
      ? `${place}/${numberedManifest(manifest.n)}`
      : snapshotFile(warehouseFiles(place), manifest.n);
  return { info: snapshotInfo(manifest), file };
}
