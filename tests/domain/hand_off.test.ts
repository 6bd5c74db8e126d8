import test from 'ava';
import fc from 'fast-check';
import type { CommandPayload } from '../../workflows/domain/commands.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { Memberships } from '../../workflows/domain/membership.ts';
import { assignmentReason } from '../../workflows/domain/reassignment.ts';
import { escalationsOf } from '../../workflows/domain/record.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { at, command, lea, marc, process, requester, rules, Ticket, ungated } from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyRules } from './random_process.ts';
import { stepOfMembers } from './random_steps.ts';

const up = { kind: 'functional', reason: 'more_skill' } as const;
const nora: Actor = { kind: 'agent', id: 'acc-nora' };
const inDesk: Memberships = { small_desk: ['desk'] };
const inNetwork: Memberships = { small_desk: ['network'] };
const inCore: Memberships = { small_desk: ['core'] };

/** A command of somebody of whom the desk knows where they work. */
function byMember<N extends 'accept' | 'addMessage' | 'assign' | 'escalate' | 'resolve'>(
  name: N,
  actor: Actor,
  memberships: Memberships,
  payload: CommandPayload[N],
) {
  return { ...command(name, actor, payload), memberships } as ReturnType<typeof command>;
}

/** In the first tier, begun by Léa. */
function begun(desk = ungated): Ticket {
  return new Ticket(at(0, '09:00'), { category: 'vpn' }, desk).does(at(0, '09:05'), lea, 'accept');
}

/** Handed to the network group by Léa. */
function handedUp(): Ticket {
  return begun().does(at(0, '09:10'), lea, 'escalate', up);
}

const outcomes = (ticket: Ticket) => ticket.record().escalations.map(({ outcome }) => outcome);

test('given to a person of a higher tier, a ticket passes the gate of its own', (t) => {
  const ticket = begun(rules);
  const toMarc = { assignee: marc.id, assigneeMemberships: inNetwork };
  for (const move of [
    command('assign', lea, toMarc),
    byMember('accept', marc, inNetwork, {}),
    byMember('accept', nora, inCore, {}),
  ]) {
    t.is(ticket.refusalOf(at(0, '09:10'), move)?.code, 'gate_not_met', move.name);
  }
  t.is(ticket.state.assignee, lea.id);
});

test('and is handed over to their group, which owes its acknowledgement', (t) => {
  const ticket = begun().does(at(0, '09:10'), lea, 'assign', {
    assignee: marc.id,
    assigneeMemberships: inNetwork,
    noteId: 'note-why',
  });
  t.like(ticket.state, { group: 'network', tier: 2, assignee: marc.id });
  t.like(ticket.last('escalated').data.escalation, {
    fromGroup: 'desk',
    toGroup: 'network',
    reason: assignmentReason,
    by: lea,
    handOff: { noteId: 'note-why', missing: [] },
  });
  t.is(ticket.clock('acknowledgement').dueAt, at(0, '10:10'));
  ticket.act(at(0, '09:40'), byMember('accept', marc, inNetwork, {}));
  t.is(ticket.clock('acknowledgement').outcome, 'met');
});

test('who takes a ticket from a tier below hands it over to themselves, and has accepted it', (t) => {
  const ticket = begun().act(at(0, '09:10'), byMember('accept', nora, inCore, {}));
  t.like(ticket.state, { group: 'core', tier: 3, assignee: nora.id, status: 'in_progress' });
  t.deepEqual(outcomes(ticket), ['accepted']);
});

test('who works in the tier of a ticket, or below it, takes it where it is', (t) => {
  for (const memberships of [inDesk, { small_desk: ['desk', 'core'] }, { other: ['core'] }]) {
    const ticket = begun().act(at(0, '09:10'), byMember('accept', marc, memberships, {}));
    t.like(ticket.state, { group: 'desk', assignee: marc.id, escalationCount: 0 });
  }
});

test('a word of a higher tier answers the requester, and takes the ticket up to nobody', (t) => {
  const ticket = new Ticket(at(0, '09:00'), { category: 'vpn' }, ungated);
  const answer = { messageId: 'm1', visibility: 'public' } as const;
  ticket.act(at(0, '09:10'), byMember('addMessage', marc, inNetwork, answer));
  t.like(ticket.state, { group: 'desk', assignee: null, firstResponseAt: at(0, '09:10') });
  ticket.act(at(0, '09:20'), byMember('addMessage', lea, inDesk, answer));
  t.is(ticket.state.assignee, lea.id);
});

test('what nobody accepted yet goes no higher, unless it is said to which group', (t) => {
  const ticket = handedUp();
  for (const actor of [lea, marc]) {
    const again = ticket.refusalOf(at(0, '09:11'), command('escalate', actor, up));
    t.deepEqual(again, { code: 'hand_off_open', parameters: { n: 1, group: 'network' } });
  }
  t.is(ticket.state.tier, 2);
  for (const named of [
    command('escalate', lea, { ...up, toGroup: 'core' }),
    command('assign', lea, { group: 'core' }),
  ]) {
    const other = handedUp().act(at(0, '09:20'), named);
    t.is(other.state.group, 'core');
    t.deepEqual(outcomes(other), ['withdrawn', 'open']);
    t.is(other.clock('acknowledgement').outcome, 'cancelled', 'nobody had accepted the first');
    t.is(other.clock('acknowledgement', 2).startedAt, at(0, '09:20'));
    t.is(other.state.bounceCount, 0);
  }
});

test('its agent hands it on, and has accepted it by that', (t) => {
  const ticket = handedUp()
    .does(at(0, '09:15'), lea, 'assign', { assignee: marc.id, assigneeMemberships: inNetwork })
    .act(at(0, '09:20'), byMember('escalate', marc, inNetwork, up));
  t.is(ticket.state.group, 'core');
  t.deepEqual(outcomes(ticket), ['accepted', 'open']);
  t.is(ticket.last('escalation_accepted').actor.id, marc.id);
});

test('a promise to acknowledge that was broken stays broken, whoever hands the ticket on', (t) => {
  const told = { ...ungated, process: { ...ungated.process, onLapse: 'tell' as const } };
  const ticket = begun(told)
    .does(at(0, '09:10'), lea, 'escalate', up)
    .does(at(0, '11:00'), lea, 'assign', { group: 'core' });
  t.deepEqual(outcomes(ticket)[0], 'withdrawn');
  t.is(ticket.clock('acknowledgement').outcome, 'breached');
});

test('an escalation to a named group goes up, and nowhere else', (t) => {
  const ticket = begun().does(at(0, '09:10'), lea, 'escalate', { ...up, toGroup: 'core' });
  t.is(ticket.state.tier, 3);
  for (const [toGroup, code] of [
    ['desk', 'group_not_above'],
    ['core', 'group_not_above'],
    ['moon', 'group_unknown'],
  ] as const) {
    const move = command('escalate', marc, { ...up, toGroup });
    t.is(ticket.refusalOf(at(0, '09:20'), move)?.code, code);
  }
});

test('put up and down again by who handed it over, nobody refused it and nothing bounced', (t) => {
  const ticket = handedUp().does(at(0, '09:20'), lea, 'assign', { group: 'desk' });
  t.deepEqual(outcomes(ticket), ['withdrawn']);
  t.is(ticket.clock('acknowledgement').outcome, 'cancelled');
  t.is(ticket.state.bounceCount, 0);
  const late = command('acceptEscalation', marc, { n: 1 });
  t.is(ticket.refusalOf(at(0, '09:21'), late)?.code, 'already_withdrawn');
  const down = handedUp().does(at(0, '09:20'), lea, 'escalate', { kind: 'downward', noteId: 'n' });
  t.deepEqual(outcomes(down), ['withdrawn']);
  t.is(down.last('ticket_routed').data.cause, 'de_escalation');
});

test('only those it was handed to refuse it by putting it down', (t) => {
  const down = { group: 'desk' };
  const byColleague = handedUp().act(at(0, '09:20'), byMember('assign', nora, inDesk, down));
  t.deepEqual(outcomes(byColleague), ['withdrawn']);
  const byReceiver = handedUp().act(at(0, '09:20'), byMember('assign', marc, inNetwork, down));
  t.deepEqual(outcomes(byReceiver), ['refused']);
  t.is(byReceiver.state.bounceCount, 1);
});

test('a colleague of another group of the tier accepts it for the tier', (t) => {
  const { network } = ungated.process.groups;
  if (!network) throw new Error('no network');
  const groups = { ...ungated.process.groups, workplace: network };
  const ticket = begun({ ...ungated, process: { ...ungated.process, groups } })
    .does(at(0, '09:10'), lea, 'escalate', up)
    .act(at(0, '09:20'), byMember('accept', nora, { small_desk: ['workplace'] }, {}));
  t.deepEqual(outcomes(ticket), ['accepted']);
});

test('who takes back what they handed over has not accepted it for the others', (t) => {
  const ticket = handedUp().act(at(0, '09:20'), byMember('accept', lea, inDesk, {}));
  t.is(ticket.state.assignee, lea.id);
  t.deepEqual(outcomes(ticket), ['open']);
});

test('solved before anybody accepted it, it was accepted by who solved it or by nobody', (t) => {
  const solved = { code: 'solved', noteId: 'n' };
  const resolves = [
    [byMember('resolve', marc, inNetwork, solved), 'accepted', 'met'],
    [byMember('resolve', lea, inDesk, solved), 'withdrawn', 'cancelled'],
    [command('resolve', requester, { code: 'solved_by_requester' }), 'withdrawn', 'cancelled'],
    [command('cancel', requester, {}), 'withdrawn', 'cancelled'],
  ] as const;
  for (const [action, outcome, clock] of resolves) {
    const ticket = handedUp().act(at(0, '09:20'), action);
    t.deepEqual(outcomes(ticket), [outcome]);
    t.is(ticket.clock('acknowledgement').outcome, clock);
  }
});

test('no part of the desk accepts, refuses or decides in the name of a person', (t) => {
  const system = { kind: 'system', id: 'program' } as const;
  for (const name of ['acceptEscalation', 'refuseEscalation'] as const) {
    const said = command(name, system, { n: 1 });
    t.is(handedUp().refusalOf(at(0, '09:20'), said)?.code, 'only_agents');
  }
});

const lives = fc.record({
  openedAt: fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
  rules: anyRules,
  steps: fc.array(stepOfMembers, { maxLength: 20 }),
});

/** Where it was routed up a tier, other than by its opening. */
const isClimb = (event: TicketEvent) =>
  event.type === 'ticket_routed' &&
  event.data.fromTier !== null &&
  event.data.tier > event.data.fromTier;

test('however a ticket goes up a tier, it was handed over, and people passed the gate', (t) => {
  const property = fc.property(lives, (life) => {
    const ticket = new Ticket(life.openedAt, { category: 'vpn' }, life.rules);
    let now = life.openedAt;
    for (const { afterMs, actor, name, payload } of life.steps) {
      now += afterMs;
      ticket.refusalOf(now, command(name, actor, payload));
    }
    for (const [i, event] of ticket.events.entries()) {
      if (!isClimb(event)) continue;
      const before = ticket.events[i - 1];
      if (before?.type !== 'escalated') {
        t.fail(`went up by ${event.actor.id} without a hand-off`);
        return;
      }
      const { handOff, by } = before.data.escalation;
      if (by.kind !== 'system' || !by.id.startsWith('rule:')) t.deepEqual(handOff?.missing, []);
    }
  });
  holdsInManyCases(t, property);
});

test('a hand-off is accepted and refused by persons only, and never by who works below', (t) => {
  const property = fc.property(lives, (life) => {
    const ticket = new Ticket(life.openedAt, { category: 'vpn' }, life.rules);
    let now = life.openedAt;
    for (const { afterMs, actor, name, payload } of life.steps) {
      now += afterMs;
      const seq = ticket.state.seq;
      if (ticket.refusalOf(now, command(name, actor, payload))) continue;
      const { memberships } = payload as { memberships?: Memberships };
      const groups = memberships?.[process.id] ?? [];
      for (const event of ticket.events.slice(seq)) {
        if (event.type !== 'escalation_accepted' && event.type !== 'escalation_refused') continue;
        t.is(event.actor.kind, 'agent');
        if (name === 'acceptEscalation' || name === 'refuseEscalation') continue;
        const { toTier = 0 } =
          escalationsOf(ticket.events).find(({ n }) => n === event.data.n) ?? {};
        const highest = Math.max(...groups.map((group) => process.groups[group]?.tier ?? 0));
        if (groups.length > 0) t.true(highest >= toTier);
      }
    }
  });
  holdsInManyCases(t, property);
});
