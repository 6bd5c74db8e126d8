import { forgetPastIncident, rememberPastIncident } from '../../database/incidents.ts';
import { isOver, type TicketState } from '../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { withDatabase } from '../http/database.ts';
import { ApiError } from '../http/errors.ts';
import type { Call } from '../http/operation.ts';
import { actorOf } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { ticketNotFound } from '../tickets/errors.ts';
import { findTicket, type StoredTicket } from '../tickets/find_tickets.ts';
import { forget, giveCommand, intendCommand, isRefusal } from '../tickets/give_command.ts';
import { problemRefused } from './errors.ts';
import { problemsOf } from './find_problems.ts';
import { changeProblem } from './problem_changes.ts';

type IncidentCall = Pick<Call<{ id: string }>, 'account' | 'idempotency' | 'path'>;

const linkedAtOnce = 5;

/**
 * Whether tickets can join a problem: incidents that belong to no other.
 * @throws ApiError 404 naming the ticket there is not, 409 naming what speaks against it
 */
export async function checkIncidents(
  ticketIds: string[],
  problemId: string,
  account: Account,
  dependencies: ApiDependencies,
): Promise<void> {
  const { database } = dependencies;
  const problems = await problemsOf(database, ticketIds);
  for (const ticketId of ticketIds) {
    const ticket = await getIncident(ticketId, account, dependencies);
    const name = { ticketId, number: ticket.number };
    if (ticket.state.type !== 'incident') {
      throw problemRefused({ code: 'not_an_incident', parameters: name });
    }
    const other = problems.get(ticketId);
    if (other !== undefined && other !== problemId) {
      throw problemRefused({ code: 'other_problem', parameters: name });
    }
  }
}

/**
 * As the tables have it; as its workflow does where they show nothing of it yet.
 * @throws ApiError 404
 */
export async function getIncident(
  ticketId: string,
  account: Account,
  { database, workflows }: ApiDependencies,
): Promise<StoredTicket & { state: TicketState }> {
  const stored = await findTicket(database, account, ticketId);
  const state = stored && (stored.state ?? (await workflows.findState(ticketId)));
  if (!state) throw ticketNotFound(ticketId);
  return { ...stored, state };
}

/** Links tickets to a problem, a few at a time; those that are linked already stay so. */
export async function linkIncidents(
  ticketIds: string[],
  call: IncidentCall,
  dependencies: ApiDependencies,
): Promise<void> {
  const waiting = [...new Set(ticketIds)];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await setIncident('link', next, call, dependencies);
    }
  };
  await Promise.all(Array.from({ length: linkedAtOnce }, work));
}

/**
 * A ticket is told which problem it belongs to, or no longer does. One that is over takes no more
 * commands: then the problem says it of it.
 */
export async function setIncident(
  name: 'link' | 'unlink',
  ticketId: string,
  call: IncidentCall,
  dependencies: ApiDependencies,
): Promise<void> {
  const { database } = dependencies;
  const problems = await problemsOf(database, [ticketId]);
  if ((problems.get(ticketId) === call.path.id) === (name === 'link')) return;
  if (await sendLink(name, ticketId, call, dependencies)) return;
  await changeProblem(
    {
      name: name === 'link' ? 'linkPastIncident' : 'unlinkPastIncident',
      payload: () => ({ ticketId }),
      within: (trx) => rememberPastIncident(trx, ticketId, name === 'link' ? call.path.id : null),
    },
    forOne(call, ticketId),
    database,
  );
}

/** Each of several tickets is a command of its own, under one key of the caller's. */
function forOne({ account, path, idempotency }: IncidentCall, ticketId: string): IncidentCall {
  const commandId = `${idempotency.commandId}-${ticketId}`;
  return { account, path, idempotency: { ...idempotency, commandId } };
}

/** @returns false where the ticket is over, or history: it cannot be told */
async function sendLink(
  name: 'link' | 'unlink',
  ticketId: string,
  { account, idempotency, path }: IncidentCall,
  dependencies: ApiDependencies,
): Promise<boolean> {
  const { database } = dependencies;
  const ticket = await getIncident(ticketId, account, dependencies);
  if (ticket.origin !== 'live' || isOver(ticket.state)) return false;
  const commandId = `${idempotency.commandId}-${name}`;
  const named = { commandId, fingerprint: idempotency.fingerprint };
  try {
    const { terms, ticket: known } = await intendCommand(ticketId, named, dependencies);
    const message = { kind: 'problem', id: path.id, actor: actorOf(account) } as const;
    const after = await giveCommand(
      ticketId,
      name,
      { ...message, ...named, ...terms },
      known,
      dependencies,
    );
    if (!after) {
      await forget(commandId, dependencies);
      return false;
    }
    await withDatabase(() => forgetPastIncident(database, ticketId));
    return true;
  } catch (error) {
    if (isRefusal(error)) await forget(commandId, dependencies);
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    if (error.code === 'ticket_over') return false;
    if (error.code !== 'already_linked' && error.code !== 'not_linked') throw error;
    // It says so itself already: only what was said of it while it was over spoke against it.
    await withDatabase(() => forgetPastIncident(database, ticketId));
    return true;
  }
}
