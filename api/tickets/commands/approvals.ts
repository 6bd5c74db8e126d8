import { type ApprovalSeats, findApprovalSeats } from '../../../database/approvers.ts';
import { orIfDatabaseAway } from '../../../database/away.ts';
import type { CommandPayload } from '../../../workflows/domain/commands.ts';
import {
  type Approval,
  hasAnswered,
  openApprovals,
  type TicketState,
} from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { refusedBy } from '../../http/errors.ts';
import type { Account } from '../../people/directory.ts';
import { type Authority, authorityOf, countOfDeciding } from '../approver.ts';
import { numberedPath } from '../ticket_path.ts';
import { reasonBody, reasonText } from './command_texts.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const approvalPath = numberedPath();

type ApprovalCall = CommandCall<{ id: string; n: number }, { reason?: string | undefined }>;

/** What an approver says, with or without a reason. */
const decision = { path: approvalPath, body: reasonBody, hasOptionalBody: true } as const;

export const approve = defineCommand({
  ...decision,
  name: 'approve',
  method: 'put',
  address: '/api/tickets/{id}/approvals/{n}/acceptance',
  summary: 'An approver says yes: where so many have as it takes, the work may begin',
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  isOpenToApprovers: true,
  before: checkApprover,
  payload: decisionPayload,
});

export const refuseApproval = defineCommand({
  ...decision,
  name: 'refuseApproval',
  method: 'put',
  address: '/api/tickets/{id}/approvals/{n}/refusal',
  summary: 'An approver says no: the ticket is resolved as not approved, unless a quorum decides',
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  isOpenToApprovers: true,
  before: checkApprover,
  payload: decisionPayload,
});

/** @throws ApiError 403 where the caller is none of those who decide. */
async function checkApprover(
  { account, path }: ApprovalCall,
  dependencies: ApiDependencies,
): Promise<void> {
  // Owners decide while Postgres is away, too.
  if (account.roles.includes('process_owner')) return;
  const { state, approval, seats } = await knownOf(path, dependencies);
  // Without an open approval the ticket itself says what is wrong, and to who has answered, too.
  if (!state || !approval || hasAnswered(approval, account.id)) return;
  if (authorityOf(state, approval, account, seats)) return;
  throw refusedBy(403, { code: 'not_an_approver', parameters: { group: approval.approverGroup } });
}

async function decisionPayload(
  { path, textIds, account }: DecisionInput,
  dependencies: ApiDependencies,
): Promise<CommandPayload['approve']> {
  const said = { n: path.n, noteId: textIds.reason };
  const { state, approval, seats } = await orIfDatabaseAway(
    () => knownOf(path, dependencies),
    nothingKnown,
  );
  if (!state || !approval) return { ...said, ...ownerWord(account) };
  const authority = authorityOf(state, approval, account, seats);
  const of = approval.quorum === undefined ? undefined : countOfDeciding(approval, seats);
  return { ...said, ...authority, ...(of !== undefined && { of }) };
}

/** While nothing is known of people, only an owner comes so far. */
function ownerWord({ roles }: Account): Authority {
  return roles.includes('process_owner') ? { isOwner: true } : {};
}

interface DecisionInput {
  path: { id: string; n: number };
  textIds: { reason: string | null };
  account: Account;
}

interface Known {
  state: TicketState | undefined;
  /** The one that is decided, while it is open. */
  approval: Approval | undefined;
  seats: ApprovalSeats;
}

const nothingKnown: Known = { state: undefined, approval: undefined, seats: new Map() };

async function knownOf(
  { id, n }: DecisionInput['path'],
  { workflows, database }: ApiDependencies,
): Promise<Known> {
  const state = await workflows.findState(id);
  const approval = state && openApprovals(state).find((one) => one.n === n);
  if (!approval) return nothingKnown;
  const seats = await withDatabase(() => findApprovalSeats(database, state));
  return { state, approval, seats };
}
