import { z } from 'zod';
import { pageOf } from '../../http/page_contract.ts';
import { instant } from '../../http/text.ts';
import { person, ticketField } from '../contract.ts';

/** All that somebody learns of a ticket by being asked to approve it. */
export const approvalRequest = z
  .strictObject({
    ticket: z.strictObject({
      id: z.string(),
      number: z.int(),
      subject: z.string(),
      description: z.string(),
      process: z.string(),
      category: z.string().nullable(),
      service: z.string().nullable(),
      requester: person,
      fields: z.array(ticketField).meta({ description: 'What is known of its process’s fields' }),
      openedAt: instant,
    }),
    n: z.int().meta({ description: 'The number by which it is decided' }),
    rule: z.string(),
    title: z.string(),
    requestedAt: instant,
    endsAt: instant.nullable().meta({ description: 'Not decided by then, it is not approved' }),
    onBehalfOf: person.nullable().meta({ description: 'Whom the caller stands in for' }),
    needed: z.int().nullable().meta({
      description: 'How many have to grant it; null where that depends on how many decide',
    }),
    grantedCount: z.int().meta({ description: 'How many have granted it so far' }),
    mayApprove: z.boolean().meta({
      description: 'Whoever granted another approval of the ticket may refuse this one only',
    }),
  })
  .meta({ id: 'ApprovalRequest' });

export const approvalRequestPage = pageOf('ApprovalRequestPage', approvalRequest);

export type ApprovalRequest = z.infer<typeof approvalRequest>;
export type ApprovalRequestPage = z.infer<typeof approvalRequestPage>;
