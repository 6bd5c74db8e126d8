import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Database } from '../database/connection.ts';
import { claimExport, type Exporter } from '../database/warehouse_exporter.ts';

/** Says that this home exports. @returns who does instead, where another home is the one */
export async function exporterInstead(
  database: Database,
  homeDir: string,
): Promise<Exporter | undefined> {
  const home = path.resolve(homeDir);
  const mine = { homeId: await idOf(home), host: hostname(), home };
  const chosen = await claimExport(database, mine);
  return chosen.homeId === mine.homeId ? undefined : chosen;
}

async function idOf(home: string): Promise<string> {
  const file = path.join(home, 'exporter-id');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const id = randomUUID();
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(file, `${id}\n`, { mode: 0o600 });
  return id;
}
