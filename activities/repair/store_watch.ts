import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../../database/connection.ts';
import { recordingPosition } from '../../database/export_outbox.ts';
import { ticketsToInspect } from './tickets_to_inspect.ts';

/**
 * How far Postgres has come is kept in Temporal too, beside the desk's namespace: nothing else there
 * would tell that Postgres is the older of the two.
 */
const beatKey = 'palier.recorded';

interface StoreWatchOptions {
  client: Client;
  database: Database;
  log: Logger;
}

/** Notices that Postgres was put back: it has not come as far as Temporal was told it had. */
export function createStoreWatch(
  { client, database, log }: StoreWatchOptions,
  repairFound: (ticketIds: AsyncIterable<string>) => Promise<void>,
) {
  const { namespace } = client.options;
  let told = 0;

  async function compare(): Promise<void> {
    const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace });
    const beat = {
      told: Number(namespaceInfo?.data?.[beatKey] ?? 0),
      position: await recordingPosition(database),
    };
    if (beat.position < beat.told) {
      log.warn(beat, 'Postgres was put back: every open ticket is compared with its rows');
      await repairFound(ticketsToInspect({ client, database }));
    }
    await tell(beat.position, beat.told);
  }

  /** Any ticket may have changed after the copy of Postgres was made; none is where nothing did. */
  async function look(): Promise<void> {
    const position = await recordingPosition(database);
    if (position < told) await compare();
    else await tell(position, told);
  }

  async function tell(position: number, before: number): Promise<void> {
    told = position;
    if (position === before) return;
    try {
      const data = { [beatKey]: String(position) };
      await client.workflowService.updateNamespace({ namespace, updateInfo: { data } });
    } catch (error) {
      // A Temporal of somebody else's may allow nobody to write beside a namespace.
      log.debug({ err: error }, 'Temporal was not told how far Postgres has come');
    }
  }

  return { compare, look };
}
