import type { Logger } from 'pino';
import { verifyAudit } from '../database/audit.ts';
import type { Database } from '../database/connection.ts';
import { erasureChannel } from '../database/erasure.ts';
import { listen } from '../database/listening.ts';
import { carryOutRetention } from '../database/retention.ts';
import { dayMs, minuteMs } from '../workflows/domain/durations.ts';
import type { WorkerConfig } from './config.ts';
import { keepErasures } from './erasures.ts';
import { type Repeated, repeatedly } from './repeatedly.ts';

type Home = Pick<WorkerConfig, 'warehouseDir' | 'databaseUrl'>;

/** Nobody reads what a copy from before an erasure still has: it goes before anything else begins. */
export async function eraseAgain(
  config: Pick<WorkerConfig, 'warehouseDir'>,
  database: Database,
  log: Logger,
): Promise<void> {
  const again = await keepErasures(database, config.warehouseDir);
  if (again.length > 0) log.warn({ accountIds: again }, 'people were erased again after a restore');
}

/** Writes down who was erased, and lets go each day what is past its time. */
export function keepPrivacy(
  config: Home,
  database: Database,
  log: Logger,
  journalMs = minuteMs,
): Repeated[] {
  const onFailure = (what: string) => (error: unknown) => log.warn({ err: error }, what);
  const journal = repeatedly(
    journalMs,
    () => eraseAgain(config, database, log),
    onFailure('the journal of erasures was not kept'),
  );
  return [
    journal,
    // No transaction has the file: it hears of each as it is committed, and looks for what it missed.
    listen(config.databaseUrl, {
      name: 'journal of erasures',
      channels: [erasureChannel],
      onNews: journal.now,
      onListening: journal.now,
      log,
    }),
    repeatedly(
      dayMs,
      async () => {
        for (const { matter, count } of await carryOutRetention(database)) {
          log.info({ matter, count }, 'retention carried out');
        }
      },
      onFailure('retention was not carried out'),
    ),
    repeatedly(
      dayMs,
      async () => {
        const { links, lastHash, broken } = await verifyAudit(database);
        // Kept where the log is kept, it shows that nothing was cut off the end.
        log.info({ links, lastHash }, 'the audit holds so many entries');
        if (broken.length > 0) log.error({ broken }, 'entries of the audit are not as written');
      },
      onFailure('the audit was not verified'),
    ),
  ];
}
