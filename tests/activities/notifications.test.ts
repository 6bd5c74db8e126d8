import test from 'ava';
import { createProjection, recordHistory } from '../../activities/projection.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { notificationDays, pruneNotifications } from '../../database/notifications.ts';
import { type Person, upsertPeople } from '../../database/people.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import type { Role } from '../../database/roles.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { at, lea, marc, process, requester, rules, Ticket, ungated } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

/** Whom a ticket's events were told to, as the desk remembers it. */

let database: Database;
let recordEvents: ReturnType<typeof createProjection>['recordEvents'];

const network = { processId: 'small', groupId: 'network', capacity: 1 };
const person = (id: string, role: Role, more: Partial<Person> = {}): Person => ({
  accountId: id,
  roles: [role],
  displayName: id,
  ...more,
});

test.before(async () => {
  database = connectDatabase((await createTestDatabase()).url, { name: 'notifications test' });
  onTeardown(() => database.destroy());
  ({ recordEvents } = createProjection(createRecorder(database)));
  const { processId } = new Ticket(at(0, '09:00'), { ticketId: newTicketId() }).state;
  const groups = [{ ...network, processId }];
  await upsertPeople(database, [
    person(requester.id, 'requester'),
    person(lea.id, 'agent'),
    person(marc.id, 'agent', { groups }),
    person('acc-priya', 'agent', { groups }),
    person('acc-gone', 'agent', { groups, isActive: false }),
    person('acc-nadia', 'process_owner'),
  ]);
});

function open(): Ticket {
  return new Ticket(at(0, '09:00'), { ticketId: newTicketId(), category: 'vpn' }, ungated);
}

/** Records what a ticket has lived through, and gives who was told: `whom: why`. */
async function told(ticket: Ticket, events: TicketEvent[] = ticket.events): Promise<string[]> {
  const { ticketId } = ticket.state;
  await recordEvents({ ticketId, events });
  const rows = await database('notifications').where({
    ticket_id: ticketId,
    is_muted: false,
    in_bell: true,
  });
  return rows.map(({ account_id, reason }) => `${account_id}: ${reason}`).sort();
}

test('who is given a ticket is told, and who gives it is not', async (t) => {
  const ticket = open().does(at(0, '09:10'), marc, 'assign', { assignee: lea.id });
  t.deepEqual(await told(ticket), [`${lea.id}: assigned`]);
});

test('the agent hears the requester, the requester hears the agent, nobody hears themselves', async (t) => {
  const ticket = open()
    .does(at(0, '09:10'), lea, 'accept')
    .does(at(0, '09:20'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' })
    .does(at(0, '09:30'), lea, 'addMessage', { messageId: 'm2', visibility: 'internal' })
    .does(at(0, '09:40'), requester, 'addMessage', { messageId: 'm3', visibility: 'public' });
  t.deepEqual(
    await told(ticket),
    [`${requester.id}: answered`, `${lea.id}: requester_wrote`].sort(),
  );
});

test('a batch that comes again tells nobody twice', async (t) => {
  const ticket = open().does(at(0, '09:10'), marc, 'assign', { assignee: lea.id });
  await told(ticket);
  await recordEvents({ ticketId: ticket.state.ticketId, events: ticket.events });
  t.deepEqual(await told(ticket), [`${lea.id}: assigned`]);
});

test('an assignee is not told of what happened before', async (t) => {
  const ticket = open()
    .does(at(0, '09:10'), lea, 'accept')
    .does(at(0, '09:20'), requester, 'addMessage', { messageId: 'm1', visibility: 'public' });
  t.deepEqual(await told(ticket), [`${lea.id}: requester_wrote`]);
  const before = ticket.events.length;
  ticket.does(at(0, '09:30'), lea, 'assign', { assignee: marc.id });
  const all = await told(ticket, ticket.events.slice(before));
  t.deepEqual(all, [`${lea.id}: requester_wrote`, `${marc.id}: assigned`].sort());
});

test('a group is who is in it at that moment, and whose account is open', async (t) => {
  const ticket = new Ticket(at(0, '09:00'), { ticketId: newTicketId(), category: 'routing' });
  const before = ticket.events.length;
  await told(ticket);
  ticket.does(at(0, '09:20'), requester, 'addMessage', { messageId: 'm1', visibility: 'public' });
  const expected = [`acc-priya: requester_wrote`, `${marc.id}: requester_wrote`].sort();
  t.deepEqual(await told(ticket, ticket.events.slice(before)), expected);
  const groups = [{ ...network, processId: ticket.state.processId }];
  await upsertPeople(database, [person('acc-late', 'agent', { groups })]);
  t.deepEqual(await told(ticket), expected, 'who joins later was not told');
  await upsertPeople(database, [person('acc-late', 'agent', { groups, isActive: false })]);
});

test('a manager’s approval is asked of the manager of today, their deputy, or the group', async (t) => {
  const managing: Rules = {
    ...rules,
    process: {
      ...process,
      id: 'managing_desk',
      pending: { ...process.pending, approval: process.pending.change },
      approvals: [
        {
          name: 'manager',
          when: { all: [] },
          approverGroup: 'managers',
          managerOf: 'requester',
          refusedCode: 'no_answer',
        },
      ],
    },
  };
  const groups = [{ processId: 'managing_desk', groupId: 'managers', capacity: 1 }];
  await upsertPeople(database, [
    { accountId: 'acc-head', displayName: 'Hedi', roles: ['requester'] },
    { accountId: 'acc-deputy', displayName: 'Dora', roles: ['requester'] },
    { accountId: 'acc-member', displayName: 'Mia', roles: ['agent'], groups },
    { accountId: 'acc-managed', displayName: 'Paul', roles: ['requester'], managerId: 'acc-head' },
  ]);
  let count = 0;
  const asked = () => {
    count += 1;
    const ticketId = `tkt-0000000000000000000000M${count}`.padEnd(30, '0').slice(0, 30);
    return told(new Ticket(at(0, '09:00'), { ticketId, requesterId: 'acc-managed' }, managing));
  };
  t.deepEqual(await asked(), ['acc-head: approval_requested']);
  const absence = { absence_id: 'abs-head', account_id: 'acc-head', from_at: new Date(0) };
  await database('absences').insert(absence);
  const both = ['acc-head: approval_requested', 'acc-member: approval_requested'];
  t.deepEqual(await asked(), both, 'away, with nobody to stand in');
  await database('absences').update({ deputy_id: 'acc-deputy' });
  t.deepEqual(await asked(), ['acc-deputy: approval_requested', 'acc-head: approval_requested']);
  await database('accounts').where('account_id', 'acc-head').update({ is_active: false });
  t.deepEqual(await asked(), ['acc-member: approval_requested'], 'the manager has left');
});

test('an approval is asked of its group; where only the requester is there, of the owners', async (t) => {
  const approving: Rules = {
    ...rules,
    process: {
      ...process,
      id: 'approving_desk',
      pending: { ...process.pending, approval: process.pending.change },
      approvals: [
        { name: 'manager', when: { all: [] }, approverGroup: 'managers', refusedCode: 'no_answer' },
      ],
    },
  };
  const groups = [{ processId: 'approving_desk', groupId: 'managers', capacity: 1 }];
  await upsertPeople(database, [person('acc-manager', 'agent', { groups })]);
  const ask = (by: string) => {
    const ticketId = newTicketId();
    return told(new Ticket(at(0, '09:00'), { ticketId, requesterId: by }, approving));
  };
  t.deepEqual(await ask(requester.id), ['acc-manager: approval_requested']);
  t.deepEqual(await ask('acc-manager'), ['acc-nadia: approval_requested']);
});

test('a history that is imported tells nobody', async (t) => {
  const ticket = open().does(at(0, '09:10'), marc, 'assign', { assignee: lea.id });
  const { ticketId } = ticket.state;
  await recordHistory(database, [{ ticketId, events: ticket.events }], 'import');
  t.deepEqual(await database('notifications').where('ticket_id', ticketId), []);
});

// Alone: it removes what the others wrote long ago.
test.serial('a notification is kept as long as it is shown', async (t) => {
  const ticket = open().does(at(0, '09:05'), marc, 'assign', { assignee: lea.id });
  t.deepEqual(await told(ticket), [`${lea.id}: assigned`]);
  const { ticketId } = ticket.state;
  const left = async () =>
    (await database('notifications').where({ ticket_id: ticketId, in_bell: true })).length;
  const age = (days: number) =>
    database('notifications')
      .where('ticket_id', ticketId)
      .update({ visible_at: database.raw('now() - make_interval(days => ?)', [days]) });
  await age(notificationDays - 1);
  await pruneNotifications(database);
  t.is(await left(), 1);
  await age(notificationDays + 1);
  await pruneNotifications(database);
  t.is(await left(), 0);
});
