import test from 'ava';
import { heldQuery } from '../../workflows/messages.ts';
import { day, lea, marc, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDesk,
  type LiveTicket,
  newTicketId,
  openLiveTicket,
  projected,
  rowsOf,
  startLiveDesk,
} from '../support/live_desk.ts';

let desk: LiveDesk;

test.before(async () => {
  desk = await startLiveDesk();
});

const solved = { code: 'solved', noteId: 'note-1' };

/** A major incident and the tickets that report it. */
async function openMajor(childCount: number): Promise<[LiveTicket, LiveTicket[]]> {
  const parent = await openLiveTicket(desk);
  await parent.does(lea, 'declareMajor');
  const links = [{ kind: 'parent', id: parent.ticketId }] as const;
  const children = [];
  for (let n = 0; n < childCount; n++) {
    children.push(await openLiveTicket(desk, { links: [...links] }));
  }
  await eventually(async () => (await parent.state()).links.length === childCount);
  return [parent, children];
}

test('a survivor learns of the merge, and of its undoing', async (t) => {
  const survivor = await openLiveTicket(desk);
  const twin = await openLiveTicket(desk);
  await twin.does(lea, 'merge', { into: survivor.ticketId });
  await eventually(async () => (await survivor.state()).mergedFrom.length === 1);
  await twin.does(lea, 'unmerge');
  await eventually(async () => (await survivor.state()).mergedFrom.length === 0);
  t.is((await twin.state()).status, 'new');
});

test('merged into a ticket that has ended meanwhile, a ticket is on its own again', async (t) => {
  const survivor = await openLiveTicket(desk);
  await survivor.does(requester, 'cancel');
  await survivor.handle.result();
  const twin = await openLiveTicket(desk);
  await twin.does(lea, 'merge', { into: survivor.ticketId });
  await eventually(async () => (await twin.state()).status === 'new');
  t.true((await twin.state()).clocks.every((clock) => clock.runningSince !== null));
});

test('both ends of a link say the same', async (t) => {
  const one = await openLiveTicket(desk);
  const other = await openLiveTicket(desk);
  await one.does(lea, 'link', { kind: 'child', id: other.ticketId });
  const expected = [{ kind: 'parent', id: one.ticketId }];
  await eventually(async () => (await other.state()).links.length === 1);
  t.deepEqual((await other.state()).links, expected as never);
  await other.does(lea, 'unlink', { kind: 'parent', id: one.ticketId });
  await eventually(async () => (await one.state()).links.length === 0);
  t.deepEqual((await other.state()).links, []);
});

test('one message on a major incident reaches everybody who reported it, once', async (t) => {
  const [parent, children] = await openMajor(3);
  await parent.does(lea, 'addMessage', { messageId: 'news', visibility: 'public' });
  for (const child of children) {
    await eventually(async () => (await child.state()).firstResponseAt !== null);
    const state = await child.state();
    await projected(desk, child.ticketId, state.seq);
    const { events } = await rowsOf(desk, child.ticketId);
    const messages = events.filter(({ type }) => type === 'message_added');
    t.like(messages, [{ actor: lea, data: { messageId: 'news', fromTicketId: parent.ticketId } }]);
  }
});

test('a message on a major incident reaches each of more reports than are told at once', async (t) => {
  const [parent, children] = await openMajor(45);
  await parent.does(lea, 'addMessage', { messageId: 'news', visibility: 'public' });
  for (const child of children) {
    await eventually(async () => (await child.state()).firstResponseAt !== null);
  }
  const { outgoing } = await parent.handle.query(heldQuery);
  t.deepEqual(outgoing, []);
});

test('what a report that was merged is told comes to the ticket that stands for it, and once', async (t) => {
  const [parent, [merged, other]] = (await openMajor(2)) as [LiveTicket, [LiveTicket, LiveTicket]];
  const survivor = await openLiveTicket(desk);
  for (const ticket of [merged, other]) {
    await ticket.does(lea, 'merge', { into: survivor.ticketId });
  }
  await eventually(async () => (await survivor.state()).mergedFrom.length === 2);
  await parent.does(lea, 'addMessage', { messageId: 'news', visibility: 'public' });
  await parent.does(lea, 'resolve', { ...solved, isForChildren: true });
  await eventually(async () => (await survivor.state()).status === 'resolved');
  const state = await survivor.state();
  await projected(desk, survivor.ticketId, state.seq);
  const { events } = await rowsOf(desk, survivor.ticketId);
  t.is(events.filter(({ type }) => type === 'message_added').length, 1);
});

test('what a ticket that is over and merged is told comes to its survivor as well', async (t) => {
  const [parent, [child]] = (await openMajor(1)) as [LiveTicket, [LiveTicket]];
  const survivor = await openLiveTicket(desk);
  await child.does(lea, 'merge', { into: survivor.ticketId });
  await eventually(async () => (await survivor.state()).mergedFrom.length === 1);
  await child.fastForward(30 * day).catch(() => undefined);
  await child.handle.result();
  await parent.does(lea, 'addMessage', { messageId: 'news', visibility: 'public' });
  await eventually(async () => (await survivor.state()).firstResponseAt !== null);
  t.is((await survivor.state()).agentPublicMessageCount, 1);
});

test('two tickets merged into each other at once end as one, and the other merge is taken back', async (t) => {
  const [one, other] = [await openLiveTicket(desk), await openLiveTicket(desk)];
  await Promise.all([
    one.does(lea, 'merge', { into: other.ticketId }),
    other.does(marc, 'merge', { into: one.ticketId }),
  ]);
  const statuses = async () => [(await one.state()).status, (await other.state()).status].sort();
  await eventually(async () => (await statuses()).join() === 'merged,new');
  const [survivor, merged] =
    (await one.state()).status === 'new' ? [one, other] : ([other, one] as const);
  await eventually(async () => (await survivor.state()).mergedFrom.length === 1);
  t.is((await merged.state()).mergedInto, survivor.ticketId);
  await projected(desk, survivor.ticketId, (await survivor.state()).seq);
  const { events } = await rowsOf(desk, survivor.ticketId);
  t.true(events.some(({ type }) => type === 'delivery_refused'));
});

test('a major incident is resolved with everything that reported it', async (t) => {
  const [parent, children] = await openMajor(2);
  await parent.does(lea, 'resolve', { ...solved, isForChildren: true });
  for (const child of children) {
    await eventually(async () => (await child.state()).status === 'resolved');
    t.like((await child.state()).resolution, { n: 1, code: 'solved', by: lea, noteId: 'note-1' });
  }
});

test('many tickets are told sooner or later, and those that are gone are counted', async (t) => {
  const open = await openLiveTicket(desk);
  const resolve = { name: 'resolve', actor: lea, payload: solved } as const;
  const commands = [open.ticketId, newTicketId()].map((ticketId) => ({
    ...resolve,
    ticketId,
    commandId: `problem-${ticketId}`,
  }));
  const counts = await desk.client.workflow.execute('deliverCommandsWorkflow', {
    workflowId: `deliver-${open.ticketId}`,
    taskQueue: 'tickets',
    args: [commands],
  });
  t.deepEqual(counts, { delivered: 1, refused: 0, gone: 1 });
  t.is((await open.state()).status, 'resolved');
});
