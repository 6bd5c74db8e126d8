import { findApprovalSeats } from '../../../database/approvers.ts';
import { commandRule, type HumanCommandName } from '../../../workflows/domain/commands.ts';
import type { Actor, TicketState } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { databaseUnavailable } from '../../http/errors.ts';
import type { Call } from '../../http/operation.ts';
import { actorOf, seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { isAskedToDecide } from '../approver.ts';
import { commandRefused, historyTicket, ticketNotFound, ticketOver } from '../errors.ts';
import { mayKnowOf } from '../visible_to.ts';
import type { CommandStart, CommandTarget, KnownContent } from './find_command_start.ts';

export interface CommandAccess {
  name: HumanCommandName;
  /** Only the requester of a ticket can say this, whatever their role. */
  isOwnOnly: boolean;
  /** Said on a ticket of one's own, it is the requester's word. */
  isOwnWord: boolean;
  /** Whoever decides what the ticket waits for may say it. */
  isOpenToApprovers: boolean;
  hasTexts: boolean;
}

interface Admitted {
  actor: Actor;
  /** What the ticket is about, where that could be read. */
  content?: KnownContent;
  /** The ticket itself, where the tables know that it was merged. */
  merged?: TicketState;
}

/** Its content is known to the tables alone. */
type KnownTarget = Omit<CommandTarget, 'content'> & Partial<Pick<CommandTarget, 'content'>>;
type TargetedCall = Pick<Call<{ id: string }>, 'account' | 'path'>;

/**
 * As whom the caller acts on this ticket.
 * @param start what the tables know of it
 * @throws ApiError 404 where the ticket is not the caller's to know of, 409 where it takes no more
 * commands, 503 where that cannot be told
 */
export async function admitCaller(
  command: CommandAccess,
  call: TargetedCall,
  start: CommandStart,
  dependencies: ApiDependencies,
): Promise<Admitted> {
  const { name, isOwnOnly, isOwnWord, isOpenToApprovers, hasTexts } = command;
  const { account, path } = call;
  // Agents know every ticket: without a text, the workflow itself says whether there is one.
  if (seesInternals(account) && !hasTexts && !isOwnOnly) {
    const content = start.target?.content;
    return { actor: actorOf(account), ...(content && { content }) };
  }
  const target = start.away
    ? await askTarget(call, hasTexts, start.away, dependencies)
    : start.target;
  if (!target) throw ticketNotFound(path.id);
  if (!mayKnowOf(account, target)) {
    const isAsked = isOpenToApprovers && (await mayDecide(account, path.id, dependencies));
    if (!isAsked) throw ticketNotFound(path.id);
  }
  refuseWhereOver(name, path.id, target);
  const isOwn = target.requesterId === account.id;
  if (isOwnOnly && !isOwn) throw ticketNotFound(path.id);
  // Whoever has no more than a copy reads, and replies.
  if (!isOwn && !seesInternals(account) && !commandRule(name).isOpenToCopies) {
    throw commandRefused({ code: 'only_requester', parameters: {} });
  }
  const { id } = account;
  // Whoever follows a major incident speaks for the desk, even where they opened its ticket.
  const isRequester = isOwn && (isOwnOnly || (isOwnWord && !target.isMajor));
  const actor = isRequester ? ({ kind: 'requester', id } as const) : actorOf(account);
  const { content, merged } = target;
  return { actor, ...(content && { content }), ...(merged && { merged }) };
}

/** Whether somebody who may know nothing else of a ticket is asked to decide what it waits for. */
async function mayDecide(
  account: Account,
  ticketId: string,
  { workflows, database }: ApiDependencies,
): Promise<boolean> {
  const state = await workflows.findState(ticketId);
  if (!state) return false;
  const seats = await withDatabase(() => findApprovalSeats(database, state));
  return isAskedToDecide(state, account, seats);
}

/** While Postgres is away, the workflow tells whose ticket it is. */
async function askTarget(
  { path }: TargetedCall,
  hasTexts: boolean,
  away: unknown,
  { workflows }: ApiDependencies,
): Promise<KnownTarget | undefined> {
  if (hasTexts) throw databaseUnavailable(away);
  const state = await workflows.findState(path.id);
  if (!state) return undefined;
  const { requesterId, status, isMajor, copied = [] } = state;
  return { requesterId, status, isMajor, copied };
}

/** Nothing is written for a ticket that can take nothing: what is over here is over for good. */
function refuseWhereOver(name: HumanCommandName, ticketId: string, target: KnownTarget): void {
  const { status, content } = target;
  if (content && content.origin !== 'live') throw historyTicket(ticketId);
  const isOver = status === 'closed' || status === 'cancelled';
  if (isOver && name !== 'recordSatisfaction') throw ticketOver(status);
}
