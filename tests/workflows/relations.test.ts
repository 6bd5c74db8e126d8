import test from 'ava';
import { lea, requester } from '../domain/desk.ts';
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
  await eventually(async () => (await survivor.state()).mergedFrom.includes(twin.ticketId));
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
