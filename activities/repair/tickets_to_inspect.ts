import type { Client } from '@temporalio/client';
import type { Database } from '../../database/connection.ts';
import { findKnown, listUnfinished } from '../../database/stored_ticket.ts';

interface Stores {
  client: Client;
  database: Database;
}

const ticketsPerRead = 500;
const allRuns = "WorkflowType = 'ticketWorkflow'";
const running = `${allRuns} AND ExecutionStatus = 'Running'`;

/** Every ticket that is not finished by its rows or by Temporal, and every one that has no rows. */
export async function* ticketsToInspect(stores: Stores): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const ticketId of listUnfinished(stores.database)) {
    seen.add(ticketId);
    yield ticketId;
  }
  for await (const ticketId of workflowIds(stores.client, running)) {
    if (seen.size === seen.add(ticketId).size) continue;
    yield ticketId;
  }
  for await (const ticketId of withoutRows(stores, allRuns)) {
    if (!seen.has(ticketId)) yield ticketId;
  }
}

/** Tickets that one of the two carries on and the other does not know. */
export async function* onOneSideOnly(stores: Stores): AsyncGenerator<string> {
  const carried = new Set<string>();
  for await (const ticketId of workflowIds(stores.client, running)) carried.add(ticketId);
  for await (const ticketId of listUnfinished(stores.database)) {
    if (!carried.delete(ticketId)) yield ticketId;
  }
  yield* carried;
}

/** Of workflows whose tickets have no row. */
async function* withoutRows({ client, database }: Stores, query: string): AsyncGenerator<string> {
  let batch = new Set<string>();
  const unknown = async () => {
    const known = await findKnown(database, [...batch]);
    const missing = [...batch].filter((ticketId) => !known.has(ticketId));
    batch = new Set();
    return missing;
  };
  for await (const ticketId of workflowIds(client, query)) {
    batch.add(ticketId);
    if (batch.size >= ticketsPerRead) yield* await unknown();
  }
  yield* await unknown();
}

async function* workflowIds(client: Client, query: string): AsyncGenerator<string> {
  for await (const { workflowId } of client.workflow.list({ query, pageSize: ticketsPerRead })) {
    yield workflowId;
  }
}
