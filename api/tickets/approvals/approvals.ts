import { defineOperation } from '../../http/operation.ts';
import { pageQuery } from '../../http/parameters.ts';
import { approvalRequestPage } from './contract.ts';
import { findApprovalRequests } from './find_approvals.ts';

export const listApprovals = defineOperation({
  id: 'listApprovals',
  method: 'get',
  address: '/api/approvals',
  summary: 'What waits for a decision of the caller: as a manager, for one, or in a group',
  tag: 'Tickets',
  query: pageQuery,
  answers: { 200: { description: 'A page, the first asked first', schema: approvalRequestPage } },
  async handle({ account, query }, dependencies) {
    return { status: 200, body: await findApprovalRequests(dependencies, account, query) };
  },
});
