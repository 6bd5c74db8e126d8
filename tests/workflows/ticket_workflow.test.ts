import test from 'ava';
import { day, hour, lea, marc, minute, requester } from '../domain/desk.ts';
import {
  type LiveDesk,
  openLiveTicket,
  projected,
  refusalOf,
  rowsOf,
  startLiveDesk,
} from '../support/live_desk.ts';

let desk: LiveDesk;

test.before(async () => {
  desk = await startLiveDesk();
});

const solved = { code: 'solved', noteId: 'note-1' };
const publicMessage = (messageId: string) => ({ messageId, visibility: 'public' }) as const;

async function commandsInHistory(ticketId: string): Promise<number> {
  const { events } = await desk.client.workflow.getHandle(ticketId).fetchHistory();
  const accepted = events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
  return accepted?.length ?? 0;
}

test('a ticket answers as soon as it is opened, triaged and with its clocks running', async (t) => {
  const { opened } = await openLiveTicket(desk, { category: 'routing', impact: 'high' });
  t.is(opened.ticket.status, 'new');
  t.is(opened.ticket.group, 'network');
  t.is(opened.ticket.priority, 'p2');
  t.is(opened.seq, opened.ticket.seq);
  t.is(opened.ticket.clocks.length, 3);
});

test('opening the same ticket twice gives the first answer and one ticket', async (t) => {
  const first = await openLiveTicket(desk);
  const second = await openLiveTicket(desk, { ticketId: first.ticketId, impact: 'high' });
  t.deepEqual(second.opened.ticket, first.opened.ticket);
});

test('rows are what the workflow says, event for event', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.does(lea, 'accept');
  await ticket.does(lea, 'addMessage', publicMessage('m1'));
  const { seq } = await ticket.does(lea, 'setPending', { reason: 'requester' });
  await projected(desk, ticket.ticketId, seq);
  const rows = await rowsOf(desk, ticket.ticketId);
  const state = await ticket.state();
  t.deepEqual(rows.state, state);
  t.deepEqual(rows.folded, state);
});

test('a refused command says why and leaves no trace in the history', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.does(lea, 'accept');
  const before = await commandsInHistory(ticket.ticketId);
  const refusal = await refusalOf(
    ticket.does(lea, 'escalate', { kind: 'functional', reason: 'more_skill' }),
  );
  t.is(refusal.code, 'gate_not_met');
  t.like(refusal, { parameters: { missing: { length: 2 } } });
  t.is(await commandsInHistory(ticket.ticketId), before);
  t.true(before > 0, 'a command that is done is in it');
});

test('a command repeated with its id gives the first answer and is done once', async (t) => {
  const ticket = await openLiveTicket(desk);
  const twice = { commandId: 'the-same', fingerprint: 'first' };
  const first = await ticket.does(lea, 'addMessage', publicMessage('m1'), twice);
  const again = await ticket.does(lea, 'addMessage', publicMessage('m2'), {
    ...twice,
    fingerprint: 'second',
  });
  t.is(again.seq, first.seq);
  t.is(again.fingerprint, 'first', 'so that the caller sees that it asked for something else');
  t.is((await ticket.state()).agentPublicMessageCount, 1);
});

test('a command meant for an older state of the ticket is refused', async (t) => {
  const ticket = await openLiveTicket(desk);
  const { seq } = await ticket.does(lea, 'accept');
  const stale = ticket.does(lea, 'classify', { urgency: 'low' }, { expectedSeq: seq - 1 });
  t.is((await refusalOf(stale)).code, 'stale');
  await ticket.does(lea, 'classify', { urgency: 'low' }, { expectedSeq: seq });
  t.is((await ticket.state()).urgency, 'low');
});

test('deadlines fire by themselves: warning, breach, escalation, attention', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.fastForward(16 * hour);
  const state = await ticket.state();
  t.is(state.escalations[0]?.outcome, 'lapsed', 'the first line’s time was up, nobody took over');
  t.is(state.hierarchyLevel, 1, 'the resolution was due after 14 hours');
  const breached = state.clocks.filter((clock) => clock.breachedAt !== null);
  t.true(breached.some((clock) => clock.name === 'resolution'));
  await projected(desk, ticket.ticketId, state.seq);
  t.deepEqual((await rowsOf(desk, ticket.ticketId)).state, state);
});

test('a ticket of thirty days goes from intake to the end of its survey and is then over', async (t) => {
  const ticket = await openLiveTicket(desk, { category: 'vpn' });
  await ticket.does(lea, 'accept');
  for (const [i, kind] of (['information', 'test', 'test'] as const).entries()) {
    await ticket.does(lea, 'addDiagnosticStep', { stepId: `s${i}`, kind, hasRuledOut: false });
  }
  await ticket.does(lea, 'escalate', { kind: 'functional', reason: 'more_skill' });
  await ticket.does(marc, 'accept');
  await ticket.does(marc, 'setPending', { reason: 'change' });
  await ticket.fastForward(4 * day);
  await ticket.does(marc, 'endPending');
  await ticket.does(marc, 'resolve', solved);
  await ticket.does(requester, 'reopen');
  await ticket.fastForward(6 * hour);
  await ticket.does(marc, 'accept');
  await ticket.does(marc, 'resolve', solved);
  const { closedAt, status } = await settled(ticket, 3 * day);
  t.is(status, 'closed');
  t.not(closedAt, null);
  await t.throwsAsync(ticket.fastForward(25 * day), undefined, 'it ends on the way');
  const { status: workflowStatus } = await ticket.handle.describe();
  t.is(workflowStatus.name, 'COMPLETED');
  const { state } = await rowsOf(desk, ticket.ticketId);
  t.is(state.survey?.state, 'expired');
  t.is(state.clocks.find((clock) => clock.name === 'resolution')?.outcome, 'met');
  t.is(state.seq, (await rowsOf(desk, ticket.ticketId)).events.length);
});

async function settled(ticket: Awaited<ReturnType<typeof openLiveTicket>>, durationMs: number) {
  await ticket.fastForward(durationMs);
  return ticket.state();
}

test('a ticket that is over hears no command', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.does(requester, 'cancel');
  await ticket.handle.result();
  const late = ticket.does(lea, 'addMessage', publicMessage('m1'));
  await t.throwsAsync(late, { name: 'WorkflowNotFoundError' });
});

test('two commands at once are both heard, one after the other', async (t) => {
  const ticket = await openLiveTicket(desk);
  const ids = Array.from({ length: 10 }, (_, i) => `m${i}`);
  await Promise.all(ids.map((id) => ticket.does(requester, 'addMessage', publicMessage(id))));
  t.is((await ticket.state()).requesterMessageCount, 10);
});

test('a pause of a minute keeps the minute', async (t) => {
  const ticket = await openLiveTicket(desk);
  await ticket.does(lea, 'setPending', { reason: 'requester' });
  const paused = (await ticket.state()).clocks.find((clock) => clock.name === 'resolution');
  await ticket.fastForward(30 * minute);
  await ticket.does(lea, 'endPending');
  const resumed = (await ticket.state()).clocks.find((clock) => clock.name === 'resolution');
  t.is(resumed?.elapsedMs, paused?.elapsedMs);
  t.true((resumed?.dueAt ?? 0) - (resumed?.startedAt ?? 0) >= 14 * hour + 30 * minute);
});
