import test from 'ava';
import fc from 'fast-check';
import { acknowledgementLimits, mailsOf, toldBy } from '../../activities/notifying/due_mails.ts';
import { decideAll, gatherMs, promiseDue } from '../../activities/notifying/feed.ts';
import { createProjection } from '../../activities/projection.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { mute } from '../../database/muted_notifications.ts';
import { noChoices, writeChoices } from '../../database/notification_choices.ts';
import type { DueNotification } from '../../database/notification_feed.ts';
import { type Person, upsertPeople } from '../../database/people.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import type { Role } from '../../database/roles.ts';
import { recipientReasons } from '../../workflows/domain/recipients.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';
import { at, command, lea, marc, minute, requester, Ticket, ungated } from '../domain/desk.ts';
import { step } from '../domain/random_steps.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { writesContent } from '../support/ticket_content.ts';

/** What people are told goes out by the channels of the process, each thing once, whatever breaks. */

let database: Database;
let url: string;
let record: (ticket: Ticket, from?: number) => Promise<void>;

const person = (id: string, role: Role, more: Partial<Person> = {}): Person => ({
  accountId: id,
  roles: [role],
  displayName: id,
  addresses: [`${id}@example.org`],
  ...more,
});

test.before(async () => {
  ({ url } = await createTestDatabase());
  database = connectDatabase(url, { name: 'feed test' });
  onTeardown(() => database.destroy());
  const { recordEvents } = createProjection(createRecorder(database));
  record = async (ticket, from = 0) => {
    const { ticketId } = ticket.state;
    await recordEvents({ ticketId, events: ticket.events.slice(from) });
  };
  const { processId } = new Ticket(at(0, '09:00'), { ticketId: newTicketId() }).state;
  const groups = ['desk', 'network', 'core'].map((groupId) => ({
    processId,
    groupId,
    capacity: 5,
  }));
  await upsertPeople(database, [
    person(requester.id, 'requester'),
    person('acc-paul', 'requester', { addresses: [] }),
    person(lea.id, 'agent', { groups }),
    person(marc.id, 'agent', { groups }),
    person('acc-nadia', 'process_owner'),
  ]);
});

test.afterEach.always(async () => {
  await database.raw('truncate notifications, outgoing_mails, muted_notifications cascade');
  await database('notification_choices').delete();
});

const withServer = { hasDeskServer: true };
const afterGathering = (dayNumber: number, time: string) =>
  new Date(at(dayNumber, time) + gatherMs + 1);

/** A ticket that was told of already and that Léa has, so that what follows is all there is. */
async function inHand(by: string = requester.id): Promise<Ticket> {
  const ticket = new Ticket(
    at(0, '09:00'),
    { ticketId: newTicketId(), category: 'vpn', requesterId: by },
    ungated,
  ).does(at(0, '09:05'), lea, 'accept');
  await record(ticket);
  await decideAll(database, withServer);
  await promiseDue(database, afterGathering(0, '09:05'));
  return ticket;
}

/** Mails since the ticket had `seq` events: `whom: reason seq, reason seq`. */
async function mailed(ticket: Ticket, seq = 0): Promise<string[]> {
  const rows = await database('outgoing_mails')
    .join('outgoing_mail_news as news', 'news.mail_id', 'outgoing_mails.mail_id')
    .where('news.ticket_id', ticket.state.ticketId)
    .where('news.seq', '>', seq)
    .orderBy(['outgoing_mails.mail_id', 'news.seq'])
    .select('outgoing_mails.mail_id', 'outgoing_mails.account_id', 'news.reason');
  const byMail = [...Map.groupBy(rows, ({ mail_id }) => mail_id).values()];
  return byMail.map(
    (news) => `${news[0]?.account_id}: ${news.map((one) => one.reason).join(', ')}`,
  );
}

async function outcomes(ticket: Ticket, seq = 0): Promise<string[]> {
  const rows = await database('notifications')
    .where('ticket_id', ticket.state.ticketId)
    .where('seq', '>', seq)
    .orderBy(['seq', 'account_id', 'reason']);
  return rows.map(({ account_id, reason, mail }) => `${account_id} ${reason}: ${mail}`);
}

const answer = (messageId: string) => ({ messageId, visibility: 'public' as const });

test.serial('whoever opens a ticket gets one mail that it has arrived, and no bell', async (t) => {
  const ticket = await inHand();
  t.deepEqual(await mailed(ticket), [`${requester.id}: received`]);
  const [row] = await database('notifications').where('ticket_id', ticket.state.ticketId);
  t.like(row, { reason: 'received', in_bell: false, mail: 'mailed' });
  t.truthy(row?.mail_id);
});

test.serial('an answer and what it solves are one mail', async (t) => {
  const ticket = await inHand();
  const { seq } = ticket.state;
  ticket
    .does(at(0, '10:00'), lea, 'addMessage', answer('m1'))
    .does(at(0, '10:00') + 5_000, lea, 'resolve', { code: 'solved', noteId: 'n1' });
  await record(ticket);
  await decideAll(database, withServer);
  t.is(
    (await promiseDue(database, new Date(at(0, '10:00') + gatherMs - 1)))?.getTime(),
    at(0, '10:00') + gatherMs,
  );
  t.deepEqual(await mailed(ticket, seq), [], 'it is gathered');
  t.is(await promiseDue(database, afterGathering(0, '10:00')), undefined);
  t.deepEqual(await mailed(ticket, seq), [`${requester.id}: answered, resolved`]);
});

test.serial('what an agent has read at the desk before it was due is not mailed', async (t) => {
  const ticket = await inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:01'), lea, 'addMessage', {
    messageId: 'm-note',
    visibility: 'internal',
    mentionedAgents: [marc.id],
  });
  await record(ticket);
  await decideAll(database, withServer);
  await database('notifications').where('account_id', marc.id).update({ read_at: new Date() });
  await promiseDue(database, afterGathering(0, '10:01'));
  t.deepEqual(await outcomes(ticket, seq), [`${marc.id} mentioned: seen`]);
});

test.serial('a requester has it by mail though they have seen it in the portal', async (t) => {
  const ticket = await inHand();
  const { seq } = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
  await record(ticket);
  await decideAll(database, withServer);
  await database('notifications').update({ read_at: new Date() });
  await promiseDue(database, afterGathering(0, '10:00'));
  t.deepEqual(await outcomes(ticket, seq), [`${requester.id} answered: mailed`]);
});

test.serial(
  'who mutes a ticket before its news is due gets no mail of it, and why stays',
  async (t) => {
    const ticket = await inHand();
    const { seq, ticketId } = ticket.state;
    ticket.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
    await record(ticket);
    await decideAll(database, withServer);
    await writesContent(database, ticketId, requester.id, 'The lamp hums');
    await mute(database, requester.id, { ticketId });
    const before = ticket.events.length;
    ticket.does(at(0, '10:00') + 1_000, lea, 'addMessage', answer('m2'));
    await record(ticket, before);
    await decideAll(database, withServer);
    await promiseDue(database, afterGathering(0, '10:01'));
    t.deepEqual(await outcomes(ticket, seq), [
      `${requester.id} answered: muted`,
      `${requester.id} answered: muted`,
    ]);
  },
);

test.serial(
  'nothing is mailed to closed accounts, without an address or to one that bounces',
  async (t) => {
    const ticket = await inHand('acc-paul');
    t.deepEqual(await outcomes(ticket), ['acc-paul received: no_address']);
    const other = await inHand();
    const { seq } = other.state;
    other.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
    await record(other);
    await decideAll(database, withServer);
    const stopped = { account_id: requester.id, address: `${requester.id}@example.org` };
    const bounced = { bounce_count: 3, bounced_at: new Date(), stopped_at: new Date() };
    await database('bounced_addresses').insert({
      ...stopped,
      ...bounced,
      status: '5.1.1',
      words: '',
    });
    await promiseDue(database, afterGathering(0, '10:00'));
    await database('bounced_addresses').delete();
    t.deepEqual(await outcomes(other, seq), [`${requester.id} answered: address_bounces`]);
  },
);

test.serial('a desk without any mail server promises no mail', async (t) => {
  const ticket = new Ticket(at(0, '09:00'), { ticketId: newTicketId() }, ungated);
  await record(ticket);
  await decideAll(database, { hasDeskServer: false });
  t.deepEqual(await outcomes(ticket), [`${requester.id} received: no_server`]);
});

test.serial(
  'a digest is one mail at its time, of all tickets, and none where nothing is to say',
  async (t) => {
    await database.transaction((trx) =>
      writeChoices(trx, requester.id, {
        ...noChoices,
        version: 1,
        choices: { requesters: { answered: { mail: 'daily' } } },
        digest_at: '17:00',
      }),
    );
    await database('accounts').where('account_id', requester.id).update({ zone: 'UTC' });
    const tickets = [await inHand(), await inHand()];
    for (const ticket of tickets) ticket.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
    const [one, two] = tickets as [Ticket, Ticket];
    await record(one);
    await record(two);
    await decideAll(database, withServer);
    const digests = () => database('outgoing_mails').where('kind', 'digest');
    t.is((await promiseDue(database, new Date(at(0, '16:59'))))?.getTime(), at(0, '17:00'));
    t.is((await digests()).length, 0);
    await promiseDue(database, new Date(at(0, '17:00')));
    const [digest, ...others] = await digests();
    t.like(digest, { account_id: requester.id, ticket_id: null });
    t.deepEqual(others, []);
    t.is((await database('outgoing_mail_news').where('mail_id', digest?.mail_id ?? '')).length, 2);
    await promiseDue(database, new Date(at(1, '17:00')));
    t.is((await digests()).length, 1, 'the day after there is nothing to say');
  },
);

test.serial(
  'what waits for a digest goes with a mail of its ticket that comes before',
  async (t) => {
    await database.transaction((trx) =>
      writeChoices(trx, requester.id, {
        ...noChoices,
        version: 1,
        choices: { requesters: { answered: { mail: 'daily' } } },
      }),
    );
    const ticket = await inHand();
    const { seq } = ticket.state;
    ticket
      .does(at(0, '10:00'), lea, 'addMessage', answer('m1'))
      .does(at(0, '11:00'), lea, 'resolve', { code: 'solved', noteId: 'n1' });
    await record(ticket);
    await decideAll(database, withServer);
    await promiseDue(database, afterGathering(0, '11:00'));
    t.deepEqual(await mailed(ticket, seq), [`${requester.id}: answered, resolved`]);
  },
);

test.serial('an address that gets too many acknowledgements gets no more of them', async (t) => {
  const { toAddressMax } = acknowledgementLimits;
  const tickets: Ticket[] = [];
  for (let n = 0; n < toAddressMax + 1; n += 1) tickets.push(await inHand());
  const all = (await Promise.all(tickets.map((ticket) => outcomes(ticket)))).flat();
  t.is(all.filter((one) => one.endsWith('mailed')).length, toAddressMax);
  t.is(all.at(-1), `${requester.id} received: too_many`);
});

test.serial(
  'a worker that dies between reading and promising loses nothing and doubles nothing',
  async (t) => {
    const ticket = await inHand();
    const { seq } = ticket.state;
    ticket.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
    await record(ticket);
    // Postgres holds whoever promises a mail until they are killed.
    await database.raw(`
    create function held() returns trigger language plpgsql as $$
      begin perform pg_sleep(3600); return new; end $$;
    create trigger held before insert on outgoing_mail_news for each row execute function held()`);
    const dying = connectDatabase(url, { name: 'dying worker' });
    await decideAll(dying, withServer);
    const promised = promiseDue(dying, afterGathering(0, '10:00'));
    const failed = t.throwsAsync(promised);
    const kill = () =>
      database.raw<{ rows: unknown[] }>(
        `select pg_terminate_backend(pid) from pg_stat_activity
       where wait_event = 'PgSleep' and datname = current_database()`,
      );
    while ((await kill()).rows.length === 0);
    await failed;
    await dying.destroy();
    await database.raw('drop trigger held on outgoing_mail_news; drop function held()');
    t.deepEqual(await mailed(ticket, seq), []);
    t.deepEqual(await outcomes(ticket, seq), [`${requester.id} answered: waiting`]);
    await promiseDue(database, afterGathering(0, '10:00'));
    t.deepEqual(await mailed(ticket, seq), [`${requester.id}: answered`]);
  },
);

test.serial('several workers at once promise each mail once', async (t) => {
  const tickets: Ticket[] = [];
  for (let n = 0; n < 8; n += 1) tickets.push(await inHand());
  for (const ticket of tickets) {
    ticket.does(at(0, '10:00'), lea, 'addMessage', answer('m1'));
    await record(ticket);
  }
  const workers = Array.from({ length: 4 }, () =>
    connectDatabase(url, { name: 'worker', acquireTimeoutMs: minute }),
  );
  const work = async (one: Database) => {
    for (let n = 0; n < 5; n += 1) {
      await decideAll(one, withServer);
      await promiseDue(one, afterGathering(0, '10:00'));
    }
  };
  await Promise.all(workers.map(work));
  await Promise.all(workers.map((one) => one.destroy()));
  // Whoever finds another at it leaves it to that one, and looks again later.
  await decideAll(database, withServer);
  await promiseDue(database, afterGathering(0, '10:00'));
  for (const ticket of tickets) {
    t.deepEqual(
      (await mailed(ticket)).filter((one) => one.includes('answered')),
      [`${requester.id}: answered`],
    );
  }
});

test.serial(
  'over random lives each notification ends in one outcome, and news is mailed once',
  async (t) => {
    const lives = fc.sample(fc.array(step, { minLength: 10, maxLength: 40 }), {
      numRuns: 25,
      seed: 5,
    });
    for (const steps of lives) {
      const ticket = new Ticket(at(0, '09:00'), { ticketId: newTicketId(), category: 'vpn' });
      let now = at(0, '09:00');
      for (const { afterMs, actor, name, payload } of steps) {
        now += Math.min(afterMs, 60 * minute);
        ticket.refusalOf(now, command(name, actor, payload));
      }
      await record(ticket);
      await decideAll(database, withServer);
      // As time goes on: each gathering time is one mail at most.
      for (let when = at(0, '09:00'); when <= now + 24 * 60 * minute; when += 30 * minute) {
        await promiseDue(database, new Date(when));
      }
    }
    const rows = await database('notifications');
    t.true(rows.length > 100, `${rows.length} notifications`);
    t.deepEqual(
      rows.filter(({ decided_at, mail }) => decided_at === null || mail === null),
      [],
    );
    t.deepEqual(
      rows.filter(
        ({ mail, mail_id }) => (mail === 'mailed') !== (mail_id !== null) && mail !== 'told_with',
      ),
      [],
    );
    const news = await database('outgoing_mail_news');
    const events = news.map((one) => `${one.account_id} ${one.ticket_id} ${one.seq}`);
    t.is(new Set(events).size, events.length, 'nobody is mailed one event twice');
  },
);

test('of all that waits each is in one mail at most, and one ticket is one mail of somebody', (t) => {
  const now = new Date(1_000_000);
  const due = fc.record({
    account_id: fc.constantFrom('acc-a', 'acc-b'),
    ticket_id: fc.constantFrom('tkt-1', 'tkt-2', 'tkt-3'),
    seq: fc.integer({ min: 1, max: 6 }),
    reason: fc.constantFrom(...recipientReasons),
    mail_digest: fc.constantFrom(null, 'hourly' as const, 'daily' as const),
    mail_due_at: fc.integer({ min: 900_000, max: 1_100_000 }).map((ms) => new Date(ms)),
  });
  const keyOf = (one: Pick<DueNotification, 'account_id' | 'ticket_id' | 'seq' | 'reason'>) =>
    `${one.account_id} ${one.ticket_id} ${one.seq} ${one.reason}`;
  fc.assert(
    fc.property(fc.uniqueArray(due, { selector: keyOf, maxLength: 30 }), (drawn) => {
      const waiting = drawn.map((one) => ({ ...one, ...well }));
      const mails = mailsOf(waiting, now);
      const told = mails.flatMap(({ notifications }) => notifications);
      t.is(new Set(told).size, told.length, 'no two mails tell one thing');
      const places = mails.map(
        ({ kind, accountId, ticketId }) => `${kind} ${accountId} ${ticketId}`,
      );
      t.is(new Set(places).size, places.length, 'one mail for one person and ticket');
      const missed = waiting.filter((one) => one.mail_due_at <= now && !told.includes(one));
      t.deepEqual(missed, [], 'what is due is told');
      for (const mail of mails) {
        t.true(mail.notifications.some((one) => one.mail_due_at <= now));
        const strongest = toldBy(mail.notifications);
        for (const one of mail.notifications) {
          const teller = strongest.find(
            (other) => other.ticket_id === one.ticket_id && other.seq === one.seq,
          );
          t.true(
            recipientReasons.indexOf(teller?.reason ?? 'received') <=
              recipientReasons.indexOf(one.reason),
          );
        }
      }
    }),
  );
  t.true(isAmong(recipientReasons, 'received'));
});

const well = {
  side: 'agents',
  is_read: false,
  is_active: true,
  address: 'a@example.org',
  is_stopped: false,
  withheld: null,
} as const;
