import type { Database } from '../../database/connection.ts';
import { endsOf, findFingerprints } from '../../database/ticket_commands.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import {
  deliveryIdOf,
  type Outgoing,
  outgoingCommandsOf,
} from '../../workflows/domain/outgoing_commands.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import {
  type HeldTicket,
  type RecentCommand,
  recentCommandsMax,
  type TakenOver,
} from '../../workflows/messages.ts';
import type { JoinedPast } from './joined_past.ts';
import { rulesOfTicket } from './rules_of_ticket.ts';

/** Everything a ticket is told so that it goes on from a past that is not all its own. */
export async function takenOver(
  database: Database,
  joined: JoinedPast,
  held: HeldTicket | undefined,
): Promise<TakenOver> {
  const { state, agreedSeq, events } = joined;
  const isOtherVersion = held?.state.processVersion !== state.processVersion;
  return {
    state,
    agreedSeq,
    ...(isOtherVersion && { rules: await rulesOfTicket(database, state, events) }),
    outgoing: await outgoingOf(database, joined, held),
    recentCommands: await recentCommandsOf(database, joined),
  };
}

async function recentCommandsOf(
  database: Database,
  { events, agreedSeq }: JoinedPast,
): Promise<RecentCommand[]> {
  const last = [...endsOf(events.filter(({ seq }) => seq > agreedSeq))].slice(-recentCommandsMax);
  const commandIds = last.map(([commandId]) => commandId);
  const fingerprints = await findFingerprints(database, commandIds);
  return last.map(([commandId, seq]) => {
    // Other tickets and programs of the desk are not asked for theirs.
    return { commandId, seq, fingerprint: fingerprints.get(commandId) ?? 'desk' };
  });
}

/** What other tickets have not been given yet, as far as their rows tell. */
async function outgoingOf(
  database: Database,
  { events, agreedSeq, state }: JoinedPast,
  held: HeldTicket | undefined,
): Promise<Outgoing[]> {
  const seqOf = ({ commandId }: Outgoing) => Number(commandId.slice(state.ticketId.length + 1));
  const waiting = (held?.outgoing ?? []).filter((command) => seqOf(command) <= agreedSeq);
  const adopted: Outgoing[] = [];
  let before: TicketState | null = null;
  for (const event of events) {
    before = evolve(before, event);
    if (held && event.seq <= agreedSeq) continue;
    adopted.push(...outgoingCommandsOf(event, before));
  }
  const done = await database('ticket_events')
    .whereIn('command_id', adopted.flatMap(idOf))
    .pluck('command_id');
  const isDone = (one: Outgoing) => idOf(one).some((id) => done.includes(id));
  return [...waiting, ...adopted.filter((command) => !isDone(command))];
}

/** What every child is given is given to each of them once, however often it is tried. */
function idOf(one: Outgoing): string[] {
  return 'to' in one ? [] : [deliveryIdOf(one, one.ticketId)];
}
