import { createHash } from 'node:crypto';
import { base32crockford } from '@scure/base';
import { type RecordedHistory, recordHistory } from '../../activities/projection.ts';
import type { Database } from '../../database/connection.ts';
import type { NewRow } from '../../database/tables.ts';
import { writePastTexts } from '../../database/ticket_texts.ts';
import { isWorkingAt } from '../../workflows/domain/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { ticketIdFrom } from '../../workflows/ids.ts';
import { compileCalendars, definitionOf, snapshotOf } from '../../workflows/processes/index.ts';
import { isPast, livePastTicket, type PastTicket } from './past_ticket.ts';
import { demoPeople } from './people.ts';
import { type Random, seededRandom } from './random.ts';
import { stories } from './stories.ts';

const processId = 'it_support';
const pastDays = 183;
const ticketsPerWorkingHour = 0.75;

/** Writes half a year of tickets that are over, each through the same rules as a live one. */
export async function writePast(database: Database, now: number): Promise<RecordedHistory> {
  const tickets = livePast(now);
  await writeContent(database, tickets);
  const histories = tickets.map(({ ticketId, events }) => ({ ticketId, events }));
  return recordHistory(database, histories, 'demo');
}

/** The same days give the same tickets: ids and chances come from the hour a ticket was opened in. */
export function livePast(now: number): PastTicket[] {
  const from = Math.floor((now - pastDays * dayMs) / dayMs) * dayMs;
  const rules = rulesBetween(from, now);
  const tickets: PastTicket[] = [];
  for (const openedAt of arrivals(rules, from, now)) {
    const random = seededRandom(Math.floor(openedAt / minuteMs));
    const ticket = livePastTicket({
      ticketId: ticketIdOf(openedAt),
      requester: pickRequester(random),
      story: random.weigh(stories),
      openedAt,
      rules,
      random,
      today: now,
    });
    if (isPast(ticket, now)) tickets.push(ticket);
  }
  return tickets;
}

function rulesBetween(from: number, to: number): Rules {
  const definition = definitionOf(processId);
  const calendars = compileCalendars(definition, from - 7 * dayMs, to + 120 * dayMs);
  return { process: snapshotOf(definition), calendars };
}

/** More in the morning and on Mondays, none at night. */
function* arrivals(rules: Rules, from: number, to: number): Generator<number> {
  const office = rules.calendars.paris_office;
  if (!office) throw new Error('The demo needs the calendar paris_office');
  for (let start = from; start < to; start += hourMs) {
    const random = seededRandom(Math.floor(start / hourMs));
    if (!isWorkingAt(office, start + 30 * minuteMs)) continue;
    const isMonday = new Date(start).getUTCDay() === 1;
    const isMorning = new Date(start).getUTCHours() < 10;
    const mean = ticketsPerWorkingHour * (isMonday ? 1.4 : 1) * (isMorning ? 1.5 : 0.8);
    const minutes = new Set<number>();
    for (let left = mean; left > 0; left -= 1) {
      if (random.chance(Math.min(1, left))) minutes.add(Math.floor(random.next() * 60));
    }
    // One ticket a minute: the minute is what its id is made of.
    for (const inHour of minutes) yield start + inHour * minuteMs;
  }
}

function pickRequester(random: Random): { id: string; tier: 'standard' | 'vip' } {
  const requesters = demoPeople.filter((person) => person.roles.includes('requester'));
  const { accountId, requesterTier } = random.pick(requesters);
  return { id: accountId, tier: requesterTier ?? 'standard' };
}

function ticketIdOf(openedAt: number): string {
  const digest = createHash('sha256').update(`palier demo ${openedAt}`).digest();
  return ticketIdFrom(base32crockford.encode(digest).slice(0, 26));
}

async function writeContent(database: Database, tickets: PastTicket[]): Promise<void> {
  const texts = tickets.flatMap(({ ticketId, texts: own }) =>
    own.map((text) => ({ ...text, ticketId })),
  );
  await writePastTexts(database, {
    contents: tickets.map(({ ticketId, requesterId, story, openedAt }) => ({
      ticket_id: ticketId,
      requester_id: requesterId,
      created_by: requesterId,
      subject: story.subject,
      description: story.description,
      fingerprint: 'demo',
      created_at: new Date(openedAt),
    })),
    messages: texts.filter(({ kind }) => kind === 'message').map(messageRow),
    notes: texts.flatMap(noteRows),
  });
}

type Text = PastTicket['texts'][number] & { ticketId: string };

function messageRow({ id, ticketId, authorId, at, body }: Text): NewRow<'messages'> {
  return {
    message_id: id,
    ticket_id: ticketId,
    author_id: authorId,
    visibility: 'public',
    channel: 'portal',
    body,
    created_at: new Date(at),
  };
}

function noteRows({ kind, id, ticketId, authorId, at, body, outcome }: Text): NewRow<'notes'>[] {
  if (kind === 'message') return [];
  const note = { note_id: id, ticket_id: ticketId, author_id: authorId, kind, body };
  return [{ ...note, outcome: outcome ?? null, created_at: new Date(at) }];
}
