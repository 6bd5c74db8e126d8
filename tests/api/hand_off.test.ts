import test from 'ava';
import { type ApiDesk, type Body, type Caller, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let lea: Caller;
/** Of the network group, which is of the second tier. */
let marc: Caller;

test.before(async () => {
  desk = await startApiDesk();
  lea = desk.as('demo-agent');
  marc = desk.as('demo-agent-2');
});

const address = ({ id }: Body) => `/api/tickets/${id}`;
const up = { kind: 'functional', reason: 'needs_skill' };

async function diagnosed(): Promise<Body> {
  const ticket = await lea.opens({ category: 'network' });
  for (const kind of ['information', 'test']) {
    const step = { kind, step: 'Looked at it', outcome: 'Nothing' };
    await lea.post(`${address(ticket)}/diagnostic-steps`, step);
  }
  return ticket;
}

test('a ticket goes up to a person as it goes up to a group: through the gate, and handed over', async (t) => {
  const fresh = await lea.opens({ category: 'network' });
  for (const refused of [
    await marc.put(`${address(fresh)}/acceptance`),
    await lea.put(`${address(fresh)}/assignment`, { assignee: 'acc-marc' }),
  ]) {
    t.is(refused.body.code, 'gate_not_met');
  }
  const given = await diagnosed();
  const assigned = await lea.put(`${address(given)}/assignment`, { assignee: 'acc-marc' });
  t.like(assigned.body, {
    group: { id: 'network' },
    tier: 2,
    assignee: { id: 'acc-marc' },
    escalations: [{ outcome: 'open', reason: 'assignment' }],
  });
  const taken = await marc.put(`${address(await diagnosed())}/acceptance`);
  t.like(taken.body, { tier: 2, status: 'in_progress', escalations: [{ outcome: 'accepted' }] });
});

test('escalated twice in a row a ticket climbs once, and nobody has accepted it', async (t) => {
  const ticket = await diagnosed();
  const first = await lea.post(`${address(ticket)}/escalations`, up);
  t.is(first.status, 201, JSON.stringify(first.body));
  const again = await lea.post(`${address(ticket)}/escalations`, up);
  t.is(again.body.code, 'hand_off_open');
  const back = await lea.put(`${address(ticket)}/assignment`, { group: 'service_desk' });
  t.like(back.body, { tier: 1, escalations: [{ outcome: 'withdrawn' }] });
  const late = await marc.put(`${address(ticket)}/escalations/1/acceptance`);
  t.is(late.body.code, 'already_withdrawn');
});

test('nobody waits until the year 9999', async (t) => {
  const ticket = await lea.opens();
  const wait = { reason: 'change', until: '9999-12-31T00:00:00Z' };
  const refused = await lea.put(`${address(ticket)}/pending`, wait);
  t.is(refused.status, 409);
  t.is(refused.body.code, 'too_far_ahead');
});
