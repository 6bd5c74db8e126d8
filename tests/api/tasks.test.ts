import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, type Caller, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let camille: Caller;
let lea: Caller;
let marc: Caller;

const request = { process: 'service_requests', type: 'service_request', category: 'equipment' };

test.before(async () => {
  desk = await startApiDesk();
  camille = desk.as('demo-requester');
  lea = desk.as('demo-agent');
  marc = desk.as('demo-agent-2');
  await desk.database('group_members').insert({
    process_id: 'service_requests',
    group_id: 'equipment_fulfilment',
    account_id: 'acc-marc',
    capacity: 5,
  });
});

async function done(reply: ReturnType<Caller['get']>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
}

const at = ({ id }: Body, rest = '') => `/api/tickets/${id}/tasks${rest}`;
const listed = async (who: Caller, query: string, { id }: Body) =>
  (await done(who.get(`/api/tasks?${query}`))).items.filter(({ ticket }: Body) => ticket.id === id);

test.serial(
  'a task by its name goes to its group, is taken there, ticked and done with its form',
  async (t) => {
    const ticket = await camille.opens({ ...request, subject: 'A laptop for Zoé' });
    const key = keyed('a-task-for-zoe');
    const added = await lea.post(at(ticket), { task: 'prepare_laptop' }, key);
    t.is(added.status, 201, JSON.stringify(added.body));
    const [task] = added.body.tasks;
    t.like(task, {
      ...{ n: 1, title: 'Prepare the laptop', assignee: null, isRequired: true, isShown: true },
      group: { id: 'equipment_fulfilment', title: 'Equipment' },
    });
    t.deepEqual(task.items[1], { n: 2, text: 'Disk encrypted', isDone: false });
    const repeated = await lea.post(at(ticket), { task: 'prepare_laptop' }, key);
    t.is(repeated.body.tasks.length, 1, 'repeated, it is the same one');

    // Marc works in that group; the ticket is another's.
    await eventually(async () => (await listed(marc, 'scope=queue', ticket)).length === 1);
    t.like((await listed(marc, 'scope=queue', ticket))[0].ticket, { subject: 'A laptop for Zoé' });
    t.deepEqual(await listed(lea, 'scope=queue', ticket), [], 'it is no work of Léa’s group');
    const counts = await done(marc.get('/api/task-counts'));
    t.true(counts.queue >= 1);

    const taken = await marc.put(at(ticket, '/1/assignment'), { assignee: 'acc-marc' });
    t.is(taken.body.tasks[0].assignee.name, 'Marc Girard');
    await eventually(async () => (await listed(marc, 'scope=mine', ticket)).length === 1);
    for (const n of [1, 2, 3]) await done(marc.put(at(ticket, `/1/items/${n}`), { isDone: true }));
    const without = await marc.put(at(ticket, '/1/completion'), {});
    t.is(without.body.code, 'field_required');
    const wrong = await marc.put(at(ticket, '/1/completion'), { answers: { colour: 'red' } });
    t.is(wrong.status, 400);
    const answers = { serial_number: 'SN-4711' };
    const completed = await marc.put(at(ticket, '/1/completion'), { answers, note: 'On her desk' });
    t.is(completed.status, 200, JSON.stringify(completed.body));
    t.like(completed.body.tasks[0], { outcome: 'done', note: 'On her desk' });
    await eventually(async () => (await listed(marc, 'scope=all', ticket)).length === 0);
    const [recorded] = (await done(lea.get(at(ticket)))).items;
    t.deepEqual(recorded.answers, [
      { name: 'serial_number', title: 'Serial number', shown: 'SN-4711' },
    ]);
  },
);

test.serial(
  'the group and the checklist of an open task are changed, and ticks are kept',
  async (t) => {
    const ticket = await camille.opens({ ...request, subject: 'A laptop for Yves' });
    const checklist = ['Unpack it', 'Label it'];
    await done(lea.post(at(ticket), { title: 'Prepare it', checklist, assignee: 'acc-lea' }));
    await done(lea.put(at(ticket, '/1/items/2'), { isDone: true }));
    const changed = await lea.send('PATCH', at(ticket, '/1'), {
      group: 'equipment_fulfilment',
      checklist: [{ text: 'Put a label on it', item: 2 }, { text: 'Charge it' }],
    });
    t.is(changed.status, 200, JSON.stringify(changed.body));
    const [task] = changed.body.tasks;
    t.is(task.group.id, 'equipment_fulfilment');
    t.is(task.assignee, null);
    t.deepEqual(task.items, [
      { n: 1, text: 'Put a label on it', isDone: true },
      { n: 2, text: 'Charge it', isDone: false },
    ]);
    const unknown = { checklist: [{ text: 'Nothing of it', item: 9 }] };
    t.is((await lea.send('PATCH', at(ticket, '/1'), unknown)).body.code, 'task_item_unknown');
    const without = await done(lea.send('PATCH', at(ticket, '/1'), { checklist: [] }));
    t.deepEqual(without.tasks[0].items, []);
  },
);

test.serial('the requester sees of tasks what is said to be shown, and no more', async (t) => {
  const ticket = await camille.opens({ ...request, subject: 'Another laptop' });
  const secret = { title: 'Ask why she breaks them', description: 'Quetzalcoatl' };
  await done(lea.post(at(ticket), secret));
  const shown = { title: 'Order it', description: 'From Quetzalcoatl', isShown: true };
  await done(lea.post(at(ticket), { ...shown, checklist: ['Quetzalcoatl'], assignee: 'acc-lea' }));
  const { body } = await camille.get(`/api/tickets/${ticket.id}`);
  t.deepEqual(
    body.tasks.map(({ title, outcome, items, assignee }: Body) => [
      title,
      outcome,
      items,
      assignee,
    ]),
    [['Order it', 'open', [], null]],
  );
  const all = [body, (await camille.get(`/api/tickets/${ticket.id}/events`)).body];
  t.notRegex(JSON.stringify(all), /Quetzalcoatl|breaks/);
  t.is((await camille.get(at(ticket))).status, 403);
  t.is((await camille.get('/api/tasks')).status, 403);
  t.is((await camille.post(at(ticket), secret)).status, 403);
});

test.serial(
  'what is no task is refused with what was expected, and nothing is left of it',
  async (t) => {
    const ticket = await camille.opens({ ...request, subject: 'A screen' });
    const refused = async (body: object) => (await lea.post(at(ticket), body)).body;
    t.is((await refused({})).code, 'invalid_input');
    t.is((await refused({ task: 'no_such_task' })).code, 'task_unknown');
    t.is((await refused({ title: 'x', group: 'no_such_group' })).code, 'group_unknown');
    t.is((await refused({ title: 'x', dueAt: '2020-01-01T00:00:00Z' })).code, 'due_in_past');
    const two = { title: 'x', dueAt: '2030-01-01T00:00:00Z', withinMinutes: 5 };
    t.is((await refused(two)).code, 'invalid_input');
    t.is((await refused({ title: 'x', assignee: 'acc-camille' })).code, 'invalid_input');
    t.is((await refused({ title: 'x', checklist: ['two\nlines'] })).code, 'invalid_input');
    t.is((await lea.put(at(ticket, '/7/completion'), {})).body.code, 'task_not_found');
    t.deepEqual(await desk.database('notes').where({ ticket_id: ticket.id, kind: 'task' }), []);
  },
);

test.serial('tasks are listed as they are due, a page at a time', async (t) => {
  const ticket = await camille.opens({ ...request, subject: 'Many things' });
  const group = { group: 'equipment_fulfilment' };
  for (const [title, dueAt] of [
    ['third', undefined],
    ['second', new Date(Date.now() + 7_200_000).toISOString()],
    ['first', new Date(Date.now() + 3_600_000).toISOString()],
  ]) {
    await done(lea.post(at(ticket), { ...group, title, ...(dueAt && { dueAt }) }));
  }
  await eventually(async () => (await listed(marc, 'scope=groups', ticket)).length === 3);
  const titles: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await done(marc.get(`/api/tasks?scope=groups&limit=1${cursor}`));
    for (const one of page.items) if (one.ticket.id === ticket.id) titles.push(one.task.title);
    if (page.next === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  t.deepEqual(titles, ['first', 'second', 'third']);
});
