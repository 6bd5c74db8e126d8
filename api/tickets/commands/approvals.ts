import { openApproval } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { refusedBy } from '../../http/errors.ts';
import { isApprover } from '../approver.ts';
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
  before: checkApprover,
  payload: ({ path, textIds }) => ({ n: path.n, noteId: textIds.reason }),
});

export const refuseApproval = defineCommand({
  ...decision,
  name: 'refuseApproval',
  method: 'put',
  address: '/api/tickets/{id}/approvals/{n}/refusal',
  summary: 'An approver says no: the ticket is resolved as not approved',
  texts: ({ reason }) => ({ reason: reasonText(reason) }),
  before: checkApprover,
  payload: ({ path, textIds }) => ({ n: path.n, noteId: textIds.reason }),
});

/** @throws ApiError 403 where the caller is none of those who decide. */
async function checkApprover(
  { account, path }: ApprovalCall,
  { workflows }: ApiDependencies,
): Promise<void> {
  if (account.roles.includes('process_owner')) return;
  const state = await workflows.findState(path.id);
  const approval = state && openApproval(state);
  // Without an open approval the ticket itself says what is wrong.
  if (!approval || isApprover(state, account)) return;
  throw refusedBy(403, { code: 'not_an_approver', parameters: { group: approval.approverGroup } });
}
