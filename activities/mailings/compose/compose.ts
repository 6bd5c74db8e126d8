import type { Database } from '../../../database/connection.ts';
import type { AccountRow, TicketEventRow } from '../../../database/tables.ts';
import { ticketEventOf } from '../../../database/ticket_rows.ts';
import { shownClockOf, type TicketState } from '../../../workflows/domain/ticket.ts';
import { findProcess, titleOf } from '../../../workflows/processes/index.ts';
import { priorityWord } from '../../../workflows/processes/own_words.ts';
import type { Compose, ComposingContext, MailToCompose } from './contract.ts';
import { nameOf, whatHappened } from './happened.ts';
import type { DeskFacts, MailMatter, News, TicketMatter } from './matter.ts';
import { onlyFor, type Reading, readingOf, worksAtDesk } from './reading_side.ts';
import { writeMail } from './templates.ts';

export const compose: Compose = async (database, mail, context) => {
  const matter = await findMatter(database, mail, context);
  return matter && writeMail(matter);
};

/** @returns null where nothing of it is to be told to its reader any more */
async function findMatter(
  database: Database,
  mail: MailToCompose,
  context: ComposingContext,
): Promise<MailMatter | null> {
  const account = await database('accounts')
    .where({ account_id: mail.accountId, is_active: true })
    .first();
  const profile = await database('desk_profile').first('name', 'zone', 'logo', 'logo_type');
  if (!account || !profile) return null;
  const byTicket = Map.groupBy(mail.news, ({ ticketId }) => ticketId);
  const tickets: TicketMatter[] = [];
  for (const [ticketId, news] of byTicket) {
    tickets.push(...(await findTicketMatter(database, { ticketId, news, account, context })));
  }
  if (tickets.length === 0) return null;
  const { logo, logo_type: mediaType } = profile;
  return {
    reader: {
      name: account.display_name,
      locale: account.locale,
      zone: account.zone ?? profile.zone,
    },
    desk: { name: profile.name, logo: logo && mediaType ? { mediaType, bytes: logo } : null },
    tickets,
    isAnswerable: context.isAnswerable,
    toldUrl: toldUrlOf(mail, context),
  };
}

function toldUrlOf({ ticketId }: MailToCompose, { deskUrl }: ComposingContext): string | null {
  if (deskUrl === null) return null;
  return `${deskUrl}/account/told${ticketId === null ? '' : `?ticket=${ticketId}`}`;
}

type Account = Pick<AccountRow, 'account_id' | 'roles' | 'locale'>;

interface Told {
  ticketId: string;
  news: MailToCompose['news'];
  account: Account;
  context: ComposingContext;
}

/** What is told of one ticket: none, or one; or two, where somebody reads of it on both sides. */
async function findTicketMatter(
  database: Database,
  { ticketId, news, account, context }: Told,
): Promise<TicketMatter[]> {
  const ticket = await database('tickets').where('ticket_id', ticketId).first();
  if (!ticket) return [];
  const found: { reading: Reading; news: News[] }[] = [];
  for (const { seq, reason } of news) {
    const reading = await readingOf(database, account, ticket, reason);
    if (!reading) continue;
    const row = await onlyFor(
      database('ticket_events')
        .where('ticket_events.ticket_id', ticketId)
        .where('ticket_events.seq', seq),
      reading,
    ).first<TicketEventRow | undefined>('ticket_events.*');
    if (!row) continue;
    const known = await contentOf(database, reading.knownId);
    const here = found.find((one) => one.reading.side === reading.side) ?? { reading, news: [] };
    const what = await whatHappened({
      database,
      context,
      event: ticketEventOf(row),
      reason,
      state: ticket.state,
      reading,
      locale: account.locale,
      ...known,
      isFirstSaid: !here.news.some((one) => one.what.type === 'said'),
    });
    if (!what) continue;
    if (here.news.length === 0) found.push(here);
    here.news.push({ reason, what });
  }
  return Promise.all(
    found.map(async ({ reading, news: told }) => {
      const { number, subject } = await contentOf(database, reading.knownId);
      return {
        side: reading.side,
        number,
        subject,
        url: urlOf(reading, ticket.state, account, context),
        facts: reading.side === 'desk' ? await factsOf(database, ticket.state, account) : null,
        news: told,
      };
    }),
  );
}

async function contentOf(database: Database, ticketId: string) {
  const row = await database('ticket_contents')
    .where('ticket_id', ticketId)
    .first('number', 'subject', 'description');
  const { number = 0, subject = '', description = '' } = row ?? {};
  return { number: Number(number), subject, description };
}

/** Who works on tickets finds the one that stands for it; whoever is asked to approve, what waits for them. */
function urlOf(
  { side, knownId }: Reading,
  { mergedInto }: TicketState,
  account: Account,
  { deskUrl }: ComposingContext,
): string | null {
  if (deskUrl === null) return null;
  if (side === 'approver' && !worksAtDesk(account)) return `${deskUrl}/approvals`;
  if (side === 'requester' || side === 'copy') return `${deskUrl}/portal/tickets/${knownId}`;
  return `${deskUrl}/tickets/${mergedInto ?? knownId}`;
}

async function factsOf(
  database: Database,
  state: TicketState,
  { locale }: Account,
): Promise<DeskFacts> {
  const clock = shownClockOf(state, 'resolution');
  const isPromised = clock?.dueAt != null && clock.stoppedAt === null;
  const merged = state.mergedInto === null ? null : await contentOf(database, state.mergedInto);
  return {
    requester: (await nameOf(database, state.requesterId)) ?? '',
    priority: priorityWord(findProcess(state.processId), state.priority).short[locale],
    group: titleOf(state.processId, 'group', state.group, locale),
    dueAt: isPromised && clock.dueAt !== null ? new Date(clock.dueAt) : null,
    mergedInto: merged?.number ?? null,
  };
}
