import { isDatabaseAway } from '../../../database/away.ts';
import type { HumanCommandName } from '../../../workflows/domain/commands.ts';
import type { Actor, TicketState } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import type { Call } from '../../http/operation.ts';
import { actorOf, seesInternals } from '../../http/viewer.ts';
import { historyTicket, ticketNotFound, ticketOver } from '../errors.ts';
import { type CommandTarget, findCommandTarget } from '../find_tickets.ts';
import type { TicketContent } from '../parts.ts';

export interface CommandAccess {
  name: HumanCommandName;
  /** Only the requester of a ticket can say this, whatever their role. */
  isOwnOnly: boolean;
  /** Said on a ticket of one's own, it is the requester's word. */
  isOwnWord: boolean;
  hasTexts: boolean;
}

interface Admitted {
  actor: Actor;
  /** What the ticket is about, where it had to be read anyway. */
  content?: TicketContent;
  /** The ticket itself, where the tables know that it was merged. */
  merged?: TicketState;
}

type TargetedCall = Pick<Call<{ id: string }>, 'account' | 'path'>;

/**
 * As whom the caller acts on this ticket.
 * @throws ApiError 404 where the ticket is not the caller's to know of, 409 where it takes no more
 * commands, 503 where that cannot be told
 */
export async function admitCaller(
  command: CommandAccess,
  call: TargetedCall,
  dependencies: ApiDependencies,
): Promise<Admitted> {
  const { name, isOwnOnly, isOwnWord, hasTexts } = command;
  // Agents know every ticket: without a text, the workflow itself says whether there is one.
  if (seesInternals(call.account) && !hasTexts && !isOwnOnly)
    return { actor: actorOf(call.account) };
  const target = await findTarget(call, hasTexts, dependencies);
  if (!target) throw ticketNotFound(call.path.id);
  refuseWhereOver(name, call.path.id, target);
  const isOwn = target.requesterId === call.account.id;
  if (isOwnOnly && !isOwn) throw ticketNotFound(call.path.id);
  const { id } = call.account;
  // Whoever follows a major incident speaks for the desk, even where they opened its ticket.
  const isRequester = isOwn && (isOwnOnly || (isOwnWord && !target.isMajor));
  const actor = isRequester ? ({ kind: 'requester', id } as const) : actorOf(call.account);
  const { content, merged } = target;
  return {
    actor,
    ...(content.number !== null && { content }),
    ...(merged && { merged }),
  };
}

/** While Postgres is away, the workflow tells whose ticket it is. */
async function findTarget(
  call: TargetedCall,
  hasTexts: boolean,
  { database, workflows }: ApiDependencies,
): Promise<CommandTarget | undefined> {
  const { account, path } = call;
  try {
    return await findCommandTarget(database, account, path.id);
  } catch (error) {
    if (hasTexts || !isDatabaseAway(error)) throw error;
    const state = await workflows.findState(path.id);
    const isVisible = state && (seesInternals(account) || state.requesterId === account.id);
    const content = { origin: 'live', number: null, subject: null, description: null } as const;
    return isVisible
      ? { requesterId: state.requesterId, status: state.status, isMajor: state.isMajor, content }
      : undefined;
  }
}

/** Nothing is written for a ticket that can take nothing: what is over here is over for good. */
function refuseWhereOver(name: HumanCommandName, ticketId: string, target: CommandTarget): void {
  if (target.content.origin !== 'live') throw historyTicket(ticketId);
  const { status } = target;
  const isOver = status === 'closed' || status === 'cancelled';
  if (isOver && name !== 'recordSatisfaction') throw ticketOver(status);
}
