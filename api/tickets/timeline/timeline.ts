import { withItemNames } from '../../configuration_items/named_items.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { withDatabase } from '../../http/database.ts';
import { defineOperation } from '../../http/operation.ts';
import { namedIn } from '../../http/shown_data.ts';
import { attachmentsOf } from '../attachments/find_attachments.ts';
import { findLinked } from '../find_tickets.ts';
import { personOf } from '../parts.ts';
import { findTexts } from '../texts.ts';
import { ticketPath } from '../ticket_path.ts';
import { getVisible } from '../tickets.ts';
import { messagePage, type TimelineEvent, timelinePage } from './contract.ts';
import {
  findEventPage,
  findMessagePage,
  findMessagesSinceMerge,
  type MessageRow,
} from './find_timeline.ts';
import { fittingPage } from './read_seq_page.ts';
import { type SeqPage, seqPageQuery } from './seq_page.ts';
import { shownFields } from './shown_event.ts';
import { timelineEventView } from './timeline_view.ts';

export const listEvents = defineOperation({
  id: 'listEvents',
  method: 'get',
  address: '/api/tickets/{id}/events',
  summary:
    'What happened on a ticket, the latest page unless another is asked for; requesters see what ' +
    'concerns them',
  tag: 'Tickets',
  path: ticketPath,
  query: seqPageQuery,
  answers: { 200: { description: 'A page of the timeline', schema: timelinePage } },
  async handle({ account, path, query }, dependencies) {
    const { database, accounts } = dependencies;
    const stored = await getVisible(path.id, account, dependencies);
    const page = await findEventPage(database, account, path.id, query);
    const named = namedIn(
      page.items.map(({ data }) => data),
      shownFields,
    );
    const actors = page.items.map(({ actor }) => actor).filter(({ kind }) => kind !== 'system');
    const people = [...named.people, ...actors.map(({ id }) => id)];
    const [names, texts, attachments, tickets] = await Promise.all([
      accounts.namesOf(people).then((known) => withItemNames(database, known, people)),
      withDatabase(() => findTexts(database, named.texts)),
      withDatabase(() => attachmentsOf(database, named.texts)),
      withDatabase(() => findLinked(database, account, named.tickets)),
    ]);
    const { processId = '', processVersion = 0 } = stored.state ?? {};
    const parts = {
      processId,
      processVersion,
      locale: account.locale,
      names,
      texts,
      attachments,
      tickets,
    };
    const shown = page.items.map((event) => timelineEventView(event, parts, account));
    const fitting = fittingPage({ ...page, items: shown }, query, bodyOf);
    const body = { ...fitting, seq: stored.state?.seq ?? 0 };
    return { status: 200, body };
  },
});

/** A message is what may be long of an event; notes are short. */
function bodyOf({ data }: TimelineEvent): string | null {
  return 'body' in data ? data.body : null;
}

export const listMessages = defineOperation({
  id: 'listMessages',
  method: 'get',
  address: '/api/tickets/{id}/messages',
  summary: 'What was written on a ticket, the latest page unless another is asked for',
  tag: 'Tickets',
  path: ticketPath,
  query: seqPageQuery,
  answers: { 200: { description: 'A page of messages', schema: messagePage } },
  async handle({ account, path, query }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const page = await findMessagePage(dependencies.database, account, path.id, query);
    return answerMessages(page, dependencies);
  },
});

export const listMergedMessages = defineOperation({
  id: 'listMergedMessages',
  method: 'get',
  address: '/api/tickets/{id}/merge/messages',
  summary: 'What was said since the merge on the tickets this one has been followed on',
  tag: 'Tickets',
  path: ticketPath,
  query: seqPageQuery,
  answers: { 200: { description: 'A page of messages', schema: messagePage } },
  async handle({ account, path, query }, dependencies) {
    await getVisible(path.id, account, dependencies);
    const page = await findMessagesSinceMerge(dependencies.database, path.id, query);
    return answerMessages(page, dependencies);
  },
});

async function answerMessages(page: SeqPage<MessageRow>, { accounts, database }: ApiDependencies) {
  const names = await accounts.namesOf(page.items.map(({ authorId }) => authorId));
  const ids = page.items.map(({ messageId }) => messageId);
  const attachments = await withDatabase(() => attachmentsOf(database, ids));
  const items = page.items.map((message) => ({
    id: message.messageId,
    seq: message.seq,
    visibility: message.visibility,
    channel: message.channel,
    author: personOf(message.authorId, names),
    body: message.body,
    attachments: attachments.get(message.messageId) ?? [],
    at: message.at.toISOString(),
  }));
  return { status: 200 as const, body: { ...page, items } };
}
