import test from 'ava';
import fc from 'fast-check';
import { nextDeadline } from '../../workflows/domain/deadlines.ts';
import { evolve } from '../../workflows/domain/evolve.ts';
import {
  type ActingRule,
  ruleActsPerTicketMax,
  ruleOfActor,
} from '../../workflows/domain/rules/rule.ts';
import { isOpen, openApprovals, type TicketState } from '../../workflows/domain/ticket.ts';
import { feedingRules } from '../../workflows/processes/check/feeding.ts';
import {
  allocator,
  at,
  command,
  day,
  lea,
  minute,
  office,
  rules,
  Ticket,
  ungated,
} from './desk.ts';
import { holdsInManyCases } from './many_cases.ts';
import { anyActingRules, withRules } from './random_rules.ts';
import { step } from './random_steps.ts';

const lives = fc.tuple(
  fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
  fc.array(step, { maxLength: 12 }),
  anyActingRules,
  fc.boolean(),
);

test('whatever rules there are, an open ticket has an owner and a deadline, and rules end', (t) => {
  holdsInManyCases(
    t,
    fc.property(lives, ([openedAt, steps, acting, isGated]) => {
      const desk = isGated ? rules : ungated;
      const process = withRules(desk.process, acting);
      const ticket = new Ticket(openedAt, { category: 'vpn' }, { ...desk, process });
      let now = openedAt;
      let seen = 0;
      const see = () => {
        const { state, events } = ticket;
        if (isOpen(state)) {
          t.not(process.groups[state.group], undefined);
          t.not(nextDeadline(state), null);
        }
        for (const approval of openApprovals(state)) t.is(approval.rule, 'risky');
        for (const { type, actor } of events.slice(seen)) {
          if (type === 'rule_acted') t.not(ruleOfActor(actor), null);
        }
        // Of one step rules.test.ts says it; deadlines of one instant are as many steps.
        const counts = Object.values(state.ruleStandings ?? {}).map(({ count }) => count);
        t.true(counts.reduce((sum, count) => sum + count, 0) <= ruleActsPerTicketMax);
        for (const { name, once } of acting) {
          if (once) t.true((state.ruleStandings?.[name]?.count ?? 0) <= 1);
        }
        seen = events.length;
      };
      see();
      for (const { afterMs, actor, name, payload } of steps) {
        now += afterMs;
        ticket.refusalOf(now, command(name, actor, payload));
        see();
      }
      const folded = ticket.events.reduce<TicketState | null>(evolve, null);
      t.deepEqual(folded, ticket.state, 'its events tell it');
    }),
  );
});

test('whether the desk was away or not, rules do the same', (t) => {
  holdsInManyCases(
    t,
    fc.property(
      fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
      anyActingRules,
      fc.array(fc.integer({ min: 1, max: 5 * 86_400_000 }), { minLength: 1, maxLength: 5 }),
      (openedAt, acting, looks) => {
        const desk = { ...ungated, process: withRules(ungated.process, acting) };
        const away = new Ticket(openedAt, { category: 'vpn' }, desk);
        const there = new Ticket(openedAt, { category: 'vpn' }, desk);
        let now = openedAt;
        for (const ms of looks) {
          now += ms;
          there.waitUntil(now);
        }
        away.waitUntil(now);
        t.deepEqual(away.state, there.state);
        t.deepEqual(away.events, there.events);
      },
    ),
    4,
  );
});

test('rules that check finds cannot feed each other never go round, whatever people do', (t) => {
  let unfed = 0;
  holdsInManyCases(
    t,
    fc.property(
      fc.integer({ min: at(0, '00:00'), max: at(60, '00:00') }),
      fc.array(step, { maxLength: 12 }),
      anyActingRules.map((acting) => acting.slice(0, 4)),
      (openedAt, steps, acting) => {
        const desk = { ...ungated, process: withRules(ungated.process, acting) };
        if (feedingRules(desk.process).length > 0) return;
        unfed += 1;
        const ticket = new Ticket(openedAt, { category: 'vpn' }, desk);
        let now = openedAt;
        for (const { afterMs, actor, name, payload } of steps) {
          now += afterMs;
          ticket.refusalOf(now, command(name, actor, payload));
          give(ticket, now);
        }
        // Left to time and the allocator rules come to rest; but for those of hours, which recur.
        for (let round = 0; round < 60; round++) {
          const next = nextDeadline(ticket.state);
          // Beyond their end nobody knows the hours: a desk renews them long before.
          const isKnown = next && next.at < office.toMinute * minute - 30 * day;
          if (!isKnown || !isOpen(ticket.state)) break;
          now = Math.max(now, next.at);
          ticket.waitUntil(now);
          give(ticket, now);
        }
        t.false(ticket.types().includes('rules_stopped'));
        const byItself = ticket.events.filter(
          (event) => event.type === 'rule_acted' && event.at > now - day && isFed(acting, event),
        );
        t.true(byItself.length <= 16, JSON.stringify(acting));
      },
    ),
  );
  t.log(`${unfed} of them in no circle`);
  t.true(unfed > 20);
});

/** The allocator gives it to somebody, where it waits. */
function give(ticket: Ticket, when: number): void {
  if (!ticket.state.waitingForAgent) return;
  const { group } = ticket.state;
  const given = { decisionId: 'd', assignee: lea.id, group, strategy: 'least_loaded' as const };
  ticket.refusalOf(when, command('takeAssignment', allocator, { ...given, candidates: [] }));
}

/** Whether it is no rule that time calls again and again. */
function isFed(acting: readonly ActingRule[], event: { data: { rule: string } }): boolean {
  const on = acting.find(({ name }) => name === event.data.rule)?.on;
  return on !== undefined && !('opens' in on) && !('closes' in on);
}
