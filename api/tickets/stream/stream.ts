import type { Response } from 'express';
import { minuteMs } from '../../../workflows/domain/durations.ts';
import { withItemNames } from '../../configuration_items/named_items.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { defineOperation } from '../../http/operation.ts';
import type { Locals } from '../../http/router.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import { idsInFields } from '../fields/field_view.ts';
import { findStandingOfMerged, findTickets } from '../find_tickets.ts';
import { notesOf } from '../texts.ts';
import { summaryAccountIdsOf, ticketSummaryView } from '../ticket_view.ts';
import { streamEvent, type TicketChange } from './contract.ts';
import type { ChangeBatch, ChangedTicket } from './ticket_changes.ts';

const heartbeatMs = 15_000;
const retryMs = 1_000;
const signInCheckMs = minuteMs;
/** A reader this far behind is cut off: it comes back and goes on where it was. */
const unreadBytesMax = 1_024 * 1_024;
const markPattern = /^\d{1,19}$/;

export const streamChanges = defineOperation({
  id: 'streamChanges',
  method: 'get',
  address: '/api/stream',
  summary:
    'Server-sent events: `ready`, then `ticket` for each change of a ticket the caller may know ' +
    'of, and `presence` for who is at one where the caller is. Last-Event-ID resumes without a gap; `resync` says to read everything again',
  tag: 'Tickets',
  share: 'streams',
  answers: {
    200: {
      description: 'Events, one after another; the schema is of one of them',
      mediaTypes: ['text/event-stream'],
      event: streamEvent,
    },
  },
  async handle({ account, request, response }, dependencies) {
    // Express answers HEAD by GET; this one would never end.
    if (request.method === 'HEAD') return { status: 200 };
    const stream = openStream(response, dependencies);
    endWithSignIn(response, account, dependencies);
    let sending = Promise.resolve();
    const tell = (batch: ChangeBatch) => {
      sending = sending.then(() => sendBatch(stream, batch, account, dependencies));
    };
    const stop = dependencies.changes.subscribe(tell);
    response.on('close', stop);
    tellPresence(stream, response, account, dependencies);
    const resumed = await missedSince(request.get('last-event-id'), dependencies);
    if (resumed === 'too_much') stream.send('resync', {}, dependencies.changes.mark());
    else if (resumed) tell(resumed);
    stream.send('ready', {}, ...(resumed ? [] : [dependencies.changes.mark()]));
    return undefined;
  },
});

interface EventStream {
  send(event: string, data: unknown, mark?: string | undefined): void;
  /** Everything up to the mark was sent, or was not for this reader. */
  reached(mark: string): void;
}

function openStream(response: Response, { lifecycle, telemetry }: ApiDependencies): EventStream {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const write = (text: string) => {
    if (response.writableEnded) return;
    response.write(text);
    if (response.writableLength > unreadBytesMax) response.destroy();
  };
  write(`retry: ${retryMs}\n\n`);
  telemetry.openStreams.inc();
  let reachedMark = '';
  const heartbeat = setInterval(() => write(`${reachedMark}:\n\n`), heartbeatMs);
  const stopping = lifecycle.onStop(() => response.end());
  response.on('close', () => {
    telemetry.openStreams.dec();
    clearInterval(heartbeat);
    stopping();
  });
  return {
    send(event, data, mark) {
      const id = mark === undefined ? '' : `id: ${mark}\n`;
      write(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    reached(mark) {
      reachedMark = `id: ${mark}\n`;
    },
  };
}

/** Tells somebody who is at a ticket who else is there. Requesters never are: they may not say so. */
function tellPresence(
  stream: EventStream,
  response: Response,
  account: Account,
  { presences, log }: ApiDependencies,
): void {
  if (!seesInternals(account)) return;
  let telling = Promise.resolve();
  const stop = presences.subscribe((ticketId) => {
    if (!presences.isAt(ticketId, account.id)) return;
    telling = telling
      .then(async () => stream.send('presence', await presences.at(ticketId, account.id)))
      .catch((error) => log.warn({ err: error }, 'stream could not tell who is at a ticket'));
  });
  response.on('close', stop);
}

/** Whoever signs out, or whose account ends, hears nothing more from then on. */
function endWithSignIn(
  response: Response<unknown, Locals>,
  account: Account,
  { accounts }: ApiDependencies,
): void {
  const { credential } = response.locals;
  const check = async () => {
    // While nobody can tell, it goes on.
    const found = credential && (await accounts.find(credential).catch(() => 'unknown' as const));
    const isSignedIn = found === 'unknown' || found?.account?.roles.join() === account.roles.join();
    if (!isSignedIn) response.end();
  };
  const stop = accounts.onForgotten(account.id, () => void check());
  // Nobody tells that a session has come to its end.
  const watch = setInterval(() => void check(), signInCheckMs);
  response.on('close', () => {
    stop();
    clearInterval(watch);
  });
}

async function missedSince(
  lastEventId: string | undefined,
  { changes, log }: ApiDependencies,
): Promise<ChangeBatch | 'too_much' | undefined> {
  if (lastEventId === undefined || !markPattern.test(lastEventId)) return undefined;
  try {
    return (await changes.since(lastEventId)) ?? 'too_much';
  } catch (error) {
    // Nobody can tell what was missed: the reader starts over.
    log.warn({ err: error }, 'stream cannot be resumed');
    return 'too_much';
  }
}

/** The mark goes with the last change of a batch: half a batch is no place to resume from. */
async function sendBatch(
  stream: EventStream,
  { changes, mark }: ChangeBatch,
  account: Account,
  dependencies: ApiDependencies,
): Promise<void> {
  const isInternal = seesInternals(account);
  const told = changes.filter((change) => isInternal || change.isForRequester);
  try {
    const views = await viewsOf(told, account, dependencies);
    for (const [index, view] of views.entries()) {
      stream.send('ticket', view, ...(index === views.length - 1 ? [mark] : []));
    }
    stream.reached(mark);
  } catch (error) {
    dependencies.log.warn({ err: error }, 'stream could not read changed tickets');
    stream.send('resync', {});
  }
}

async function viewsOf(
  changes: ChangedTicket[],
  account: Account,
  { database, accounts }: ApiDependencies,
): Promise<TicketChange[]> {
  const ids = changes.map(({ ticketId }) => ticketId);
  const stored = await findTickets(database, account, ids);
  const states = [...stored.values()].map(({ state }) => state);
  const named = states.flatMap(summaryAccountIdsOf);
  const [names, texts] = await Promise.all([
    accounts.namesOf(named).then((known) => withItemNames(database, known, named)),
    notesOf(
      database,
      states.flatMap((state) => idsInFields(state, 'text')),
    ),
  ]);
  const standing = await findStandingOfMerged(database, states);
  const viewpoint = { account, now: Date.now() };
  return changes.flatMap(({ ticketId, seq, types }) => {
    const parts = stored.get(ticketId);
    if (!parts) return [];
    const ticket = ticketSummaryView(
      { ...parts, names, texts, standing: standing.get(ticketId) },
      viewpoint,
    );
    return [{ id: ticketId, seq, types: seesInternals(account) ? types : [], ticket }];
  });
}
