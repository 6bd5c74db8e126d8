import { createHash } from 'node:crypto';
import type { Database } from '../database/connection.ts';
import { findOutdatedRequesters, type OutdatedRequester } from '../database/requester_facts.ts';
import { conditionsOf } from '../workflows/domain/expression.ts';
import type { ProcessSnapshot } from '../workflows/domain/process.ts';
import { requesterWords } from '../workflows/domain/requester.ts';
import { leaves } from '../workflows/processes/process_words.ts';
import type { CommandDelivery } from './deliver_command.ts';

const ticketsPerRead = 200;

export interface RequesterSweepOptions {
  database: Database;
  deliverCommand: CommandDelivery;
  /** The processes of the desk, as they are now. */
  processes: readonly ProcessSnapshot[];
  onFailure(error: unknown, ticketId: string): void;
}

/**
 * Tells each ticket whose process asks who its requester is what the desk knows of them now, where it
 * knows something else: a person moved, got another customer, or their customer another contract.
 * What differs is looked for and not remembered, so that no change is lost; a ticket that knows it
 * already makes nothing of it.
 *
 * @returns how many tickets were told
 */
export async function renewRequesters(options: RequesterSweepOptions): Promise<number> {
  const { database, processes, onFailure } = options;
  const asking = processes
    .filter(asksRequester)
    .map((process) => ({ processId: process.id, words: requesterWords(process) }));
  if (asking.length === 0) return 0;
  let told = 0;
  for (let after = ''; ; ) {
    const found = await findOutdatedRequesters(database, asking, { after, limit: ticketsPerRead });
    for (const outdated of found) {
      try {
        await tell(outdated, options);
        told += 1;
      } catch (error) {
        onFailure(error, outdated.ticketId);
      }
    }
    const last = found.at(-1);
    if (found.length < ticketsPerRead || !last) return told;
    after = last.ticketId;
  }
}

/** Whether something of a ticket turns on who asks. */
function asksRequester(process: ProcessSnapshot): boolean {
  return leaves([...conditionsOf(process)]).some(
    (leaf) => 'requester' in leaf || ('field' in leaf && leaf.field === 'requesterTier'),
  );
}

/** The same change of the same ticket has the same id: sent twice, it is one command. */
async function tell(
  { ticketId, lastSeq, facts, requesterTier }: OutdatedRequester,
  { deliverCommand }: RequesterSweepOptions,
): Promise<void> {
  const said = JSON.stringify([ticketId, lastSeq, facts, requesterTier]);
  const hash = createHash('sha256').update(said).digest('hex').slice(0, 26);
  await deliverCommand({
    ticketId,
    name: 'renewRequester',
    actor: { kind: 'system', id: 'people' },
    commandId: `req-${hash}`,
    payload: { facts, requesterTier },
  });
}
