import test from 'ava';
import { forgetCommands, intendCommands } from '../../database/ticket_commands.ts';
import { eventually } from '../support/eventually.ts';
import { projected } from '../support/live_desk.ts';
import { type ApiDesk, type Body, type Caller, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let lea: Caller;
let camille: Caller;
/** What each ticket is found by is said once, in the place its name says. */
const ids: Record<string, string> = {};

test.before(async () => {
  desk = await startApiDesk();
  lea = desk.as('demo-agent');
  camille = desk.as('demo-requester');
  const open = async (name: string, fields: object, caller = lea) => {
    const { id, seq } = await caller.opens({ description: 'See above.', ...fields });
    ids[name] = id;
    await projected(desk, id, seq);
  };
  await open('subject', { subject: 'The Wi-Fi of the façade is down' });
  await open('description', { subject: 'Help', description: 'Both printers eat batteries.' });
  await open('message', { subject: 'Slow laptop' }, camille);
  await open('resolution', { subject: 'Odd noise' }, camille);
  await open('requester', { subject: 'Nothing special', requester: 'acc-paul' });
  await open('french', { subject: 'Les journaux de l’imprimante' });
  const say = (id: string | undefined, body: object) =>
    lea.post(`/api/tickets/${id}/messages`, body);
  await say(ids.message, { body: 'Did you replace the thermostat?' });
  await say(ids.message, { body: 'A quokka sat on it.', visibility: 'internal' });
  await lea.put(`/api/tickets/${ids.resolution}/classification`, { category: 'hardware' });
  const step = { kind: 'information', step: 'Looked at the axolotl.', outcome: 'None.' };
  await lea.post(`/api/tickets/${ids.resolution}/diagnostic-steps`, step);
  await lea.put(`/api/tickets/${ids.resolution}/assignment`, { assignee: 'me' });
  const solved = { code: 'fixed', note: 'Greased the fan.', rootCause: 'A gasket had perished.' };
  const { status, body } = await lea.put(`/api/tickets/${ids.resolution}/resolution`, solved);
  if (status !== 200) throw new Error(JSON.stringify(body));
  await eventually(async () => (await finds('greased')).length === 1);
});

async function finds(q: string, caller: Caller = lea): Promise<string[]> {
  const { status, body } = await caller.get(`/api/tickets?q=${encodeURIComponent(q)}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.items.map(({ id }: Body) => Object.keys(ids).find((name) => ids[name] === id));
}

for (const [q, place] of [
  ['facade', 'subject'],
  ['printers', 'description'],
  ['thermostat', 'message'],
  ['greased', 'resolution'],
  ['gasket', 'resolution'],
  ['axolotl', 'resolution'],
  ['Paul', 'requester'],
]) {
  test(`an agent finds a ticket by its ${place}: ${q}`, async (t) => {
    t.deepEqual(await finds(String(q)), [place]);
  });
}

for (const [q, place] of [
  ['wifi', 'subject'],
  ['wi-fi', 'subject'],
  ['WiFi', 'subject'],
  ['printer', 'description'],
  ['battery', 'description'],
  ['thermostats', 'message'],
  ['journal', 'french'],
  ['imprimantes', 'french'],
  ['l’imprimante', 'french'],
  ["l'imprimante", 'french'],
]) {
  test(`hyphens, apostrophes and plurals are no difference: ${q}`, async (t) => {
    t.deepEqual(await finds(String(q)), [place]);
  });
}

for (const [q, place] of [
  ['pritner', 'description'],
  ['prinrer', 'description'],
  ['priter', 'description'],
  ['printters', 'description'],
  ['termostat', 'message'],
  ['geased fan', 'resolution'],
]) {
  test(`one letter may be wrong: ${q}`, async (t) => {
    t.deepEqual(await finds(String(q)), [place]);
  });
}

test('a word without an end is looked for as it is, and nobody waits for it', async (t) => {
  const endless = 'wxyz'.repeat(50);
  t.deepEqual(await finds(endless), []);
  t.deepEqual(await finds(endless, camille), []);
  const { id } = await lea.opens({ subject: endless });
  await eventually(async () => {
    const { body } = await lea.get(`/api/tickets?q=${endless}`);
    return body.items[0]?.id === id;
  });
});

test('every word counts, however many there are, and those that every text has do not', async (t) => {
  const many = 'the Wi-Fi of the façade is down and it was down when the façade was the façade';
  t.deepEqual(await finds(many), ['subject']);
  t.deepEqual(await finds('is the wifi of the façade down?'), ['subject']);
  t.deepEqual(await finds('the wifi of the façade is down above see one two three xyzzy'), []);
});

test('the best match comes first: a subject before a description, a description before a message', async (t) => {
  const word = 'pomegranate';
  const inMessage = await lea.opens({ subject: 'Third' });
  await lea.post(`/api/tickets/${inMessage.id}/messages`, { body: word });
  const inDescription = await lea.opens({ subject: 'Second', description: word });
  const inSubject = await lea.opens({ subject: word });
  const order = [inSubject.id, inDescription.id, inMessage.id];
  await eventually(async () => {
    const { body } = await lea.get(`/api/tickets?q=${word}`);
    return JSON.stringify(body.items.map(({ id }: Body) => id)) === JSON.stringify(order);
  });
  const newest = await lea.get(`/api/tickets?q=${word}&sort=-openedAt&limit=1`);
  t.is(newest.body.items[0].id, inSubject.id);
});

test('a requester finds their own tickets by what they may read of them, and nothing else', async (t) => {
  t.deepEqual(await finds('thermostat', camille), ['message']);
  t.deepEqual(await finds('greased', camille), ['resolution']);
  for (const hidden of ['quokka', 'quoka', 'axolotl', 'gasket', 'facade', 'Paul', 'printer']) {
    t.deepEqual(await finds(hidden, camille), [], hidden);
  }
  t.deepEqual(await finds('quokka'), ['message']);
});

test('what a refused command would have said is found nowhere and kept nowhere', async (t) => {
  const reason = 'An aardvark has eaten it.';
  const refused = await lea.put(`/api/tickets/${ids.resolution}/cancellation`, { reason });
  t.is(refused.body.code, 'ticket_resolved');
  t.deepEqual(await finds('aardvark'), []);
  t.deepEqual(await desk.database('notes').where('body', reason).select(), []);
});

test('what is being said and may be refused is not found yet, and forgotten if nobody takes it', async (t) => {
  const ticket_id = String(ids.subject);
  const author_id = 'acc-lea';
  const note = { note_id: 'txt-lost', ticket_id, author_id, kind: 'reason' as const };
  const said = { ...note, body: 'A pangolin.', outcome: null, ruled_out: null };
  const command = { commandId: 'cmd-lost', ticketId: ticket_id, fingerprint: 'lost' };
  await intendCommands(desk.database, [{ ...command, texts: { messages: [], notes: [said] } }]);
  t.deepEqual(await finds('pangolin'), []);
  await forgetCommands(desk.database, ['cmd-lost'], null);
  t.deepEqual(await desk.database('notes').where('note_id', 'txt-lost').select(), []);
  t.deepEqual(await finds('axolotl'), ['resolution'], 'and nothing that was said is');
});
