import test from 'ava';
import type { Rules } from '../../workflows/domain/process.ts';
import { lea, minute } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { newTicketId, openLiveTicket, rulesFrom } from '../support/live_desk.ts';
import { type ApiDesk, type Body, startApiDesk, type Token } from './api_desk.ts';

let desk: ApiDesk;

const base = rulesFrom(Date.now());
/** The small desk, whose one rule tells three kinds of people that nobody has answered. */
const rules: Rules = {
  ...base,
  process: {
    ...base.process,
    escalationRules: [
      {
        name: 'nobody_answered',
        clock: 'first_response',
        atPercent: 100,
        when: { field: 'priority', in: ['p1', 'p2', 'p3', 'p4'] },
        then: { hierarchical: 1 },
        notify: ['duty_manager', 'assignee'],
      },
    ],
  },
};

test.before(async () => {
  desk = await startApiDesk({ rules });
  const place = { process_id: rules.process.id, capacity: 1, is_absent: true };
  await desk
    .database('group_members')
    .insert({ ...place, group_id: 'duty_manager', account_id: 'acc-marc' });
});

async function ofTicket(token: Token, ticketId: string): Promise<Body[]> {
  const { body } = await desk.as(token).get('/api/notifications');
  return body.items.filter((item: Body) => item.ticket.id === ticketId);
}

/** A ticket nobody answers in time; its subject is content, as the API writes it. */
async function unanswered(): Promise<string> {
  const ticketId = newTicketId();
  await desk.database('ticket_contents').insert({
    ticket_id: ticketId,
    requester_id: 'acc-camille',
    subject: 'Nobody answers',
    description: 'Nothing.',
    fingerprint: 'f',
    created_by: 'acc-camille',
  });
  const ticket = await openLiveTicket(desk, { ticketId, requesterId: 'acc-camille' });
  await ticket.does({ ...lea, id: 'acc-lea' }, 'assign', { assignee: 'acc-lea' });
  const due = ticket.opened.ticket.clocks.find(({ name }) => name === 'first_response')?.dueAt;
  await ticket.fastForward((due ?? 0) - Date.now() + minute);
  return ticketId;
}

test.serial(
  'a rule tells those who have the role it names, the assignee, and owners of what went up',
  async (t) => {
    const ticketId = await unanswered();
    await eventually(async () => (await ofTicket('demo-agent-2', ticketId)).length === 1);
    t.like(await ofTicket('demo-agent-2', ticketId), [
      {
        rule: 'nobody_answered',
        level: null,
        isRead: false,
        ticket: { subject: 'Nobody answers' },
      },
    ]);
    t.is((await ofTicket('demo-agent', ticketId)).length, 1, 'the assignee');
    t.like(await ofTicket('demo-owner', ticketId), [{ level: 1, rule: 'nobody_answered' }]);
    t.is((await desk.as('demo-requester').get('/api/notifications')).status, 403);
  },
);

test.serial('what was read stays read, and later news is not', async (t) => {
  const first = await unanswered();
  const marc = desk.as('demo-agent-2');
  await eventually(async () => (await ofTicket('demo-agent-2', first)).length === 1);
  const [item] = await ofTicket('demo-agent-2', first);
  const marked = await marc.put('/api/notifications/mark', { through: item.at });
  t.is(marked.status, 200, JSON.stringify(marked.body));
  t.true((await ofTicket('demo-agent-2', first))[0].isRead);
  const backwards = { through: new Date(0).toISOString() };
  await marc.put('/api/notifications/mark', backwards);
  t.true((await ofTicket('demo-agent-2', first))[0].isRead, 'a mark never goes back');
});
