import { z } from 'zod';
import { isAmong, isOver, type LinkKind, standingLinks } from '../../../workflows/domain/ticket.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { givenValue, wrongField } from '../../http/errors.ts';
import { asked, expected, received } from '../../http/expectations.ts';
import { linkKind } from '../../http/words.ts';
import { findTicket } from '../find_tickets.ts';
import { ticketPath } from '../ticket_path.ts';
import { type CommandCall, defineCommand } from './define_command.ts';

const saidAtOpening = ['split_from', 'split_into', 'problem', 'follow_up_of'] as const;

/** How a ticket came to be split or to follow another is said when it is opened. */
const linkPath = z.strictObject({
  id: ticketPath.shape.id,
  kind: linkKind.refine((kind) => !isAmong(saidAtOpening, kind), {
    error: asked('link_of_ticket'),
  }),
  other: ticketPath.shape.id,
});
const unlinkPath = linkPath.extend({
  kind: linkKind.refine((kind) => kind !== 'problem', { error: asked('link_of_ticket') }),
});

type LinkCall = CommandCall<{ id: string; kind: LinkKind; other: string }>;

export const link = defineCommand({
  name: 'link',
  method: 'put',
  address: '/api/tickets/{id}/links/{kind}/{other}',
  summary: 'Says that another ticket is related to this one, its parent, or its child',
  path: linkPath,
  before: checkLink,
  payload: ({ path }) => ({ kind: path.kind, id: path.other }),
});

export const unlink = defineCommand({
  name: 'unlink',
  method: 'delete',
  address: '/api/tickets/{id}/links/{kind}/{other}',
  summary: 'Takes a link back, at both of its ends',
  path: unlinkPath,
  payload: ({ path }) => ({ kind: path.kind, id: path.other }),
});

/** A link that is there already was possible once: the ticket itself says that it has it. */
async function checkLink(call: LinkCall, dependencies: ApiDependencies): Promise<void> {
  const { id, kind, other } = call.path;
  const state = await dependencies.workflows.findState(id);
  if (state?.links.some((one) => one.kind === kind && one.id === other)) return;
  await checkOther(call, dependencies);
}

type TicketExpectation =
  | 'ticket_childless'
  | 'ticket_not_over'
  | 'ticket_of_desk'
  | 'ticket_parentless';

/** The other ticket must be there and able to take its end of the link. */
async function checkOther(
  { path, account }: LinkCall,
  { workflows, database }: ApiDependencies,
): Promise<void> {
  const refuse = (code: TicketExpectation, receipt = givenValue(path.other)) =>
    wrongField('path.other', expected(code), receipt);
  const state = await workflows.findState(path.other);
  if (path.kind !== 'parent' && path.kind !== 'child') {
    if (state || (await findTicket(database, account, path.other))) return;
    throw refuse('ticket_of_desk');
  }
  if (!state || isOver(state)) {
    throw refuse('ticket_not_over', state && received('ticket', { status: state.status }));
  }
  const links = standingLinks(state);
  const has = (kind: LinkKind) => links.some((one) => one.kind === kind);
  if (has('parent')) throw refuse('ticket_parentless', received('child'));
  if (path.kind === 'child' && has('child')) {
    throw refuse('ticket_childless', received('parent'));
  }
}
