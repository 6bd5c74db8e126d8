import test from 'ava';
import fc from 'fast-check';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { affectedMax, copiedMax, followersMax, tagsMax } from '../../workflows/domain/ticket.ts';
import { at, command, lea, marc, requester, Ticket } from './desk.ts';
import { wordsTold } from './told.ts';

const ines: Actor = { kind: 'requester', id: 'acc-ines' };
const paul: Actor = { kind: 'requester', id: 'acc-paul' };
const writes = { messageId: 'm', visibility: 'public' } as const;
const notes = { messageId: 'n', visibility: 'internal' } as const;

function opened(): Ticket {
  return new Ticket(at(0, '09:00')).does(at(0, '09:05'), lea, 'accept');
}

/** Inès has a copy of it. */
function copied(): Ticket {
  return opened().does(at(0, '09:10'), lea, 'addCopy', { accountId: ines.id });
}

function toldOf(ticket: Ticket, run: () => void): string[] {
  const { seq } = ticket.state;
  run();
  return wordsTold(ticket, seq);
}

test('tags are put on once, taken off, and stand in the order in which they came', (t) => {
  const ticket = opened()
    .does(at(0, '09:10'), lea, 'tag', { add: ['vpn', 'paris', 'vpn'] })
    .does(at(0, '09:11'), marc, 'tag', { add: ['paris', 'wifi'], remove: ['vpn', 'never-there'] });
  t.deepEqual(ticket.state.tags, ['paris', 'wifi']);
  const { seq } = ticket.state;
  ticket.does(at(0, '09:12'), lea, 'tag', { add: ['wifi'], remove: ['vpn'] });
  t.is(ticket.state.seq, seq, 'what changes nothing is no event');
});

test('tags move no clock and no deadline', (t) => {
  const ticket = opened();
  const { tags: _, seq: _seq, updatedAt: _at, ...before } = ticket.state;
  ticket.does(at(0, '09:00'), lea, 'tag', { add: ['vpn'] });
  const { tags, seq: __, updatedAt: ___, ...after } = ticket.state;
  t.deepEqual(tags, ['vpn']);
  t.deepEqual(after, before);
});

test('a ticket is about a device once, and about a bounded number of them', (t) => {
  const many = Array.from({ length: affectedMax }, (_, n) => `itm-${n}`);
  const ticket = opened().does(at(0, '09:10'), lea, 'markAffected', { add: ['itm-0', 'itm-0'] });
  t.deepEqual(ticket.state.affected, ['itm-0']);
  ticket.does(at(0, '09:11'), lea, 'markAffected', { add: many, remove: ['itm-never'] });
  t.deepEqual(ticket.state.affected, many);
  const { seq } = ticket.state;
  ticket.does(at(0, '09:12'), lea, 'markAffected', { add: ['itm-1'] });
  t.is(ticket.state.seq, seq, 'what changes nothing is no event');
  const more = command('markAffected', lea, { add: ['itm-more'] });
  t.is(ticket.refusalOf(at(0, '09:13'), more)?.code, 'too_many_affected');
  ticket.does(at(0, '09:14'), lea, 'markAffected', { add: ['itm-more'], remove: ['itm-0'] });
  t.deepEqual(ticket.state.affected, [...many.slice(1), 'itm-more']);
});

test('a ticket says from its first moment what it is about, and not more than it may', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { affected: ['itm-0', 'itm-1', 'itm-0'] });
  t.deepEqual(ticket.state.affected, ['itm-0', 'itm-1']);
  t.is(opened().state.affected, undefined, 'about nothing is no event');
  const many = Array.from({ length: affectedMax + 1 }, (_, n) => `itm-${n}`);
  t.throws(() => new Ticket(at(0, '09:00'), { affected: many }), { message: /too_many_affected/ });
});

test('a ticket has a bounded number of tags, followers and copies', (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `word-${n}`);
  const ticket = opened().does(at(0, '09:10'), lea, 'tag', { add: many(tagsMax) });
  const more = command('tag', lea, { add: ['one-more'] });
  t.deepEqual(ticket.refusalOf(at(0, '09:11'), more), {
    code: 'too_many_tags',
    parameters: { limit: tagsMax },
  });
  ticket.does(at(0, '09:12'), lea, 'tag', { add: ['one-more'], remove: ['word-0'] });
  t.is(ticket.state.tags?.length, tagsMax);

  ticket.does(at(0, '09:13'), lea, 'addMessage', {
    ...notes,
    mentionedAgents: many(followersMax + 5),
  });
  t.is(ticket.state.followers?.length, followersMax);
  t.is(ticket.refusalOf(at(0, '09:14'), command('follow', marc, {}))?.code, 'too_many_followers');

  for (const accountId of many(copiedMax))
    ticket.does(at(0, '09:15'), lea, 'addCopy', { accountId });
  const another = command('addCopy', lea, { accountId: 'acc-paul' });
  t.is(ticket.refusalOf(at(0, '09:16'), another)?.code, 'too_many_copies');
});

test('whoever follows hears of messages, notes and what becomes of the ticket, but not of their own doing', (t) => {
  const ticket = opened().does(at(0, '09:10'), marc, 'follow');
  const told = (run: () => void) => toldOf(ticket, run).filter((one) => one.includes('acc-marc'));
  const followed = ['followed: account acc-marc'];
  t.deepEqual(
    told(() => ticket.does(at(0, '09:11'), lea, 'addMessage', writes)),
    followed,
  );
  t.deepEqual(
    told(() => ticket.does(at(0, '09:12'), lea, 'addMessage', notes)),
    followed,
  );
  t.deepEqual(
    told(() => ticket.does(at(0, '09:13'), marc, 'addMessage', notes)),
    [],
  );
  t.deepEqual(
    told(() => ticket.does(at(0, '09:14'), lea, 'assign', { assignee: marc.id })),
    ['assigned: account acc-marc'],
    'why it concerns them most is the one reason',
  );
  ticket.does(at(0, '09:15'), marc, 'unfollow');
  t.deepEqual(ticket.state.followers, []);
});

test('whom a note mentions is told so and follows from then on; a group is told of that note', (t) => {
  const ticket = opened();
  const note = { ...notes, mentionedAgents: [marc.id], mentionedGroups: ['network'] };
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:10'), lea, 'addMessage', note)),
    ['mentioned: account acc-marc', 'mentioned: group network'],
  );
  t.deepEqual(ticket.state.followers, [marc.id]);
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:20'), lea, 'addMessage', notes)),
    ['followed: account acc-marc'],
  );
});

test('nobody is mentioned in what the requester reads', (t) => {
  const mention = command('addMessage', lea, { ...writes, mentionedAgents: [marc.id] });
  t.is(opened().refusalOf(at(0, '09:10'), mention)?.code, 'mentions_are_internal');
});

test('whoever is put in copy is told, and hears the answers and the end that the requester hears', (t) => {
  const ticket = opened();
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:10'), lea, 'addCopy', { accountId: ines.id })),
    ['copied: account acc-ines'],
  );
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:11'), lea, 'addMessage', writes)),
    ['answered: account acc-camille', 'copied: account acc-ines'],
  );
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:12'), lea, 'addMessage', notes)),
    [],
    'never of a note',
  );
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:13'), requester, 'addMessage', writes)),
    ['requester_wrote: account acc-lea', 'copied: account acc-ines'],
  );
  t.deepEqual(
    toldOf(ticket, () => ticket.does(at(0, '09:14'), ines, 'addMessage', writes)),
    ['requester_wrote: account acc-lea', 'colleague_wrote: account acc-camille'],
  );
});

test('a copy grants reading and replying, and nothing else', (t) => {
  const ticket = copied();
  const refused = (name: 'cancel' | 'close' | 'reopen') =>
    ticket.refusalOf(at(0, '10:00'), command(name, ines, {}))?.code;
  t.is(refused('cancel'), 'only_requester');
  const solves = command('resolve', ines, { code: 'solved' });
  t.is(ticket.refusalOf(at(0, '10:00'), solves)?.code, 'only_requester');
  const bringsPaul = command('addCopy', ines, { accountId: paul.id });
  t.is(ticket.refusalOf(at(0, '10:00'), bringsPaul)?.code, 'only_agents');
  ticket.does(at(0, '10:00'), lea, 'addMessage', writes);
  ticket.does(at(0, '10:01'), lea, 'resolve', { code: 'solved', noteId: 'note' });
  t.is(refused('reopen'), 'only_requester');
  t.is(refused('close'), 'only_requester');
  ticket.does(at(0, '10:02'), ines, 'addMessage', writes);
  t.is(ticket.state.status, 'resolved', 'nor does what they write say that it is not solved');
});

test('what somebody in copy answers is what the desk waited for', (t) => {
  const ticket = copied().does(at(0, '09:20'), lea, 'setPending', { reason: 'requester' });
  ticket.does(at(0, '09:30'), ines, 'addMessage', writes);
  t.is(ticket.state.pending, null);
});

test('the requester and whoever has the copy can end it; another copy cannot', (t) => {
  const ticket = copied().does(at(0, '09:11'), lea, 'addCopy', { accountId: paul.id });
  const paulsByInes = command('removeCopy', ines, { accountId: paul.id });
  t.is(ticket.refusalOf(at(0, '09:12'), paulsByInes)?.code, 'only_requester');
  ticket.does(at(0, '09:12'), ines, 'removeCopy', { accountId: ines.id });
  ticket.does(at(0, '09:13'), requester, 'removeCopy', { accountId: paul.id });
  t.deepEqual(ticket.state.copied, []);
});

test('however tags come and go, the ticket has those that were put on last, each once', (t) => {
  const words = fc.subarray(['a', 'b', 'c', 'd']);
  const steps = fc.array(fc.record({ add: words, remove: words }), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (changes) => {
      const ticket = opened();
      const expected = new Set<string>();
      for (const [n, { add, remove }] of changes.entries()) {
        ticket.does(at(0, '10:00') + n, lea, 'tag', { add, remove });
        for (const word of remove) if (!add.includes(word)) expected.delete(word);
        for (const word of add) expected.add(word);
      }
      t.deepEqual(ticket.state.tags ?? [], [...expected]);
    }),
  );
});
