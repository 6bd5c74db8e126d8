import test from 'ava';
import fc from 'fast-check';
import { calendarOf, elapsedAt } from '../../workflows/domain/clocks.ts';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import { outgoingCommandsOf } from '../../workflows/domain/outgoing_commands.ts';
import { recipientsOf } from '../../workflows/domain/recipients.ts';
import {
  childrenOf,
  isOver,
  linksMax,
  standingLinks,
  type TicketState,
} from '../../workflows/domain/ticket.ts';
import { at, command, day, hour, lea, marc, minute, requester, rules, Ticket } from './desk.ts';
import { DeskOfTickets, idOf } from './desk_of_tickets.ts';
import { holdsInManyCases } from './many_cases.ts';
import { type Step, step } from './random_steps.ts';

const news: CommandPayload['addMessage'] = { messageId: 'm1', visibility: 'public' };
const solved = { code: 'solved', noteId: 'note-1' };

function deskAt(time = '09:00'): DeskOfTickets {
  return new DeskOfTickets(at(0, time));
}

/** How often a message was said on a ticket. */
function saidOn(desk: DeskOfTickets, ticketId: string): number {
  return desk
    .ticket(ticketId)
    .types()
    .filter((type) => type === 'message_added').length;
}

/** Who was told of the last event of a type, by their accounts. */
function toldOf(ticket: Ticket, type: Parameters<Ticket['last']>[0]): string[] {
  const last = ticket.last(type);
  const upTo = ticket.events.filter(({ seq }) => seq <= last.seq);
  const state = upTo.reduce<TicketState | null>(evolve, null) as TicketState;
  return recipientsOf(last, state).map(({ to }) => (to.kind === 'account' ? to.id : to.kind));
}

test('news of a major incident reaches whoever stands for a report that was merged, once', (t) => {
  const desk = deskAt();
  const [major, report, twin, other] = desk.opens(1, 2, 3, 4);
  desk.does(major, lea, 'declareMajor');
  for (const id of [report, twin]) desk.does(major, lea, 'link', { kind: 'child', id });
  desk.settle().does(report, lea, 'merge', { into: other }).settle();
  desk.does(major, lea, 'addMessage', news).settle();
  t.is(saidOn(desk, other), 1);
  t.is(saidOn(desk, twin), 1);
  desk.does(major, lea, 'resolve', { ...solved, isForChildren: true }).settle();
  t.like(desk.of(other), { status: 'resolved', resolution: { noteId: 'note-1', by: lea } });
  t.is(desk.of(twin).status, 'resolved');
  t.is(desk.of(report).status, 'merged');
});

test('the reports of a major incident that is merged into another are told by that one', (t) => {
  const desk = deskAt();
  const [major, bigger, report] = desk.opens(1, 2, 3);
  for (const id of [major, bigger]) desk.does(id, lea, 'declareMajor');
  desk.does(major, lea, 'link', { kind: 'child', id: report }).settle();
  desk.does(major, lea, 'merge', { into: bigger }).settle();
  t.deepEqual(childrenOf(desk.of(bigger)), [report]);
  desk.does(bigger, lea, 'addMessage', news).settle();
  t.is(saidOn(desk, report), 1);
  desk.does(bigger, lea, 'resolve', { ...solved, isForChildren: true }).settle();
  t.is(desk.of(report).status, 'resolved');
});

test('a major incident is not silenced by a merge into an ordinary ticket: that is taken back', (t) => {
  const desk = deskAt();
  const [major, ordinary] = desk.opens(1, 2);
  desk.does(major, lea, 'declareMajor').does(major, lea, 'merge', { into: ordinary }).settle();
  t.is(desk.of(major).status, 'new');
  const { data } = desk.ticket(major).last('delivery_refused');
  t.like(data, { isTakenBack: true, refusal: { code: 'major_into_ordinary' }, by: lea });
  t.deepEqual(toldOf(desk.ticket(major), 'delivery_refused'), [lea.id]);
});

test('whom a merged ticket had to do with, the survivor has to do with, and no longer once undone', (t) => {
  const desk = deskAt();
  const [twin, survivor, parent, friend] = desk.opens(1, 2, 3, 4);
  desk.does(twin, lea, 'link', { kind: 'parent', id: parent });
  desk.does(twin, lea, 'link', { kind: 'related', id: friend }).settle();
  const before = desk.of(survivor);
  desk.does(twin, lea, 'merge', { into: survivor }).settle();
  t.deepEqual(standingLinks(desk.of(survivor)), [
    { kind: 'parent', id: parent },
    { kind: 'related', id: friend },
  ]);
  desk.does(twin, lea, 'unmerge').settle();
  t.deepEqual({ ...desk.of(survivor), seq: before.seq }, before);
  t.deepEqual(desk.of(parent).links, [{ kind: 'child', id: twin }]);
});

test('what was linked to a merged ticket meanwhile goes back to it, and both ends agree', (t) => {
  const desk = deskAt();
  const [major, bigger, early, late, parted] = desk.opens(1, 2, 3, 4, 5);
  for (const id of [major, bigger]) desk.does(id, lea, 'declareMajor');
  for (const id of [early, parted]) desk.does(major, lea, 'link', { kind: 'child', id });
  desk.settle().does(major, lea, 'merge', { into: bigger }).settle();
  desk.does(late, requester, 'addMessage', news);
  desk.does(late, lea, 'link', { kind: 'parent', id: major }).settle();
  t.deepEqual(childrenOf(desk.of(bigger)).sort(), [early, late, parted]);
  desk.does(bigger, lea, 'unlink', { kind: 'child', id: parted }).settle();
  t.deepEqual(desk.of(parted).links, []);
  desk.does(major, lea, 'unmerge').settle();
  t.deepEqual(childrenOf(desk.of(bigger)), []);
  t.deepEqual(childrenOf(desk.of(major)).sort(), [early, late, parted]);
  for (const id of [early, late, parted]) {
    t.deepEqual(desk.of(id).links, [{ kind: 'parent', id: major }], id);
  }
});

test('a link of the process’s own kind is there again at its other end once a merge is undone', (t) => {
  const desk = deskAt();
  const [cause, report, other] = desk.opens(1, 2, 3);
  const link = { kind: 'caused_by', id: cause, inverse: 'cause_of' } as const;
  const state = { ...desk.of(report), links: [link] };
  t.deepEqual(standingLinks(state), [link]);
  const event = {
    ...{ seq: state.seq, at: state.updatedAt, actor: lea, commandId: null },
    type: 'ticket_unmerged',
    data: { from: other, mergedAt: state.updatedAt },
  } as unknown as TicketEvent;
  const said = outgoingCommandsOf(event, state).filter(({ name }) => name === 'link');
  t.deepEqual(
    said.map((one) => one.payload),
    [{ kind: 'cause_of', id: report, inverse: 'caused_by' }],
  );
});

test('a ticket that took others is merged itself, and the last one stands for all', (t) => {
  const desk = deskAt();
  const [first, second, third, major] = desk.opens(1, 2, 3, 4);
  desk.does(major, lea, 'declareMajor').does(major, lea, 'link', { kind: 'child', id: first });
  desk.settle().does(first, lea, 'merge', { into: second }).settle();
  desk.does(second, lea, 'merge', { into: third }).settle();
  t.deepEqual(
    desk
      .of(third)
      .mergedFrom.map(({ ticketId }) => ticketId)
      .sort(),
    [first, second],
  );
  desk.does(major, lea, 'addMessage', news).settle();
  t.is(saidOn(desk, third), 1);
  desk.does(second, lea, 'unmerge').settle();
  t.deepEqual(desk.of(third).mergedFrom, []);
  t.deepEqual(
    desk.of(second).mergedFrom.map(({ ticketId }) => ticketId),
    [first],
  );
});

test('the first of a chain of merges can be undone while the second stands', (t) => {
  const desk = deskAt();
  const [first, second, third] = desk.opens(1, 2, 3);
  desk.does(first, lea, 'merge', { into: second }).settle();
  desk.does(second, lea, 'merge', { into: third }).settle();
  desk.does(first, lea, 'unmerge').settle();
  t.deepEqual(desk.of(second).mergedFrom, []);
  t.deepEqual(
    desk.of(third).mergedFrom.map(({ ticketId }) => ticketId),
    [second],
  );
});

test('two tickets merged into each other at once become one, and whoever was overruled is told', (t) => {
  const desk = deskAt();
  const [one, other] = desk.opens(1, 2);
  desk.does(one, lea, 'merge', { into: other }).does(other, marc, 'merge', { into: one }).settle();
  t.is(desk.of(one).status, 'new');
  t.like(desk.of(other), { status: 'merged', mergedInto: one });
  t.deepEqual(
    desk.of(one).mergedFrom.map(({ ticketId }) => ticketId),
    [other],
  );
  t.deepEqual(toldOf(desk.ticket(one), 'delivery_refused'), [lea.id]);
});

test('however tickets are merged at once, one of them goes on and stands for all the others', (t) => {
  const targets = fc
    .integer({ min: 2, max: 6 })
    .chain((count) =>
      fc.array(fc.integer({ min: 1, max: count }), { minLength: count, maxLength: count }),
    );
  fc.assert(
    fc.property(targets, (into) => {
      const desk = deskAt();
      for (const n of into.keys()) desk.open(n + 1);
      for (const [i, target] of into.entries()) {
        if (target !== i + 1) desk.does(idOf(i + 1), lea, 'merge', { into: idOf(target) });
      }
      desk.settle();
      for (const [id, { state }] of desk.tickets) {
        const passed = [id];
        for (let next = state.mergedInto; next; next = desk.of(next).mergedInto) {
          t.false(passed.includes(next), 'a chain of merges ends');
          passed.push(next);
        }
        const survivor = desk.of(passed.at(-1) as string);
        t.is(survivor.status, 'new');
        if (survivor.ticketId !== id) {
          t.true(survivor.mergedFrom.some(({ ticketId }) => ticketId === id));
        }
      }
    }),
  );
});

test('merged into a ticket that was merged itself, a ticket is followed where that one is', (t) => {
  const desk = deskAt();
  const [late, second, third] = desk.opens(1, 2, 3);
  desk.does(second, lea, 'merge', { into: third }).settle();
  desk.does(late, lea, 'merge', { into: second }).settle();
  t.is(desk.of(late).mergedInto, third);
  desk.does(second, lea, 'unmerge').settle();
  t.deepEqual(
    desk.of(third).mergedFrom.map(({ ticketId }) => ticketId),
    [late],
  );
});

test('a ticket cannot be merged into one that is followed on it', (t) => {
  const desk = deskAt();
  const [one, other] = desk.opens(1, 2);
  desk.does(other, lea, 'merge', { into: one }).settle();
  const back = command('merge', lea, { into: other });
  t.is(desk.ticket(one).refusalOf(at(0, '10:00'), back)?.code, 'merged_into_itself');
});

test('the same link made from both ends at once is one link, and nobody takes it back', (t) => {
  for (const kind of ['related', 'parent'] as const) {
    const desk = deskAt();
    const [one, other] = desk.opens(1, 2);
    const otherKind = kind === 'parent' ? 'child' : kind;
    desk.does(one, lea, 'link', { kind, id: other });
    desk.does(other, marc, 'link', { kind: otherKind, id: one }).settle();
    t.deepEqual(desk.of(one).links, [{ kind, id: other }]);
    t.deepEqual(desk.of(other).links, [{ kind: otherKind, id: one }]);
  }
});

test('of two tickets made parents of each other at once one is, and who was overruled is told', (t) => {
  const desk = deskAt();
  const [one, other] = desk.opens(1, 2);
  desk.does(one, lea, 'link', { kind: 'parent', id: other });
  desk.does(other, marc, 'link', { kind: 'parent', id: one }).settle();
  t.deepEqual(desk.of(one).links, [{ kind: 'child', id: other }]);
  t.deepEqual(desk.of(other).links, [{ kind: 'parent', id: one }]);
  t.deepEqual(toldOf(desk.ticket(one), 'delivery_refused'), [lea.id]);
});

test('a child that cannot be resolved with its parent is named to whoever resolved that', (t) => {
  const desk = deskAt();
  const [parent, child] = desk.opens(1, 2);
  desk.does(parent, lea, 'link', { kind: 'child', id: child }).settle();
  const own = { ...rules.process, resolutionCodes: { other: { requires: [] } } };
  const { state, events } = desk.ticket(child);
  const ofAnother = new Ticket(at(0, '09:00'), {}, { ...rules, process: own });
  desk.tickets.set(child, Object.assign(ofAnother, { state, events }));
  desk.does(parent, lea, 'resolve', { ...solved, isForChildren: true }).settle();
  t.is(desk.of(child).status, 'new');
  const { data } = desk.ticket(parent).last('delivery_refused');
  t.like(data, { command: 'resolve', ticketId: child, refusal: { code: 'code_unknown' } });
  t.deepEqual(toldOf(desk.ticket(parent), 'delivery_refused'), [lea.id]);
});

test('what is meant for a ticket that is being merged waits until the other one stands for it', (t) => {
  const desk = deskAt();
  const [major, report, other] = desk.opens(1, 2, 3);
  desk.does(major, lea, 'declareMajor');
  desk.does(major, lea, 'link', { kind: 'child', id: report }).settle();
  const solution = command('resolve', lea, solved);
  const meant = { ...solution, standingFor: report } as typeof solution;
  t.is(desk.ticket(other).refusalOf(at(0, '09:00'), meant)?.code, 'parted');
  desk.does(major, lea, 'resolve', { ...solved, isForChildren: true });
  desk.does(report, lea, 'merge', { into: other }).settle();
  t.like(desk.of(other), { status: 'resolved', mergedFrom: [{ ticketId: report }] });
});

test('a solution meant for a ticket whose merge nobody takes solves that ticket', (t) => {
  const desk = deskAt();
  const [major, report, other] = desk.opens(1, 2, 3);
  desk.does(major, lea, 'declareMajor');
  desk.does(major, lea, 'link', { kind: 'child', id: report }).settle();
  desk.does(major, lea, 'resolve', { ...solved, isForChildren: true });
  desk.does(report, lea, 'merge', { into: other }).does(other, lea, 'cancel').settle();
  t.is(desk.of(other).status, 'cancelled');
  t.like(desk.of(report), { status: 'resolved', resolution: { noteId: 'note-1' } });
});

test('one report too many stays a ticket of its own, and who reported it hears that', (t) => {
  const desk = deskAt();
  const major = desk.open(1);
  desk.does(major, lea, 'declareMajor');
  for (let n = 2; n <= linksMax + 1; n++) {
    desk.does(major, lea, 'link', { kind: 'child', id: idOf(n) });
  }
  const report = desk.open(1_000, { links: [{ kind: 'parent', id: major }] });
  desk.settle();
  t.deepEqual(desk.of(report).links, []);
  t.is(desk.of(report).status, 'new');
  t.like(desk.ticket(report).last('delivery_refused').data, {
    isTakenBack: true,
    refusal: { code: 'too_many_links', parameters: { limit: linksMax } },
  });
  // The event is of their own doing, and told to them all the same.
  t.deepEqual(toldOf(desk.ticket(report), 'delivery_refused'), [requester.id]);
});

test('everybody who waits on tickets merged into one hears its answers and its solution', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: 'acc-paul' }), desk.open(2)];
  desk.does(twin, lea, 'merge', { into: survivor }).settle();
  desk.does(survivor, lea, 'addMessage', news);
  t.deepEqual(toldOf(desk.ticket(survivor), 'message_added'), [requester.id, 'acc-paul']);
  desk.does(survivor, lea, 'resolve', solved);
  t.deepEqual(toldOf(desk.ticket(survivor), 'ticket_resolved'), [requester.id, 'acc-paul']);
});

test('who opened a ticket that became a major incident cannot end it for everybody', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'declareMajor');
  for (const name of ['resolve', 'cancel'] as const) {
    const own = command(name, requester, name === 'resolve' ? solved : {});
    t.is(ticket.refusalOf(at(0, '09:20'), own)?.code, 'shared_with_others', name);
  }
  ticket.does(at(0, '09:30'), lea, 'resolve', solved);
  const close = command('close', requester, {});
  t.is(ticket.refusalOf(at(0, '09:40'), close)?.code, 'shared_with_others');
  ticket.does(at(0, '09:40'), requester, 'reopen');
  t.is(ticket.state.status, 'new', 'they may say that it is not solved');
});

test('nobody withdraws a ticket on which somebody else waits as well', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: 'acc-paul' }), desk.open(2)];
  desk.does(twin, lea, 'merge', { into: survivor }).settle();
  const cancel = command('cancel', requester, {});
  t.is(desk.ticket(survivor).refusalOf(at(0, '10:00'), cancel)?.code, 'shared_with_others');
  desk.does(twin, lea, 'unmerge').settle().does(survivor, requester, 'cancel');
  t.is(desk.of(survivor).status, 'cancelled');
});

test('each who waits says once how it was, whoever was quicker, until nobody can any more', (t) => {
  const paul = { kind: 'requester', id: 'acc-paul' } as const;
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(twin, lea, 'merge', { into: survivor }).settle();
  desk.does(survivor, lea, 'resolve', solved);
  desk.does(survivor, requester, 'recordSatisfaction', { score: 5 });
  desk.does(survivor, paul, 'recordSatisfaction', { score: 2 });
  t.like(desk.of(survivor).survey, {
    state: 'answered',
    score: 5,
    others: [{ requesterId: paul.id, score: 2 }],
  });
  const again = command('recordSatisfaction', paul, { score: 1 });
  t.is(desk.ticket(survivor).refusalOf(at(0, '10:00'), again)?.code, 'no_survey');
});

test('a merge that is undone gives back what the ticket waited for, until when, and with whom', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'accept');
  const until = at(28, '10:00');
  ticket.does(at(0, '09:30'), lea, 'setPending', { reason: 'requester', until });
  const before = ticket.state;
  ticket.does(at(0, '10:00'), lea, 'merge', { into: idOf(2) });
  ticket.does(at(1, '10:00'), lea, 'unmerge');
  t.like(ticket.state, { status: 'pending', assignee: lea.id, pending: { until } });
  t.is(ticket.clock('resolution').runningSince, null, 'it rests as it rested before');
  t.is(ticket.clock('resolution').elapsedMs, 30 * minute);
  t.is(ticket.state.workStartedAt, before.workStartedAt);
});

test('what lay ahead of a merged ticket lies as far ahead once the merge is undone', (t) => {
  const ticket = new Ticket(at(0, '09:00')).does(at(0, '09:10'), lea, 'setPending', {
    reason: 'requester',
  });
  const { reminders = [], endsAt = 0 } = ticket.state.pending ?? {};
  ticket.does(at(0, '10:10'), lea, 'merge', { into: idOf(2) });
  ticket.does(at(1, '10:10'), lea, 'unmerge');
  const dayOn = (instant: number) => instant + day;
  t.deepEqual(ticket.state.pending?.reminders.slice(0, 1), reminders.slice(0, 1).map(dayOn));
  t.true((ticket.state.pending?.endsAt ?? 0) > endsAt);
});

/** What its requester reads of a ticket: their own words and those of the desk, by their ids. */
function readOn(desk: DeskOfTickets, ticketId: string): string[] {
  const { state, events } = desk.ticket(ticketId);
  return events.flatMap((event) => {
    if (event.type !== 'message_added' || event.data.visibility === 'internal') return [];
    const isTheirs = event.actor.kind === 'agent' || event.actor.id === state.requesterId;
    return isTheirs ? [event.data.messageId] : [];
  });
}

const paul = { kind: 'requester', id: 'acc-paul' } as const;
const say = (messageId: string) => ({ messageId, visibility: 'public' }) as const;

/** Paul's ticket, merged into Camille's, and what both and the desk said since. */
function saidWhileMerged() {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(twin, lea, 'merge', { into: survivor }).settle().wait(minute);
  desk.says(twin, paul, say('of-paul')).wait(minute);
  desk.does(survivor, requester, 'addMessage', say('of-camille')).wait(minute);
  desk.does(survivor, marc, 'addMessage', say('to-both')).wait(minute);
  desk.does(survivor, marc, 'addMessage', { messageId: 'note', visibility: 'internal' });
  desk.says(twin, marc, { messageId: 'note-of-twin', visibility: 'internal' });
  return { desk: desk.wait(minute), twin, survivor };
}

test('what a ticket’s requester wrote while it was merged, and was answered, is its own once undone', (t) => {
  const { desk, twin, survivor } = saidWhileMerged();
  desk.does(twin, lea, 'unmerge').settle();
  t.deepEqual(readOn(desk, twin), ['of-paul', 'to-both']);
  t.deepEqual(readOn(desk, survivor), ['of-camille', 'to-both']);
  const said = desk.ticket(twin).events.filter(({ type }) => type === 'message_added');
  t.like(said[0], {
    actor: paul,
    data: { fromTicketId: survivor, saidAt: at(0, '09:01') },
  });
  desk.wait(minute).does(survivor, marc, 'addMessage', say('later')).settle();
  t.deepEqual(readOn(desk, twin), ['of-paul', 'to-both'], 'what is said there now is not theirs');
});

test('a note among agents on a merged ticket goes back to it, and no other note does', (t) => {
  const { desk, twin, survivor } = saidWhileMerged();
  desk.does(twin, lea, 'unmerge').settle();
  const notes = desk
    .ticket(twin)
    .events.flatMap((event) =>
      event.type === 'message_added' && event.data.visibility === 'internal' ? [event] : [],
    );
  t.like(notes, [{ actor: marc, data: { messageId: 'note-of-twin', fromTicketId: survivor } }]);
  t.is(notes.length, 1);
});

test('who writes a note on a merged ticket has not begun to work on the other one', (t) => {
  const desk = deskAt();
  const [twin, survivor] = desk.opens(1, 2);
  desk.does(survivor, marc, 'assign', { assignee: lea.id });
  desk.does(twin, lea, 'merge', { into: survivor }).settle();
  desk.says(twin, lea, { messageId: 'note', visibility: 'internal' });
  t.is(desk.of(survivor).status, 'assigned');
});

test('the desk owes it what it owed while it was merged, and has given what it gave', (t) => {
  const { desk, twin } = saidWhileMerged();
  desk.says(twin, paul, say('again')).wait(minute);
  desk.does(twin, lea, 'unmerge').settle();
  const { state } = desk.ticket(twin);
  t.is(state.firstResponseAt, at(0, '09:03'));
  t.is(desk.ticket(twin).clock('first_response').outcome, 'met');
  t.is(state.unansweredSince, at(0, '09:05'));
  t.not(desk.ticket(twin).clock('next_response').dueAt, null);
});

test('a ticket that waited for its requester waits no longer, where they wrote meanwhile', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(twin, lea, 'setPending', { reason: 'requester' });
  desk.does(twin, lea, 'merge', { into: survivor }).settle().wait(minute);
  desk.says(twin, paul, say('m')).wait(minute);
  desk.does(twin, lea, 'unmerge').settle();
  t.is(desk.of(twin).pending, null);
});

test('the requesters of both tickets, and who has them, are told that a merge was undone', (t) => {
  const { desk, twin, survivor } = saidWhileMerged();
  desk.does(survivor, marc, 'accept').does(twin, lea, 'unmerge').settle();
  t.deepEqual(toldOf(desk.ticket(twin), 'ticket_unmerged'), [paul.id, 'group']);
  t.deepEqual(toldOf(desk.ticket(survivor), 'merge_undone'), [requester.id, marc.id]);
  t.deepEqual(toldOf(desk.ticket(twin), 'message_added'), [], 'and of no message once more');
});

interface Turn {
  does: 'say' | 'answer' | 'merge' | 'undo';
  n: number;
  into: number;
}

const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    does: fc.constantFrom('say', 'answer', 'merge', 'undo'),
    n: fc.integer({ min: 1, max: 4 }),
    into: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 20 },
);

test('however tickets were merged and parted, each reads what its requester wrote and was answered', (t) => {
  const ids = [1, 2, 3, 4].map(idOf);
  const asker = (n: number) => ({ kind: 'requester', id: `acc-${n}` }) as const;
  const attempt = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      t.regex(String(error), /Refused/);
    }
  };
  holdsInManyCases(
    t,
    fc.property(turns, (lived) => {
      const desk = deskAt();
      const read = new Map(ids.map((id) => [id, [] as string[]]));
      for (const n of [1, 2, 3, 4]) desk.open(n, { requesterId: asker(n).id });
      for (const [i, { does, n, into }] of lived.entries()) {
        const id = idOf(n);
        const message = say(`m${i}`);
        if (does === 'merge') attempt(() => desk.does(id, lea, 'merge', { into: idOf(into) }));
        if (does === 'undo') attempt(() => desk.does(id, lea, 'unmerge'));
        if (does === 'say') {
          desk.says(id, asker(n), message);
          read.get(id)?.push(`m${i}`);
        }
        if (does === 'answer') {
          desk.does(desk.standing(id), lea, 'addMessage', message);
          for (const one of ids)
            if (desk.standing(one) === desk.standing(id)) read.get(one)?.push(`m${i}`);
        }
        desk.settle().wait(minute);
      }
      for (const id of [...ids, ...ids, ...ids]) {
        attempt(() => desk.does(id, lea, 'unmerge'));
        desk.settle().wait(minute);
      }
      for (const id of ids) t.deepEqual(readOn(desk, id).toSorted(), read.get(id)?.toSorted());
    }),
  );
});

test('what was written to a ticket that has parted asks nobody for an answer any more', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(survivor, lea, 'addMessage', say('hello')).does(twin, lea, 'merge', { into: survivor });
  desk.settle().wait(minute).says(twin, paul, say('of-paul')).wait(minute);
  t.is(desk.ticket(survivor).clock('next_response').startedAt, at(0, '09:01'));
  desk.does(survivor, requester, 'addMessage', say('of-camille')).wait(minute);
  desk.does(twin, lea, 'unmerge').settle();
  t.is(desk.ticket(survivor).clock('next_response').outcome, 'cancelled');
  t.is(desk.ticket(survivor).clock('next_response', 2).startedAt, at(0, '09:02'));
  t.is(desk.of(survivor).requesterMessageCount, 1);
});

test('what waited for its requester waits on, where only a ticket that has parted woke it', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(survivor, lea, 'setPending', { reason: 'requester' });
  const { pending } = desk.of(survivor);
  desk.does(twin, lea, 'merge', { into: survivor }).settle().wait(hour);
  desk.says(twin, paul, say('of-paul')).wait(hour);
  t.is(desk.of(survivor).pending, null);
  desk.does(twin, lea, 'unmerge').settle();
  t.deepEqual(desk.of(survivor).pending, pending);
  const { elapsedMs, pausedBy } = desk.ticket(survivor).clock('resolution');
  t.deepEqual({ elapsedMs, pausedBy }, { elapsedMs: 0, pausedBy: 'requester' });
});

test('woken for so long that nothing is left of its rest, a ticket waits as long as it still had to', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(survivor, lea, 'setPending', { reason: 'requester' });
  const endsAt = desk.of(survivor).pending?.endsAt ?? 0;
  desk
    .wait(endsAt - at(0, '09:00') - hour)
    .does(twin, lea, 'merge', { into: survivor })
    .settle();
  desk.says(twin, paul, say('of-paul')).wait(2 * hour);
  desk.does(twin, lea, 'unmerge').settle();
  t.is(desk.of(survivor).status, 'pending');
  t.true((desk.of(survivor).pending?.endsAt ?? 0) >= endsAt + hour);
});

test('what was solved is solved again, where only a ticket that has parted said that it was not', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(survivor, lea, 'accept').does(survivor, lea, 'resolve', solved);
  const before = desk.of(survivor);
  desk.does(twin, lea, 'merge', { into: survivor }).settle().wait(minute);
  desk.says(twin, paul, say('of-paul')).wait(hour);
  t.is(desk.of(survivor).status, 'new');
  desk.does(twin, lea, 'unmerge').settle();
  const { status, assignee, resolvedAt, autoCloseAt, resolution, survey } = desk.of(survivor);
  t.deepEqual(
    { status, assignee, resolvedAt, autoCloseAt, resolution, survey },
    {
      status: 'resolved',
      assignee: lea.id,
      resolvedAt: before.resolvedAt,
      autoCloseAt: before.autoCloseAt,
      resolution: before.resolution,
      survey: before.survey,
    },
  );
  t.is(desk.ticket(survivor).record().resolutions[0]?.reopenedAt, null);
});

test('what people went on with stays open, whoever said first that it was not solved', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  desk.does(survivor, lea, 'resolve', solved).does(twin, lea, 'merge', { into: survivor });
  desk.settle().says(twin, paul, say('of-paul'));
  desk.does(survivor, lea, 'setPending', { reason: 'supplier' }).does(twin, lea, 'unmerge');
  t.like(desk.settle().of(survivor), { status: 'pending', pending: { reason: 'supplier' } });
});

test('a ticket merged itself by then is as if those words had never been there once it is back', (t) => {
  const desk = deskAt();
  const [twin, survivor] = [desk.open(1, { requesterId: paul.id }), desk.open(2)];
  const third = desk.open(3, { requesterId: 'acc-third' });
  desk.does(survivor, lea, 'setPending', { reason: 'requester' });
  const { pending } = desk.of(survivor);
  desk.does(twin, lea, 'merge', { into: survivor }).settle().wait(minute);
  desk.says(twin, paul, say('of-paul')).wait(minute);
  desk.does(survivor, lea, 'merge', { into: third }).settle().wait(minute);
  desk.says(twin, paul, say('again')).wait(minute).does(twin, lea, 'unmerge').settle();
  t.is(desk.of(third).unansweredSince, at(0, '09:00'));
  t.is(desk.of(third).requesterMessageCount, 0);
  desk.does(survivor, lea, 'unmerge').settle();
  t.is(desk.of(survivor).status, 'pending');
  t.is(desk.of(survivor).pending?.since, pending?.since);
  t.deepEqual(readOn(desk, twin), ['of-paul', 'again']);
});

/** What is said while a ticket is merged into another: to one of them, by whom. */
const saidMeanwhile = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 40 * minute }),
    to: fc.constantFrom('merged', 'survivor'),
    by: fc.constantFrom('its requester', 'an agent, a note', 'an agent'),
  }),
  { maxLength: 8 },
);

/** What time did to a ticket, or an agent who took it or began to work: facts, whoever woke it. */
const facts = [
  'sla_warning',
  'sla_breach',
  'escalation_rule_applied',
  'assignment_overdue',
  'attention_required',
  'pending_reminder',
  'ticket_resolved',
  'ticket_closed',
  'survey_expired',
  'ticket_assigned',
  'work_started',
];

test('merged and parted, the other ticket is as if what went back had never been written there', (t) => {
  const kept = ({ state }: Ticket, now: number) => {
    const { clocks, ...rest } = without(state, now);
    const { awakenings: _, workStartedAt: _work, attentionAt: _look, lastAnswer, ...other } = rest;
    const running = clocks.flatMap(({ cycle: _cycle, warnings: _told, ...clock }) =>
      clock.stoppedAt === null ? [clock] : [],
    );
    // Reopened by both, it was reopened when the first of them wrote.
    const resolution = { ...other.resolution, reopenedAt: other.resolution?.reopenedAt == null };
    const waitingForAgent = other.waitingForAgent !== null;
    // The merge and the parting are events too: whose answer was the last, not by what number.
    return { ...other, resolution, waitingForAgent, lastAnswerBy: lastAnswer?.by, running };
  };
  holdsInManyCases(
    t,
    fc.property(lives, saidMeanwhile, ([openedAt, steps], said) => {
      const { ticket, now } = lived([openedAt, steps]);
      if (isOver(ticket.waitUntil(now).state)) return;
      const living = (isReal: boolean) => {
        const desk = new DeskOfTickets(now);
        const survivor = desk.takes(ticket);
        const merged = desk.open(8, { requesterId: paul.id });
        desk.does(merged, lea, 'merge', { into: survivor }).settle();
        for (const [i, { afterMs, to, by }] of said.entries()) {
          desk.wait(afterMs);
          const isMerged = to === 'merged';
          const isAnswer = by === 'an agent';
          if (isMerged && !isReal && !isAnswer) continue;
          const own = isMerged ? paul : requester;
          const visibility = by === 'an agent, a note' ? 'internal' : 'public';
          const message = { messageId: `m${i}`, visibility } as const;
          const id = isMerged ? merged : survivor;
          const over = isOver(desk.of(desk.standing(id)));
          if (!over) desk.says(id, by === 'its requester' ? own : marc, message);
        }
        if (desk.wait(minute).of(merged).status === 'merged') desk.does(merged, lea, 'unmerge');
        return desk.settle().ticket(survivor);
      };
      const [real, alone] = [living(true), living(false)];
      const sinceThen = [real, alone].flatMap(({ events }) => events.slice(ticket.events.length));
      if (sinceThen.some(({ type }) => facts.includes(type))) return;
      const then = real.state.updatedAt;
      t.deepEqual(kept(real, then), kept(alone, then));
    }),
  );
});

/** What a ticket is, but for how far its clocks have come and when it last changed. */
function without(state: TicketState, now: number) {
  const { seq: _, updatedAt: _at, beforeMerge: _before, clocks, ...rest } = state;
  const worked = clocks.map((clock) => ({
    ...clock,
    elapsedMs: elapsedAt(clock, calendarOf(rules, clock.calendar), now),
    runningSince: clock.runningSince !== null,
    // Where a warning was due that was given is told by its event.
    warnings: clock.warnings.map(({ at: dueAt, ...warning }) => ({
      ...warning,
      dueAt: warning.firedAt === null ? dueAt : null,
    })),
  }));
  return { ...rest, clocks: worked };
}

/** A ticket after some of a life, and the instant. */
const lives = fc.tuple(fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }), fc.array(step));

function lived([openedAt, steps]: [number, Step[]]) {
  const ticket = new Ticket(openedAt, { category: 'vpn' });
  let now = openedAt;
  for (const { afterMs, actor, name, payload } of steps) {
    now += afterMs;
    ticket.refusalOf(now, command(name, actor, payload));
  }
  return { ticket, now };
}

test('merged and unmerged at once, a ticket of any life is as it was', (t) => {
  fc.assert(
    fc.property(lives, (life) => {
      const { ticket, now } = lived(life);
      ticket.waitUntil(now);
      const before = ticket.state;
      const merge = command('merge', lea, { into: idOf(7) });
      if (ticket.refusalOf(now, merge)) return;
      ticket.does(now, lea, 'unmerge');
      t.deepEqual(without(ticket.state, now), without(before, now));
    }),
    { numRuns: 1_000 },
  );
});

test('merged for some hours, a ticket of any life comes back with all it had left', (t) => {
  fc.assert(
    fc.property(lives, fc.integer({ min: 1, max: 30 * hour }), (life, ms) => {
      const { ticket, now } = lived(life);
      ticket.waitUntil(now);
      const before = ticket.state;
      if (ticket.refusalOf(now, command('merge', lea, { into: idOf(7) }))) return;
      const back = command('unmerge', lea, {});
      if (ticket.refusalOf(now + ms, back)) return;
      const { state } = ticket;
      t.is(state.status, before.status);
      t.is(state.assignee, before.assignee);
      t.is(state.pending?.reason, before.pending?.reason);
      t.is(state.pending?.until, before.pending?.until);
      t.is(state.waitingForAgent?.since, before.waitingForAgent?.since);
      for (const [i, clock] of before.clocks.entries()) {
        const calendar = calendarOf(rules, clock.calendar);
        const after = state.clocks[i];
        t.is(after?.runningSince === null, clock.runningSince === null);
        t.is(after?.elapsedMs, elapsedAt(clock, calendar, now));
      }
    }),
    { numRuns: 1_000 },
  );
});
