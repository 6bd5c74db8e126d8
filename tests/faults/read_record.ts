import { exportFromPostgres } from '../../analytics/export.ts';
import { findSnapshot } from '../../analytics/manifest.ts';
import type { Database } from '../../database/connection.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { FaultDesk } from './desk.ts';
import type { Ledger } from './ledger.ts';
import { readWorkflow } from './read_histories.ts';
import type { DeskRecord, DeskRows, WarehouseRecord, WorkflowRecord } from './record.ts';

const workflowsAtOnce = 8;

export interface ReadOptions {
  ledger: Ledger;
  /** How far tickets are ahead of the machine's clock; those not named are not. */
  aheadMs: ReadonlyMap<string, number | null>;
  wasRestored: boolean;
}

/** Reads the whole desk, by lines that nobody cuts. */
export async function readRecord(
  desk: FaultDesk,
  { ledger, aheadMs, wasRestored }: ReadOptions,
): Promise<Omit<DeskRecord, 'warehouse'>> {
  const rows = await readRows(desk.database);
  // Histories after rows: what is in a row must be in a history by then.
  const ids = new Set([
    ...rows.tickets.map(({ ticket_id }) => ticket_id),
    ...ledger.operations.map(({ ticketId }) => ticketId),
  ]);
  const workflows = new Map<string, WorkflowRecord>();
  const aheadOf = (id: string) => (aheadMs.has(id) ? (aheadMs.get(id) ?? null) : 0);
  const left = [...ids];
  const work = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const workflow = await readWorkflow(desk.client, id, aheadOf(id));
      if (workflow) workflows.set(id, workflow);
    }
  };
  await Promise.all(Array.from({ length: workflowsAtOnce }, work));
  return { now: Date.now(), wasRestored, operations: ledger.operations, rows, workflows };
}

async function readRows(database: Database): Promise<DeskRows> {
  return database.transaction(
    async (trx) => ({
      tickets: await trx('tickets').where('origin', 'live'),
      events: await trx('ticket_events')
        .select('ticket_id', 'seq', 'type', 'at', 'actor_kind', 'actor_id', 'command_id', 'data')
        .orderBy(['ticket_id', 'seq']),
      contents: await trx('ticket_contents').select('ticket_id', 'subject', 'description'),
      messages: await trx('messages').select('message_id', 'ticket_id', 'body'),
      notes: await trx('notes').select('note_id', 'ticket_id', 'body'),
      commands: await trx('ticket_commands').select(
        'command_id',
        'ticket_id',
        'seq',
        'intended_at',
      ),
      promises: (await trx('outgoing_commands').select('batch_id')).map(
        ({ batch_id }) => `outgoing commands ${batch_id}`,
      ),
      alarms: (await trx('alarms').whereNull('cleared_at')).map(
        ({ kind, ticket_id, detail }) => `${kind} of ${ticket_id}: ${JSON.stringify(detail)}`,
      ),
    }),
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/** Brings the warehouse up to the desk, then makes it again from nothing and compares. */
export async function readWarehouse(desk: FaultDesk): Promise<WarehouseRecord> {
  const { databaseUrl, warehouseDir } = desk;
  const options = { databaseUrl, warehouseDir, lockWaitMs: minuteMs };
  const eventsBefore = await countEvents(desk.database);
  await exportFromPostgres(options);
  const { differences } = await exportFromPostgres({ ...options, rebuild: true });
  const snapshot = await findSnapshot(warehouseDir);
  return {
    differences: differences ?? [],
    eventCount: snapshot?.rowCounts.ticket_events ?? 0,
    deskEventCounts: [eventsBefore, await countEvents(desk.database)],
  };
}

async function countEvents(database: Database): Promise<number> {
  const [row] = await database('ticket_events').count({ count: '*' });
  return Number(row?.count);
}
