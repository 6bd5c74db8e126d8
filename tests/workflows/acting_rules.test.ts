import test, { type ExecutionContext } from 'ava';
import { hourMs, minuteMs } from '../../workflows/domain/durations.ts';
import type { EventType, TicketEvent } from '../../workflows/domain/events.ts';
import { ruleOfActor } from '../../workflows/domain/rules/rule.ts';
import { lea, requester } from '../domain/desk.ts';
import {
  type LiveTicket,
  openLiveTicket,
  projected,
  rowsOf,
  rulesFrom,
  type StartedDesk,
  startLiveDesk,
} from '../support/live_desk.ts';
import { ruledDesk } from './ruled_desk.ts';

let desk: StartedDesk;

test.before(async () => {
  desk = await startLiveDesk({ rules: ruledDesk(rulesFrom(Date.now())) });
  const people = [lea, requester].map(({ id }) => ({
    ...{ account_id: id, roles: ['agent' as const], display_name: id },
  }));
  await desk.database('accounts').insert(people).onConflict('account_id').ignore();
});

/** What is written of a ticket, once all of it is. */
async function written(t: ExecutionContext, ticket: LiveTicket): Promise<TicketEvent[]> {
  const { seq } = await ticket.state();
  await projected(desk, ticket.ticketId, seq);
  const { events, folded, state } = await rowsOf(desk, ticket.ticketId);
  t.deepEqual(folded, state);
  return events;
}

/** What rules brought about, each with the rule that did. */
function actsIn(events: readonly TicketEvent[]): [rule: string, type: EventType][] {
  return events.flatMap(({ type, actor }): [string, EventType][] => {
    const rule = ruleOfActor(actor);
    return rule === null || type === 'rule_acted' || type === 'rule_timed' ? [] : [[rule, type]];
  });
}

const count = (events: readonly TicketEvent[], name: string) =>
  events.filter(({ type, data }) => type === 'rule_acted' && 'rule' in data && data.rule === name)
    .length;

const say = (messageId: string, visibility: 'public' | 'internal') => ({ messageId, visibility });

test.serial(
  'what rules do at the opening is written with the rule as who did it, and what is refused as well',
  async (t) => {
    const ticket = await openLiveTicket(desk, { category: 'vpn' });
    const events = await written(t, ticket);
    const acts = actsIn(events);
    t.true(acts.length > 0);
    t.deepEqual([...new Set(acts.map(([rule]) => rule))], ['at_the_opening']);
    const types = acts.map(([, type]) => type);
    for (const type of [
      ...(['ticket_tagged', 'ticket_classified', 'fields_set', 'rule_note_added'] as const),
      ...(['notification_requested', 'webhook_called', 'task_added', 'rule_refused'] as const),
    ]) {
      t.true(types.includes(type), type);
    }
    const refused = events.flatMap(({ type, data }) =>
      type === 'rule_refused' ? [[data.action, data.refusal.code]] : [],
    );
    t.deepEqual(refused, [
      ['assign', 'gate_not_met'],
      ['addTask', 'task_unknown'],
    ]);
    t.like(await ticket.state(), { tags: ['seen'], priority: 'p2', fields: { seats: 4 } });
  },
);

test.serial(
  'a rule moves a ticket, tells management, pages, checks and begins a playbook',
  async (t) => {
    const ticket = await openLiveTicket(desk, { category: 'printer' });
    for (const [i, kind] of (['information', 'test', 'test'] as const).entries()) {
      await ticket.does(lea, 'addDiagnosticStep', { stepId: `s${i}`, kind, hasRuledOut: true });
    }
    await ticket.does(lea, 'classify', { category: 'routing' });
    const events = await written(t, ticket);
    const types = actsIn(events)
      .filter(([rule]) => rule === 'for_the_experts')
      .map(([, type]) => type);
    for (const type of [
      ...(['ticket_routed', 'assignment_requested', 'escalated', 'page_requested'] as const),
      ...(['check_requested', 'playbook_started'] as const),
    ]) {
      t.true(types.includes(type), `${type} is not among ${types.join(', ')}`);
    }
    t.is(count(events, 'for_the_experts'), 1);
  },
);

test.serial(
  'a rule puts on hold and ends it, links both ways, and asks for an approval',
  async (t) => {
    const ticket = await openLiveTicket(desk);
    await ticket.does(lea, 'addMessage', say('m1', 'internal'));
    t.is((await ticket.state()).pending?.reason, 'supplier');
    await ticket.does(requester, 'addMessage', say('m2', 'public'));
    t.is((await ticket.state()).pending, null);
    await ticket.does(lea, 'addMessage', say('m3', 'internal'));
    t.is((await ticket.state()).pending, null, 'once on a ticket');
    const { ticketId: id } = await openLiveTicket(desk);
    await ticket.does(lea, 'link', { kind: 'related', id });
    const { links } = await ticket.state();
    t.deepEqual(links.map(({ kind }) => kind).toSorted(), ['child', 'related']);
    await ticket.does(lea, 'accept');
    await ticket.does(lea, 'resolve', { code: 'solved', noteId: 'n' });
    await ticket.does(requester, 'reopen');
    const { approvals, pending } = await ticket.state();
    t.like(approvals[0], { rule: 'again', outcome: 'open' });
    t.is(pending?.reason, 'approval');
  },
);

test.serial(
  'a warning and a breach are heard as time goes, once each, and so is a stay',
  async (t) => {
    const ticket = await openLiveTicket(desk);
    await ticket.fastForward(20 * hourMs);
    const events = await written(t, ticket);
    t.is(count(events, 'half_is_over'), 1);
    t.is(count(events, 'too_late'), 1);
    t.is(count(events, 'nobody_took_it'), 1);
    const at = (name: string) =>
      events.find(({ type, data }) => type === 'rule_acted' && 'rule' in data && data.rule === name)
        ?.at ?? 0;
    const openedAt = events[0]?.at ?? 0;
    t.is(at('nobody_took_it') - openedAt, 30 * minuteMs);
    t.is(at('half_is_over') - openedAt, 7 * hourMs);
    t.is(at('too_late') - openedAt, 14 * hourMs);
  },
);

test.serial('rules that acted have acted no more after their worker was replaced', async (t) => {
  const ticket = await openLiveTicket(desk, { category: 'vpn' });
  const before = await written(t, ticket);
  // A query of a run that no worker remembers replays its history.
  await desk.client.workflowService.resetStickyTaskQueue({
    namespace: desk.temporal.namespace,
    execution: { workflowId: ticket.ticketId },
  });
  await ticket.does(lea, 'tag', { add: ['again'] });
  const after = await written(t, ticket);
  t.deepEqual(after.slice(0, before.length), before);
  t.is(count(after, 'at_the_opening'), 1);
});
