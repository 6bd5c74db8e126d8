import test from 'ava';
import type { Rules } from '../../workflows/domain/process.ts';
import { lea, minute } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { newTicketId, openLiveTicket, projected, rulesFrom } from '../support/live_desk.ts';
import { writesContent } from '../support/ticket_content.ts';
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
  const place = { process_id: rules.process.id, capacity: 1 };
  await desk
    .database('group_members')
    .insert({ ...place, group_id: 'duty_manager', account_id: 'acc-marc' });
});

async function ofTicket(token: Token, ticketId: string): Promise<Body[]> {
  const { body } = await desk.as(token).get('/api/notifications');
  return body.items.filter((item: Body) => item.ticket.id === ticketId);
}

const agent = { ...lea, id: 'acc-lea' };

/** A ticket of Camille's that Léa has taken; its subject is content, as the API writes it. */
async function opened() {
  const ticketId = newTicketId();
  await writesContent(desk.database, ticketId, 'acc-camille', 'Nobody answers');
  const ticket = await openLiveTicket(desk, { ticketId, requesterId: 'acc-camille' });
  const { seq } = await ticket.does(agent, 'assign', { assignee: 'acc-lea' });
  await projected(desk, ticketId, seq);
  return { ticketId, ticket };
}

async function unanswered(): Promise<string> {
  const { ticketId, ticket } = await opened();
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
        reason: 'rule',
        rule: 'nobody_answered',
        level: null,
        isRead: false,
        ticket: { subject: 'Nobody answers' },
      },
    ]);
    t.like(
      await ofTicket('demo-agent', ticketId),
      [{ reason: 'rule' }, { reason: 'warned' }],
      'the assignee, who had been warned',
    );
    t.like(await ofTicket('demo-owner', ticketId), [
      { reason: 'escalated', level: 1, rule: 'nobody_answered' },
    ]);
    t.deepEqual(await ofTicket('demo-requester', ticketId), [], 'not who waits for the answer');
    t.is((await desk.as('demo-analyst').get('/api/notifications')).status, 403);
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

test.serial('a requester is told of answers, reminders and the resolution', async (t) => {
  const { ticketId, ticket } = await opened();
  await ticket.does(agent, 'addMessage', { messageId: 'm-note', visibility: 'internal' });
  await ticket.does(agent, 'addMessage', { messageId: 'm-answer', visibility: 'public' });
  const { ticket: pending } = await ticket.does(agent, 'setPending', { reason: 'requester' });
  const [reminderAt] = pending.pending?.reminders ?? [];
  await ticket.fastForward((reminderAt ?? 0) - Date.now() + minute);
  await ticket.does(agent, 'endPending');
  const { seq } = await ticket.does(agent, 'resolve', { code: 'solved', noteId: 'n-1' });
  await projected(desk, ticketId, seq);
  const items = await ofTicket('demo-requester', ticketId);
  t.deepEqual(
    items.map(({ reason }) => reason),
    ['resolved', 'reminder', 'answered'],
  );
  t.like(items[0], { ticket: { subject: 'Nobody answers' }, isRead: false });
  t.deepEqual(await ofTicket('demo-agent', ticketId), [], 'who did it is not told');
});

test.serial(
  'who takes a ticket over sees what it was given for, not what was told before',
  async (t) => {
    const { ticketId, ticket } = await opened();
    const camille = { kind: 'requester', id: 'acc-camille' } as const;
    await ticket.does(camille, 'addMessage', { messageId: 'm-more', visibility: 'public' });
    const marc = { kind: 'agent', id: 'acc-marc' } as const;
    const { seq } = await ticket.does(agent, 'assign', { assignee: marc.id });
    await projected(desk, ticketId, seq);
    const reasons = async (token: Token) =>
      (await ofTicket(token, ticketId)).map(({ reason }) => reason);
    t.deepEqual(await reasons('demo-agent'), ['requester_wrote']);
    t.deepEqual(await reasons('demo-agent-2'), ['assigned']);
  },
);

test.serial('what quiet hours hold back is seen, and read, once they are over', async (t) => {
  const { ticketId } = await opened();
  const lea = desk.as('demo-agent');
  const row = { account_id: 'acc-lea', ticket_id: ticketId, seq: 1, reason: 'rule' } as const;
  const [at, later] = [new Date(), new Date(Date.now() + minute)];
  await desk.database('notifications').insert({ ...row, at, visible_at: later });
  t.deepEqual(await ofTicket('demo-agent', ticketId), []);
  await lea.put('/api/notifications/mark', { through: later.toISOString() });
  await desk.database('notifications').where(row).update({ visible_at: at });
  t.like(await ofTicket('demo-agent', ticketId), [{ reason: 'rule', isRead: false }]);
});

test.serial('what quiet hours hold back is not shown once its ticket is muted', async (t) => {
  const { ticketId } = await opened();
  const { ticketId: other } = await opened();
  const marc = desk.as('demo-agent-2');
  const later = { at: new Date(), visible_at: new Date(Date.now() + minute) };
  const row = { account_id: 'acc-marc', seq: 1, ...later } as const;
  await desk.database('notifications').insert([
    { ...row, ticket_id: ticketId, reason: 'followed' },
    { ...row, ticket_id: ticketId, seq: 2, reason: 'mentioned' },
    { ...row, ticket_id: other, reason: 'followed' },
    { ...row, ticket_id: other, seq: 2, reason: 'copied' },
    { ...row, account_id: 'acc-lea', ticket_id: ticketId, reason: 'followed' },
  ]);
  t.is((await marc.put(`/api/tickets/${ticketId}/muting`)).status, 200);
  t.is((await marc.put('/api/account/muted/reasons/copied')).status, 200);
  await desk.database('notifications').where('visible_at', later.visible_at).update({
    visible_at: later.at,
  });
  t.deepEqual(await reasonsOf('demo-agent-2', ticketId), ['mentioned'], 'asked in person');
  t.deepEqual(await reasonsOf('demo-agent-2', other), ['followed']);
  t.deepEqual(await reasonsOf('demo-agent', ticketId), ['followed'], 'others have muted nothing');
  await marc.delete(`/api/tickets/${ticketId}/muting`);
  await marc.delete('/api/account/muted/reasons/copied');
});

const reasonsOf = async (token: Token, ticketId: string) =>
  (await ofTicket(token, ticketId)).map(({ reason }) => reason);

const camille = { kind: 'requester', id: 'acc-camille' } as const;

test.serial(
  'of a muted ticket somebody is told what is asked of them in person, and no more',
  async (t) => {
    const { ticketId, ticket } = await opened();
    const marc = desk.as('demo-agent-2');
    await ticket.does({ kind: 'agent', id: 'acc-marc' }, 'follow');
    const muted = await marc.put(`/api/tickets/${ticketId}/muting`);
    t.like(muted.body.tickets, [{ ticket: { id: ticketId, subject: 'Nobody answers' } }]);
    await ticket.does(agent, 'addMessage', { messageId: 'm-public', visibility: 'public' });
    const given = await ticket.does(agent, 'assign', { assignee: 'acc-marc' });
    await projected(desk, ticketId, given.seq);
    t.deepEqual(await reasonsOf('demo-agent-2', ticketId), ['assigned'], 'it is his now');

    const wrote = { messageId: 'm-asked', visibility: 'public' } as const;
    const { seq } = await ticket.does(camille, 'addMessage', wrote);
    await projected(desk, ticketId, seq);
    t.deepEqual(await reasonsOf('demo-agent-2', ticketId), ['requester_wrote', 'assigned']);

    const back = await marc.delete(`/api/tickets/${ticketId}/muting`);
    t.deepEqual(back.body.tickets, []);
    await ticket.does(agent, 'assign', { assignee: 'acc-lea' });
    const said = { messageId: 'm-more', visibility: 'public' } as const;
    const last = await ticket.does(agent, 'addMessage', said);
    await projected(desk, ticketId, last.seq);
    t.deepEqual(await reasonsOf('demo-agent-2', ticketId), [
      'followed',
      'taken_over',
      'requester_wrote',
      'assigned',
    ]);
  },
);

test.serial('a muted rule tells that person nothing, and everybody else what it did', async (t) => {
  const marc = desk.as('demo-agent-2');
  t.is((await marc.put('/api/account/muted/rules/never_heard_of')).status, 404);
  const before = await unanswered();
  await eventually(async () => (await ofTicket('demo-agent-2', before)).length === 1);
  const muted = await marc.put('/api/account/muted/rules/nobody_answered');
  t.like(muted.body.rules, [{ rule: 'nobody_answered' }]);
  t.like((await desk.as('demo-agent').get('/api/account/muted')).body, { rules: [] });
  const ticketId = await unanswered();
  const heard = async () => (await ofTicket('demo-agent', ticketId)).map(({ reason }) => reason);
  await eventually(async () => (await heard()).includes('rule'));
  t.deepEqual(await ofTicket('demo-agent-2', ticketId), []);
  t.is((await ofTicket('demo-agent-2', before)).length, 1, 'what was told stays');
  await marc.delete('/api/account/muted/rules/nobody_answered');
  const after = await unanswered();
  await eventually(async () => (await ofTicket('demo-agent-2', after)).length === 1);
  t.pass();
});

test.serial('a requester mutes a reason; that the desk waits for them is told', async (t) => {
  const asked = desk.as('demo-requester');
  t.is((await asked.put('/api/account/muted/reasons/reminder')).status, 404);
  t.is((await asked.put('/api/account/muted/reasons/rule')).status, 404, 'rules by their names');
  await asked.put('/api/account/muted/reasons/answered');
  await asked.put('/api/account/muted/reasons/answered');
  t.is((await asked.get('/api/account/muted')).body.reasons.length, 1);
  const { ticketId, ticket } = await opened();
  await ticket.does(agent, 'addMessage', { messageId: 'm-quiet', visibility: 'public' });
  const { ticket: pending } = await ticket.does(agent, 'setPending', { reason: 'requester' });
  const [reminderAt] = pending.pending?.reminders ?? [];
  await ticket.fastForward((reminderAt ?? 0) - Date.now() + minute);
  const { seq } = await ticket.does(agent, 'endPending');
  await projected(desk, ticketId, seq);
  t.deepEqual(await reasonsOf('demo-requester', ticketId), ['reminder']);
  await asked.delete('/api/account/muted/reasons/answered');
});

test.serial(
  'who mutes a ticket of theirs hears nothing of the one that stands for it',
  async (t) => {
    const asked = desk.as('demo-requester');
    const lea = desk.as('demo-agent');
    const own = await asked.opens();
    const other = await desk.as('paul-requester').opens();
    t.is((await desk.as('paul-requester').put(`/api/tickets/${own.id}/muting`)).status, 404);
    t.is((await lea.put(`/api/tickets/${own.id}/merge`, { into: other.id })).status, 200);
    const mergedFrom = () =>
      desk
        .database('tickets')
        .where('ticket_id', other.id)
        .whereRaw(`jsonb_array_length(state -> 'mergedFrom') = 1`);
    await eventually(async () => (await mergedFrom()).length === 1);
    const answers = () =>
      lea.post(`/api/tickets/${other.id}/messages`, { body: 'Soon', visibility: 'public' });
    await asked.put(`/api/tickets/${own.id}/muting`);
    t.is((await answers()).status, 201);
    await eventually(async () => (await ofTicket('paul-requester', other.id)).length === 1);
    t.deepEqual(await ofTicket('demo-requester', own.id), []);
    await asked.delete(`/api/tickets/${own.id}/muting`);
    t.is((await answers()).status, 201);
    await eventually(async () => (await ofTicket('demo-requester', own.id)).length === 1);
    t.deepEqual(await reasonsOf('demo-requester', own.id), ['answered']);
  },
);
