import test from 'ava';
import { recordHistory } from '../../activities/projection.ts';
import { findCommandStarts } from '../../api/tickets/commands/find_command_start.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { intendCommands } from '../../database/ticket_commands.ts';
import { writePastTexts } from '../../database/ticket_texts.ts';
import { at, lea, requester, Ticket, ungated } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';

const ticketCount = 600;
const tables = ['tickets', 'ticket_events', 'ticket_contents', 'ticket_commands', 'agent_load'];

function openedTicket(): Ticket {
  const ticket = new Ticket(at(0, '09:00'), { ticketId: newTicketId(), category: 'vpn' }, ungated);
  ticket.does(at(0, '09:10'), lea, 'accept');
  return ticket;
}

/** A desk some weeks old: with fewer tickets every plan reads a whole table, which is a page. */
async function fill(database: Database): Promise<void> {
  const tickets = Array.from({ length: ticketCount }, openedTicket);
  const histories = tickets.map(({ state: { ticketId }, events }) => ({ ticketId, events }));
  const contents = tickets.map(({ state: { ticketId, requesterId } }) => ({
    ticket_id: ticketId,
    requester_id: requesterId,
    created_by: requesterId,
    subject: 'No network on the second floor',
    description: 'Since this morning nobody on the second floor reaches the intranet.',
    fingerprint: 'test',
  }));
  const asking = {
    account_id: requester.id,
    display_name: 'Requester',
    roles: ['requester'],
  } as const;
  const agent = { account_id: lea.id, display_name: 'Léa', roles: ['agent'] } as const;
  await database('accounts').insert([asking, agent]);
  await writePastTexts(database, { contents, messages: [], notes: [] });
  await recordHistory(database, histories, 'import');
  await database.raw(
    `insert into ticket_commands (command_id, ticket_id, fingerprint, taken_by, seq)
     select ticket_id || '-' || n, ticket_id, 'test', ticket_id, n
     from tickets cross join generate_series(1, 5) as n`,
  );
  await database.raw(
    `insert into agent_load (ticket_id, process_id, group_id, account_id, counts, assigned_at)
     select ticket_id, process_id, group_id, assignee_id, true, now() from tickets`,
  );
  await database.raw(`analyze ${tables.join(', ')}`);
}

/** How often each table was read whole, by sessions that have ended. */
async function wholeReads(url: string): Promise<unknown> {
  const database = connectDatabase(url, { name: 'counts' });
  const { rows } = await database.raw(
    `select relname, seq_scan from pg_stat_user_tables where relname = any(?) order by relname`,
    [tables],
  );
  await database.destroy();
  return rows;
}

/** A session says what it read when it ends. */
async function inSessionsOfItsOwn(url: string, work: (database: Database) => Promise<unknown>) {
  const database = connectDatabase(url, { name: 'own' });
  await work(database);
  await database.destroy();
}

test('on a desk of some hundred tickets a command reads no table whole', async (t) => {
  const { url } = await createTestDatabase();
  const ticket = openedTicket();
  const { ticketId } = ticket.state;
  await inSessionsOfItsOwn(url, async (database) => {
    await fill(database);
    await createRecorder(database).record({ ticketId, events: ticket.events });
  });
  const before = await wholeReads(url);
  await inSessionsOfItsOwn(url, async (database) => {
    const recorder = createRecorder(database);
    // A plan that serves all values is made at the sixth use.
    for (let n = 1; n <= 8; n++) {
      const commandId = `${ticketId}-command-${n}`;
      await findCommandStarts(database, [{ commandId, ticketId }]);
      const [intended] = await intendCommands(database, [
        { commandId, ticketId, fingerprint: 'test' },
      ]);
      const seen = ticket.events.length;
      const minute = String(20 + n);
      if (n % 2 === 1)
        ticket.does(at(0, `09:${minute}`), lea, 'setPending', { reason: 'supplier' });
      else ticket.does(at(0, `09:${minute}`), lea, 'endPending');
      const events = ticket.events.slice(seen).map((event) => ({ ...event, commandId }));
      const command = { commandId, seq: ticket.state.seq };
      const known = intended && { ticket: intended.ticket };
      await recorder.record({ ticketId, events, command, ...known });
    }
  });
  t.deepEqual(await wholeReads(url), before);
});
