import type { OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import type { Database, Transaction } from './connection.ts';

/** What a problem tells its incidents, under an id that tells it once however often it is sent. */
export interface OutgoingCommands {
  batchId: string;
  commands: OutgoingCommand[];
}

/** Promises to tell, with what the problem's own change writes. */
export async function insertOutgoing(
  trx: Transaction,
  problemId: string,
  { batchId, commands }: OutgoingCommands,
): Promise<void> {
  const row = { batch_id: batchId, problem_id: problemId, commands: JSON.stringify(commands) };
  await trx('outgoing_commands').insert(row);
}

/** Undefined where nothing was promised under this id, or it was done. */
export async function findOutgoing(
  database: Database,
  batchId: string,
): Promise<OutgoingCommands | undefined> {
  const row = await database('outgoing_commands').where('batch_id', batchId).first('commands');
  return row && { batchId, commands: row.commands };
}

/** The promises that are still to be kept, the oldest first. */
export async function listOutgoing(database: Database, limit: number): Promise<OutgoingCommands[]> {
  const rows = await database('outgoing_commands').orderBy(['written_at', 'batch_id']).limit(limit);
  return rows.map((row) => ({ batchId: row.batch_id, commands: row.commands }));
}

/** The commands are in a workflow's hands: the promise is kept. */
export async function deleteOutgoing(database: Database, batchId: string): Promise<void> {
  await database('outgoing_commands').where('batch_id', batchId).delete();
}
