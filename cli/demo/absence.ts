import { insertAbsence } from '../../database/absences.ts';
import type { Database } from '../../database/connection.ts';
import { dayMs } from '../../workflows/domain/durations.ts';

const daysLeft = 4;

/** An agent of the service desk is away as the demo begins. Where that is written it stays. */
export async function writeAbsence(database: Database, now: number): Promise<void> {
  await database.transaction((trx) =>
    insertAbsence(trx, {
      absence_id: 'abs-demo',
      account_id: 'acc-sofia',
      from_at: new Date(now - dayMs),
      until_at: new Date(now + daysLeft * dayMs),
      deputy_id: 'acc-tom',
      note: 'Training in Paris',
      created_by: 'acc-sofia',
    }),
  );
}
