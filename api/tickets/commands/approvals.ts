import { orIfDatabaseAway } from '../../../database/away.ts';
import type { CommandPayload } from '../../../workflows/domain/commands.ts';
import { type Approval, openApproval } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { refusedBy } from '../../http/errors.ts';
import type { Account } from '../../people/directory.ts';
import { type Authority, authorityOf, managerAsked } from '../approver.ts';
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
  summary: 'An approver says yes: the work may begin',
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
  summary: 'An approver says no: the ticket is resolved as not approved',
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
  const { approval, authority } = await rightOf(account, path.id, dependencies);
  // Without an open approval the ticket itself says what is wrong.
  if (!approval || authority) return;
  throw refusedBy(403, { code: 'not_an_approver', parameters: { group: approval.approverGroup } });
}

async function decisionPayload(
  { path, textIds, account }: DecisionInput,
  dependencies: ApiDependencies,
): Promise<CommandPayload['approve']> {
  const { authority } = await orIfDatabaseAway(
    () => rightOf(account, path.id, dependencies),
    nothingKnown,
  );
  return { n: path.n, noteId: textIds.reason, ...authority };
}

interface DecisionInput {
  path: { id: string; n: number };
  textIds: { reason: string | null };
  account: Account;
}

interface Right {
  approval: Approval | undefined;
  authority: Authority | undefined;
}

const nothingKnown: Right = { approval: undefined, authority: undefined };

async function rightOf(
  account: Account,
  ticketId: string,
  { workflows, database }: ApiDependencies,
): Promise<Right> {
  const state = await workflows.findState(ticketId);
  const approval = state && openApproval(state);
  if (!approval) return nothingKnown;
  const manager = await withDatabase(() => managerAsked(database, state));
  return { approval, authority: authorityOf(state, account, manager) };
}
