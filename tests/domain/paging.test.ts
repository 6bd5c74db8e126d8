import test from 'ava';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { recipientsOf } from '../../workflows/domain/recipients.ts';
import type { ActingRule } from '../../workflows/domain/rules/rule.ts';
import { at, day, lea, marc, minute, requester, Ticket, ungated } from './desk.ts';

const program = { kind: 'system', id: 'on_call' } as const;

const pagesOnOutage: ActingRule = {
  name: 'page_at_night',
  on: { event: 'opened' },
  when: { field: 'priority', in: ['p1'] },
  do: [{ do: 'page', group: 'network' }],
};

function desk(...rules: ActingRule[]): Rules {
  return { ...ungated, process: { ...ungated.process, rules } };
}

/** Saturday. */
const night = at(5, '03:00');

function paging(rules = desk(pagesOnOutage)): Ticket {
  return new Ticket(night, { facts: ['outage'] }, rules);
}

function found(
  person: string,
  step: Partial<CommandPayload['placePage']> = {},
): CommandPayload['placePage'] {
  return {
    ...{ n: 1, level: 1, round: 1, next: { level: 2, round: 1 } },
    found: { kind: 'person', person, layer: 'nights', cause: 'turn', waitMinutes: 5 },
    ...step,
  };
}

const open = ({ state }: Ticket) => state.pages ?? [];
const pageTypes = (ticket: Ticket) => ticket.types().filter((type) => type.startsWith('page'));

test('a rule pages a group, whoever is on call is paged, and the next when they do not answer', (t) => {
  const ticket = paging();
  t.like(ticket.last('page_requested'), {
    data: { n: 1, group: 'network', rule: 'page_at_night' },
    actor: { kind: 'system', id: 'rule:page_at_night' },
  });
  t.is(open(ticket)[0]?.nextAt, null, 'somebody must be found now');
  ticket.does(night, program, 'placePage', found(lea.id));
  t.like(ticket.last('paged').data, { person: lea.id, nextAt: night + 5 * minute });
  ticket.waitUntil(night + 5 * minute);
  t.like(ticket.last('page_escalated').data, {
    ...{ level: 2, fromLevel: 1, fromPerson: lea.id, cause: 'unanswered' },
  });
  t.like(open(ticket)[0], { level: 2, person: null, nextAt: null, tried: [lea.id] });
  ticket.does(night + 5 * minute, program, 'placePage', found(marc.id, { level: 2, next: null }));
  ticket.does(night + 7 * minute, marc, 'acknowledgePage', { n: 1 });
  t.like(ticket.last('page_acknowledged').data, { level: 2, elapsedMs: 7 * minute, cause: 'said' });
  t.deepEqual(open(ticket), []);
  ticket.waitUntil(night + 30 * minute);
  t.is(pageTypes(ticket).at(-1), 'page_acknowledged', 'nobody is paged any more');
  t.is(ticket.refusalOf(night + day, { ...ack(1), actor: lea })?.code, 'page_over');
  t.is(ticket.refusalOf(night + day, { ...ack(4), actor: lea })?.code, 'no_page');
});

const ack = (n: number) => ({ name: 'acknowledgePage', commandId: 'ack', n }) as const;

test('that nobody answered is told loudly to the group and to management', (t) => {
  const ticket = paging();
  ticket.does(night, program, 'placePage', found(lea.id, { next: null }));
  ticket.waitUntil(night + 5 * minute);
  const event = ticket.last('page_unanswered');
  t.like(event.data, { group: 'network', level: 1, round: 1, cause: 'unanswered' });
  t.deepEqual(
    recipientsOf(event, ticket.state).map(({ to, reason }) => [to, reason]),
    [
      [{ kind: 'group', id: 'network' }, 'page_unanswered'],
      [{ kind: 'management', level: 1 }, 'page_unanswered'],
    ],
  );
  t.deepEqual(open(ticket), []);
});

test('where nobody is on call the next level is tried at once, and it is said why', (t) => {
  const ticket = paging();
  const nobody = { kind: 'nobody', reason: 'all_absent' } as const;
  ticket.does(night, program, 'placePage', found('', { found: nobody }));
  t.like(ticket.last('page_escalated').data, { level: 2, fromPerson: null, cause: 'all_absent' });
  ticket.does(night, program, 'placePage', found('', { found: nobody, level: 2, next: null }));
  t.is(ticket.last('page_unanswered').data.cause, 'all_absent');
  t.is(ticket.last('page_unanswered').at, night);
});

test('an answer for a level that is gone is refused, and pages nobody', (t) => {
  const ticket = paging();
  ticket.does(night, program, 'placePage', found(lea.id));
  const late = { name: 'placePage', actor: program, commandId: 'late', ...found(marc.id) } as const;
  t.is(ticket.refusalOf(night + minute, late)?.code, 'page_over');
});

test('whoever takes the ticket, answers or resolves it has it', (t) => {
  const paged = () => paging().does(night, program, 'placePage', found(lea.id));
  const taken = paged().does(night + minute, marc, 'accept');
  t.is(taken.last('page_acknowledged').data.cause, 'took');
  t.is(taken.last('page_acknowledged').actor.id, marc.id);
  const given = paged().does(night, marc, 'assign', { assignee: lea.id });
  t.is(open(given).length, 1, 'whoever it is given to may be asleep');
  const answered = given.does(night + minute, marc, 'addMessage', {
    messageId: 'm1',
    visibility: 'public',
  });
  t.is(answered.last('page_acknowledged').data.cause, 'answered');
  const noted = paged().does(night + minute, marc, 'addMessage', {
    messageId: 'm1',
    visibility: 'internal',
  });
  t.is(open(noted).length, 1, 'a note is for the desk');
  const asked = paged().does(night + minute, requester, 'addMessage', {
    messageId: 'm1',
    visibility: 'public',
  });
  t.is(open(asked).length, 1, 'the requester has it no more than before');
});

test('nobody is paged for what its requester cancelled', (t) => {
  const ticket = paging().does(night, program, 'placePage', found(lea.id));
  ticket.does(night + minute, requester, 'cancel');
  t.is(pageTypes(ticket).at(-1), 'page_withdrawn');
  t.deepEqual(open(ticket), []);
});

test('a group that is paged already is not paged a second time, and another one is', (t) => {
  const again = { ...pagesOnOutage, name: 'again' };
  const other = { ...pagesOnOutage, name: 'other', do: [{ do: 'page' as const }] };
  const ticket = paging(desk(pagesOnOutage, again, other));
  t.deepEqual(
    open(ticket).map(({ n, group }) => [n, group]),
    [
      [1, 'network'],
      [2, ticket.state.group],
    ],
  );
  ticket.does(night, program, 'placePage', found(lea.id));
  ticket.does(night, program, 'placePage', found(marc.id, { n: 2 }));
  ticket.does(night + minute, lea, 'acknowledgePage', { n: 1 });
  t.deepEqual(
    open(ticket).map(({ n }) => n),
    [2],
    'each is had by somebody of its own',
  );
});

test('whoever is paged is told it in person, at once', (t) => {
  const ticket = paging().does(night, program, 'placePage', found(lea.id));
  t.like(recipientsOf(ticket.last('paged'), ticket.state)[0], {
    ...{ to: { kind: 'account', id: lea.id }, reason: 'paged', side: 'agents', at: night },
  });
});
